import { type ChildProcess, fork } from "node:child_process";
import { openSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A contestant's server in a process of its own. */
export interface ServerProcess {
  /** Where it answers; empty for one that only speaks over the channel. */
  readonly url: string;
  /** User and system time so far, milliseconds. */
  cpuMs(): Promise<number>;
  /** Sends a message and waits for the answer that has this key. */
  ask(message: object | string, key: string): Promise<unknown>;
  tell(message: object): void;
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  readonly script: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard output goes here. */
  readonly logFile: string;
  /** For node, such as --cpu-prof. */
  readonly nodeOptions?: readonly string[];
}

const preload = fileURLToPath(new URL("./report-usage.ts", import.meta.url));

function hasKey(message: unknown, key: string): message is Record<string, unknown> {
  return typeof message === "object" && message !== null && key in message;
}

function waitFor(child: ChildProcess, key: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`The server ended with ${code} before it said ${key}.`));
    const onMessage = (message: unknown): void => {
      if (!hasKey(message, key)) return;
      child.off("message", onMessage);
      child.off("exit", onExit);
      resolve(message[key]);
    };
    child.on("message", onMessage);
    child.on("exit", onExit);
  });
}

/** Starts it and waits until it says `{ ready: true, url }`. */
export async function startServerProcess({ script, env = {}, logFile, nodeOptions = [] }: ServerProcessOptions): Promise<ServerProcess> {
  const log = openSync(logFile, "a");
  const child = fork(script, [], {
    env: { PATH: process.env["PATH"], ...env },
    execArgv: ["--import", preload, ...nodeOptions],
    stdio: ["ignore", log, "inherit", "ipc"],
  });
  const url = String(await waitFor(child, "url"));
  const ask = (message: object | string, key: string): Promise<unknown> => {
    const answer = waitFor(child, key);
    child.send(message);
    return answer;
  };
  return {
    url,
    ask,
    tell: (message) => void child.send(message),
    cpuMs: async () => Number(await ask("cpu", "cpuMs")),
    async stop() {
      if (child.exitCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await gone;
      clearTimeout(late);
    },
  };
}
