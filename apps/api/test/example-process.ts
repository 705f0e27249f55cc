import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../../packages/client/examples");

/** One of the SDK's examples, as its reader starts it. */
export interface Example {
  /** Starts it, anew after a kill. */
  start(): void;
  /** Settles when it is gone. */
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
  readonly output: () => string;
  /** What it has said since it was last started. */
  readonly said: () => string;
  /** Whether it has stored where it begins. */
  readonly begun: () => boolean;
  /** The whole lines that it has stored, without the first, which is where it began. */
  readonly stored: () => readonly Readonly<Record<string, string>>[];
}

export function createExample(name: string, variables: Readonly<Record<string, string>>): Example {
  const place = join(mkdtempSync(join(tmpdir(), "relink-example-")), "journal.jsonl");
  const written: string[] = [];
  let startedAt = 0;
  let child: ChildProcess | null = null;
  return {
    start() {
      startedAt = written.length;
      const env = { PATH: process.env["PATH"] ?? "", RELINK_STORE: place, ...variables };
      child = spawn(process.execPath, [join(folder, `${name}.ts`)], { env, stdio: ["ignore", "pipe", "pipe"] });
      for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => written.push(chunk.toString()));
    },
    async kill(signal) {
      const gone = child;
      child = null;
      if (!gone || gone.exitCode !== null || gone.signalCode !== null) return;
      const ended = new Promise((resolve) => gone.once("exit", resolve));
      gone.kill(signal);
      await ended;
    },
    output: () => written.join(""),
    said: () => written.slice(startedAt).join(""),
    begun: () => existsSync(place) && readFileSync(place, "utf8").includes("\n"),
    stored() {
      if (!existsSync(place)) return [];
      const lines = readFileSync(place, "utf8").split("\n").slice(1, -1);
      return lines.map((line) => JSON.parse(line) as Record<string, string>);
    },
  };
}

export interface TakenPost {
  readonly key: string;
  readonly text: string;
}

export interface Channel {
  readonly url: string;
  readonly taken: TakenPost[];
  close(): Promise<void>;
}

/** An incoming-webhook address as Slack's: every seventh post is refused for now. */
export async function startChannel(): Promise<Channel> {
  const taken: TakenPost[] = [];
  let asked = 0;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked += 1;
      if (asked % 7 === 0) return void response.writeHead(asked % 2 === 0 ? 429 : 503, { "retry-after": "0" }).end();
      const { text } = JSON.parse(body) as { text: string };
      taken.push({ key: String(request.headers["idempotency-key"]), text });
      return void response.end("ok");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/services/T0/B0/x`,
    taken,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
