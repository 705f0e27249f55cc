import { spawn } from "node:child_process";
import { existsSync, openSync, closeSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { identifyProcess, isRunning, type ProcessIdentity } from "./process-identity.ts";
import type { PostgresBinaries, ServerUser } from "./postgres-binaries.ts";

const pollMs = 20;
/** A crash may leave much log to be read again. */
const startLimitMs = 60_000;
const fastStopLimitMs = 10_000;
const killLimitMs = 5_000;

export interface ServerPlace {
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser | null;
  readonly dataFolder: string;
  readonly logFile: string;
}

export interface RunningServer {
  readonly process: ProcessIdentity;
  readonly port: number;
}

/** Waits until `condition` gives a value other than null; null when `limitMs` passed first. */
export async function waitFor<T>(condition: () => Promise<T | null> | T | null, limitMs: number): Promise<T | null> {
  const end = performance.now() + limitMs;
  for (;;) {
    const value = await condition();
    if (value !== null) return value;
    if (performance.now() > end) return null;
    await wait(pollMs);
  }
}

/** Connects once and asks for nothing; what went wrong is not told apart. */
export async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function isOurs(pid: number, dataFolder: string): boolean {
  if (process.platform !== "linux") return true;
  try {
    // spawn() below puts the data folder on the command line.
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(dataFolder);
  } catch {
    return false;
  }
}

/** The server that `postmaster.pid` names, if it lives and serves this folder. */
export function findServer(dataFolder: string): RunningServer | null {
  const file = join(dataFolder, "postmaster.pid");
  if (!existsSync(file)) return null;
  // Lines: pid, data folder, start time, port, … (https://www.postgresql.org/docs/18/storage-file-layout.html)
  const lines = readFileSync(file, "utf8").split("\n");
  const identity = identifyProcess(Number(lines[0]));
  if (!identity || !isOurs(identity.pid, dataFolder)) return null;
  return { process: identity, port: Number(lines[3]) };
}

/** A free port on 127.0.0.1, `preferred` if it is free. */
export async function findFreePort(preferred: number | null): Promise<number> {
  const listen = (port: number): Promise<number | null> =>
    new Promise((done) => {
      const server = createServer();
      server.once("error", () => done(null));
      server.listen(port, "127.0.0.1", () => {
        const address = server.address();
        server.close(() => done(typeof address === "object" && address ? address.port : null));
      });
    });
  const port = (preferred ? await listen(preferred) : null) ?? (await listen(0));
  if (port === null) throw new Error("No free port on 127.0.0.1 for the embedded PostgreSQL.");
  return port;
}

const megabyte = 1024 * 1024;

/** How much of the tables PostgreSQL keeps at hand: an eighth of the machine's memory, 128 to 1,024 MB. Its own 128 MB are too few for a million inboxes. */
export function toSharedBuffersMb(memoryBytes: number): number {
  return Math.round(Math.min(Math.max(memoryBytes / 8 / megabyte, 128), 1_024));
}

/** What this process may use: less than the machine has, in a container. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function spawnServer({ binaries, user, dataFolder, logFile }: ServerPlace, port: number): number {
  const log = openSync(logFile, "a", 0o600);
  const child = spawn(
    binaries.postgres,
    ["-D", dataFolder, "-p", String(port), "-c", `shared_buffers=${toSharedBuffersMb(availableMemory())}MB`],
    {
      // Its own group: Ctrl-C must reach us alone, so that what is in flight ends before the server does.
      detached: true,
      cwd: "/",
      stdio: ["ignore", log, log],
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    },
  );
  closeSync(log);
  child.on("error", () => undefined);
  child.unref();
  return child.pid ?? 0;
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-5).join("\n") : "";
}

/** Starts the server and waits until it answers `connectionString(port)`. Throws with the end of its log if it does not. */
export async function startServer(
  place: ServerPlace,
  preferredPort: number | null,
  connectionString: (port: number) => string,
): Promise<RunningServer> {
  if (!findServer(place.dataFolder)) rmSync(join(place.dataFolder, "postmaster.pid"), { force: true });
  const end = performance.now() + startLimitMs;
  while (performance.now() < end) {
    const port = await findFreePort(preferredPort);
    const child = identifyProcess(spawnServer(place, port));
    const ready = await waitFor(async () => {
      if (!child || !isRunning(child)) return "ended" as const;
      return (await answers(connectionString(port))) ? "ready" : null;
    }, startLimitMs);
    if (ready === "ready" && child) return { process: child, port };
    // Backends of a killed server hold its shared memory for a moment; another process may have taken the port.
    if (!/shared memory block|could not bind|Address already in use/.test(lastLines(place.logFile))) break;
    await wait(200);
  }
  throw new Error(`The embedded PostgreSQL did not start. The end of its log, ${place.logFile}:\n${lastLines(place.logFile)}`);
}

function signal(target: ProcessIdentity, name: NodeJS.Signals): void {
  try {
    if (isRunning(target)) process.kill(target.pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

/** Ends a server: fast shutdown (SIGINT), immediate (SIGQUIT) past 10 s, SIGKILL past 15 s. */
export async function stopServer(server: RunningServer): Promise<void> {
  const gone = () => (isRunning(server.process) ? null : true);
  signal(server.process, "SIGINT");
  if (await waitFor(gone, fastStopLimitMs)) return;
  signal(server.process, "SIGQUIT");
  if (await waitFor(gone, killLimitMs)) return;
  signal(server.process, "SIGKILL");
  await waitFor(gone, killLimitMs);
}
