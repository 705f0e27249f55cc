import "reflect-metadata";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll } from "vitest";
import { bundleOptions } from "../scripts/bundle-options.ts";
import { createApp } from "../src/app.ts";
import { compose } from "../src/compose.ts";
import { readEnv } from "../src/env.ts";

export const testKeys = `test:${Buffer.alloc(32, 7).toString("base64")}`;

/** The API, somewhere: in this process, or in one of its own. */
export interface RunningApi {
  readonly url: string;
  close(): Promise<void>;
}

/** A port that is free now; the address must be known before the API listens, since providers come back to it. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port.");
  return address.port;
}

/** The whole API in this process, as main.ts assembles it. */
export async function startApi(variables: Readonly<Record<string, string>>): Promise<RunningApi> {
  const env = readEnv(variables);
  const app = await createApp(env, { compose, webFolder: mkdtempSync(join(tmpdir(), "relink-web-")) });
  await app.listen();
  return { url: env.publicUrl, close: () => app.close() };
}

export interface ApiChild {
  readonly url: string;
  readonly pid: number;
  /** Everything that it wrote so far. */
  readonly output: () => string;
  /** Settles when it is gone, with the signal or the exit code. */
  readonly ended: Promise<string>;
  kill(signal: "SIGTERM" | "SIGKILL"): Promise<string>;
}

let bundled: Promise<string> | null = null;
afterAll(async () => {
  if (bundled) rmSync(dirname(await bundled), { recursive: true, force: true });
});

/** The program as it is shipped, bundled anew for each test file: it starts in a fraction of the time that its sources take. */
function bundleApi(): Promise<string> {
  bundled ??= (async () => {
    const folder = join(import.meta.dirname, "..");
    const outdir = mkdtempSync(join(folder, "node_modules", ".api-"));
    await build({ ...bundleOptions, sourcemap: false, absWorkingDir: folder, entryPoints: { main: "src/main.ts" }, outdir });
    return join(outdir, "main.js");
  })();
  return bundled;
}

/** The API in a process of its own, which may be killed. */
export async function spawnApi(variables: Readonly<Record<string, string>>): Promise<ApiChild> {
  const child: ChildProcess = spawn(process.execPath, [await bundleApi()], {
    env: { PATH: process.env["PATH"] ?? "", ...variables },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const written: string[] = [];
  child.stdout?.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  const ended = new Promise<string>((resolve) => child.once("exit", (code, signal) => resolve(signal ?? String(code))));
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    void ended.then((how) => reject(new Error(`The API ended (${how}) before it was ready: ${written.join("")}`)));
  });
  return {
    url: variables["PUBLIC_URL"] ?? "",
    pid: child.pid ?? 0,
    output: () => written.join(""),
    ended,
    kill: (signal) => (child.kill(signal), ended),
  };
}
