import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitFor } from "../../apps/api/src/platform/postmaster.ts";
import { identifyProcess, isRunning, parseProcessIdentity, type ProcessIdentity } from "../../apps/api/src/platform/process-identity.ts";

const stopLimitMs = 15_000;
const killLimitMs = 5_000;

/** Written for each child, so that the next start knows what a `kill -9` of this one left behind. */
interface RunFile {
  readonly child: ProcessIdentity;
  readonly starter: ProcessIdentity;
}

export interface Child {
  readonly process: ChildProcess;
  /** The exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** SIGTERM; SIGKILL when it has not ended after 15 s. */
  stop(): Promise<void>;
}

function readRunFile(file: string): RunFile | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value !== "object" || value === null || !("child" in value) || !("starter" in value)) return null;
    const child = parseProcessIdentity(JSON.stringify(value.child));
    const starter = parseProcessIdentity(JSON.stringify(value.starter));
    return child && starter ? { child, starter } : null;
  } catch {
    return null;
  }
}

async function end(identity: ProcessIdentity): Promise<void> {
  const gone = () => (isRunning(identity) ? null : true);
  for (const [signal, limitMs] of [
    ["SIGTERM", stopLimitMs],
    ["SIGKILL", killLimitMs],
  ] as const) {
    if (!isRunning(identity)) return;
    process.kill(identity.pid, signal);
    if (await waitFor(gone, limitMs)) return;
  }
}

/** Ends the children of starts that are dead. Those of a living one, on another port, are left alone. */
export async function endLeftovers(runFolder: string, say: (line: string) => void): Promise<void> {
  mkdirSync(runFolder, { recursive: true });
  for (const name of readdirSync(runFolder)) {
    const file = join(runFolder, name);
    const left = readRunFile(file);
    if (left && isRunning(left.starter)) continue;
    if (left && isRunning(left.child)) {
      say(`Ending process ${left.child.pid}, which an earlier start left behind.`);
      await end(left.child);
    }
    rmSync(file, { force: true });
  }
}

export interface ChildOptions {
  readonly name: string;
  readonly program: string;
  readonly cwd: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly runFolder: string;
  /** Standard output is read by us instead of shown. */
  readonly readOutput: boolean;
}

/** Starts a Node program in a process group of its own, so that Ctrl-C reaches us alone and we end things in order. */
export function startChild(options: ChildOptions): Child {
  const child = spawn(process.execPath, ["--enable-source-maps", options.program], {
    cwd: options.cwd,
    // What was compiled at the last start is not compiled again.
    env: { NODE_COMPILE_CACHE: join(options.cwd, "node_modules/.cache/relink"), ...options.variables },
    stdio: ["ignore", options.readOutput ? "pipe" : "inherit", "inherit", "ipc"],
    detached: true,
  });
  const identity = identifyProcess(child.pid ?? 0);
  const starter = identifyProcess(process.pid);
  const file = join(options.runFolder, `${options.name}-${child.pid ?? 0}.json`);
  if (identity) writeFileSync(file, JSON.stringify({ child: identity, starter }), { mode: 0o600 });
  const ended = new Promise<number | null>((done) => {
    child.once("error", () => done(1));
    child.once("exit", (code) => {
      rmSync(file, { force: true });
      done(code);
    });
  });
  return {
    process: child,
    ended,
    async stop() {
      if (identity && isRunning(identity)) await end(identity);
      await ended;
    },
  };
}
