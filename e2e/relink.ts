import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { findFreePort, waitFor } from "../apps/api/src/platform/postmaster.ts";
import { identifyProcess, isRunning, type ProcessIdentity } from "../apps/api/src/platform/process-identity.ts";

const root = join(import.meta.dirname, "..");
/** The first start of a clone builds all parts. */
const readyLimitMs = 170_000;

/** The whole of Relink as `npm start` brings it up, with a world of its own. */
export interface Relink {
  readonly url: string;
  readonly dataDir: string;
  /** What it has printed so far. */
  output(): string;
  /** SIGTERM; resolves once no process of it is left, and fails where one is. */
  stop(): Promise<void>;
  /** `kill -9` of the program that brings all up. */
  kill(): Promise<void>;
}

export interface StartOptions {
  readonly dataDir?: string;
  readonly port?: number;
  /** A line after which to go on; that Relink is ready, unless told otherwise. */
  readonly until?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

export function makeDataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "relink-e2e-"));
  // As root, the database runs as a user that has to reach it.
  chmodSync(folder, 0o755);
  return folder;
}

/** Every process that belongs to a data folder: the children by their run files, the database by its own. */
function processesOf(dataDir: string): ProcessIdentity[] {
  const runFolder = join(dataDir, "run");
  const files = existsSync(runFolder) ? readdirSync(runFolder) : [];
  const children = files.map((file) => {
    const { child }: { child: ProcessIdentity } = JSON.parse(readFileSync(join(runFolder, file), "utf8"));
    return child;
  });
  const pidFile = join(dataDir, "postgres/postmaster.pid");
  const postmaster = existsSync(pidFile) ? identifyProcess(Number(readFileSync(pidFile, "utf8").split("\n")[0])) : null;
  return [...children, ...(postmaster ? [postmaster] : [])];
}

function spawnStart(dataDir: string, port: number, more: StartOptions["variables"]): ChildProcess {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const variables = { ...inherited, NODE_ENV: "", RELINK_DATA_DIR: dataDir, PORT: String(port), ...more };
  return spawn(process.execPath, ["scripts/start.mjs"], { cwd: root, env: variables, stdio: ["ignore", "pipe", "pipe"] });
}

export async function startRelink(options: StartOptions = {}): Promise<Relink> {
  const dataDir = options.dataDir ?? makeDataDir();
  const port = options.port ?? (await findFreePort(null));
  const program = spawnStart(dataDir, port, options.variables);
  const parts: string[] = [];
  for (const stream of [program.stdout, program.stderr]) stream?.setEncoding("utf8").on("data", (text: string) => parts.push(text));
  const output = () => parts.join("");
  const ended = new Promise<number | null>((done) => program.once("exit", done));
  const ready = await waitFor(() => {
    if (program.exitCode !== null) throw new Error(`It ended:\n${output()}`);
    return output().includes(options.until ?? "Relink is ready") ? true : null;
  }, readyLimitMs);
  if (!ready) program.kill("SIGKILL");
  expect(ready, output()).toBe(true);
  return {
    url: `http://localhost:${port}`,
    dataDir,
    output,
    async stop() {
      const all = processesOf(dataDir);
      program.kill("SIGTERM");
      expect(await ended, output()).toBe(0);
      expect(all.filter(isRunning), "no process is left").toEqual([]);
    },
    async kill() {
      program.kill("SIGKILL");
      await ended;
    },
  };
}

/** Gives the tests of a file a Relink with a fresh demo world; call the answer inside them. */
export function useRelink(variables: StartOptions["variables"] = {}): () => Relink {
  let running: Relink | null = null;
  beforeAll(async () => {
    running = await startRelink({ variables });
    expect(running.output(), "the demo world is whole").not.toContain("not whole");
  });
  afterAll(async () => {
    await running?.stop();
    if (running) rmSync(running.dataDir, { recursive: true, force: true });
  });
  return () => {
    if (!running) throw new Error("Relink runs once the tests do.");
    return running;
  };
}
