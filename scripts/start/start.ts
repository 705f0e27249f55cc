import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Env, readEnv } from "../../apps/api/src/env.ts";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "../../apps/api/src/platform/embedded-postgres.ts";
import { SettingError } from "../../apps/api/src/platform/setting-reader.ts";
import { api, buildIfStale, sandbox, web } from "./build.ts";
import { type Child, endLeftovers, startChild } from "./child.ts";
import { type Closings, createClosings } from "./closings.ts";
import { makeDemo } from "./demo.ts";
import { type Rehearsal, readRehearsal, startRehearsal } from "./rehearsal.ts";

const root = join(import.meta.dirname, "../..");
const readyLimitMs = 90_000;

/** Something a person can put right: shown as this one sentence. */
class StartError extends Error {}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function assertPortFree(port: number): Promise<void> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", (error) => {
      const taken = "code" in error && error.code === "EADDRINUSE";
      fail(taken ? new StartError(`Port ${port} is in use by another program; end it, or set PORT to another one.`) : error);
    });
    probe.listen(port, "localhost", () => probe.close(() => done()));
  });
}

async function openDatabase(env: Env, closings: Closings): Promise<EmbeddedPostgres | null> {
  if (env.databaseUrl !== null) return null;
  const postgres = await openEmbeddedPostgres({ dataDir: env.dataDir, say });
  closings.add(() => postgres.stop());
  return postgres;
}

/** A provider that is configured, or production, leaves the rehearsal world out. */
function needsRehearsal(env: Env): boolean {
  return !env.production && env.google.application === null && env.microsoft.application === null && env.rehearsalUrl === null;
}

async function startWorld(
  env: Env,
  postgres: EmbeddedPostgres | null,
  runFolder: string,
  closings: Closings,
): Promise<{ readonly child: Child; readonly rehearsal: Rehearsal }> {
  const databaseUrl = postgres ? await postgres.addTenant("sandbox") : (env.databaseOwnerUrl ?? "");
  const { dataDir, publicUrl, trustedOrigins } = env;
  const variables = process.env;
  const child = startRehearsal({ root, dataDir, runFolder, databaseUrl, publicUrl, redirectOrigins: trustedOrigins, variables });
  closings.add(() => child.stop());
  return { child, rehearsal: await readRehearsal(child) };
}

function startApi(env: Env, settings: Readonly<Record<string, string>>, runFolder: string, closings: Closings): Child {
  const child = startChild({
    name: "api",
    program: join(root, "apps/api/dist/main.js"),
    cwd: root,
    runFolder,
    readOutput: false,
    variables: {
      LOG_LEVEL: env.production ? "info" : "warn",
      ...process.env,
      RELINK_DATA_DIR: env.dataDir,
      ...settings,
    },
  });
  closings.add(() => child.stop());
  return child;
}

function apiReady(child: Child): Promise<void> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new StartError("The API was not ready within 90 s.")), readyLimitMs);
    // It has said why on standard error by itself.
    void child.ended.then(() => fail(new StartError("")));
    child.process.once("message", () => {
      clearTimeout(late);
      done();
    });
  });
}

/** In one piece: who waits for its first line has the others too. */
function printWelcome(env: Env, hasPeople: boolean): void {
  const lines = [`Relink is ready: ${env.publicUrl}`];
  if (hasPeople) {
    lines.push("Sign in with the password relink-demo as superadmin@demo.test, admin@demo.test, member@demo.test or bystander@demo.test");
    lines.push(`Make trouble at the providers: ${env.publicUrl}/sandbox`);
  }
  say(lines.join("\n"));
}

async function bringUp(closings: Closings): Promise<void> {
  if (existsSync(join(root, ".env"))) process.loadEnvFile(join(root, ".env"));
  const env = readEnv(process.env);
  const runFolder = join(env.dataDir, "run");
  await endLeftovers(runFolder, say);
  await assertPortFree(env.port);
  const rehearsed = needsRehearsal(env);
  const stale = rehearsed ? [api, sandbox, web] : [api, web];
  const opening = openDatabase(env, closings);
  // Each is waited for also where another fails, so that nothing comes up after all was taken down.
  const settled = await Promise.allSettled([opening, ...stale.map((part) => buildIfStale(root, part, closings, say))]);
  for (const one of settled) if (one.status === "rejected") throw one.reason;
  const postgres = await opening;
  if (closings.closing) return;
  const world = rehearsed ? await startWorld(env, postgres, runFolder, closings) : null;
  if (closings.closing) return;
  const server = startApi(env, world?.rehearsal.settings ?? {}, runFolder, closings);
  await apiReady(server);
  if (world && postgres) await makeDemo({ root, env, rehearsal: world.rehearsal, closings, say });
  if (closings.closing) return;
  printWelcome(env, world !== null && postgres !== null);
  const children = [server, ...(world ? [world.child] : [])];
  await Promise.race(children.map((child) => child.ended));
  if (!closings.closing) throw new StartError("A part of Relink ended by itself, so all of it was ended; the log above says why.");
}

function explain(error: unknown): string {
  if (error instanceof StartError || error instanceof SettingError) return error.message;
  return error instanceof Error ? error.message : String(error);
}

/** `npm start`: builds what is not built, brings everything up, and leaves no process behind. */
export async function start(): Promise<void> {
  const closings = createClosings();
  const stop = (): void => void closings.closeAll();
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, stop);
  // Nobody reads us any more: the terminal is gone, or the program that our output was piped into.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", stop);
  let failed = false;
  try {
    await bringUp(closings);
  } catch (error) {
    // What fails because it is being taken down has not failed.
    failed = !closings.closing;
    const sentence = failed ? explain(error) : "";
    if (sentence !== "") process.stderr.write(`${sentence}\n`);
  }
  await closings.closeAll();
  process.exit(failed ? 1 : 0);
}
