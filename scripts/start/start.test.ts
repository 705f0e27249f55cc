import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findFreePort, waitFor } from "../../apps/api/src/platform/postmaster.ts";
import { identifyProcess, isRunning, type ProcessIdentity } from "../../apps/api/src/platform/process-identity.ts";

const root = join(import.meta.dirname, "../..");
const started: Started[] = [];
let dataDir: string;
let port: number;

interface Started {
  readonly npm: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
}

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "relink-start-"));
  chmodSync(dataDir, 0o755);
  port = await findFreePort(null);
});

afterEach(async () => {
  for (const { npm, ended } of started.splice(0)) {
    npm.kill("SIGTERM");
    await ended;
  }
  rmSync(dataDir, { recursive: true, force: true });
});

function npmStart(variables: Record<string, string> = {}): Started {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const npm = spawn("npm", ["start"], {
    cwd: root,
    env: { ...inherited, NODE_ENV: "", RELINK_DATA_DIR: dataDir, PORT: String(port), ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const parts: string[] = [];
  for (const stream of [npm.stdout, npm.stderr]) stream.setEncoding("utf8").on("data", (text: string) => parts.push(text));
  const one: Started = { npm, output: () => parts.join(""), ended: new Promise((done) => npm.once("exit", done)) };
  started.push(one);
  return one;
}

async function ready(one: Started): Promise<void> {
  const answer = await waitFor(async () => {
    if (one.npm.exitCode !== null) throw new Error(`It ended:\n${one.output()}`);
    return (await fetch(`http://localhost:${port}/readyz`).catch(() => null))?.status === 200 && one.output().includes("Relink is ready")
      ? true
      : null;
  }, 90_000);
  if (!answer) throw new Error(`It was not ready in 90 s:\n${one.output()}`);
}

/** Every process that belongs to our data folder: children by their run files, the database by its own. */
function processes(): { readonly name: string; readonly identity: ProcessIdentity }[] {
  const children = readdirSync(join(dataDir, "run")).map((file) => {
    const { child }: { child: ProcessIdentity } = JSON.parse(readFileSync(join(dataDir, "run", file), "utf8"));
    return { name: file.split("-")[0] ?? "", identity: child };
  });
  const postmaster = identifyProcess(Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]));
  return [...children, ...(postmaster ? [{ name: "postgres", identity: postmaster }] : [])];
}

function starterOf(): number {
  const [file = ""] = readdirSync(join(dataDir, "run"));
  return JSON.parse(readFileSync(join(dataDir, "run", file), "utf8")).starter.pid;
}

test("one command brings all up, and a SIGTERM to npm leaves no process", async () => {
  const one = npmStart();
  await ready(one);
  expect(one.output()).toContain(`Relink is ready: http://localhost:${port}`);
  expect(one.output()).toContain("member@demo.test");
  const page = await fetch(`http://localhost:${port}/`, { headers: { accept: "text/html" } });
  expect(await page.text()).toContain("<script");
  const all = processes();
  expect(all.map(({ name }) => name).toSorted()).toEqual(["api", "postgres", "sandbox"]);
  one.npm.kill("SIGTERM");
  await one.ended;
  const left = await waitFor(() => (all.some(({ identity }) => isRunning(identity)) ? null : true), 10_000);
  expect(left, "every process has ended").toBe(true);
  expect(readdirSync(join(dataDir, "run"))).toEqual([]);
});

test("when nobody reads what it says any more, it ends and leaves no process", async () => {
  const one = npmStart();
  await waitFor(() => (one.output().includes("Making the demo world") ? true : null), 90_000);
  const all = processes();
  one.npm.stdout?.destroy();
  expect(await one.ended).toBe(0);
  expect(all.filter(({ identity }) => isRunning(identity))).toEqual([]);
});

test("what a kill -9 left behind is taken up or ended by the next start", async () => {
  const one = npmStart();
  await ready(one);
  const before = processes();
  process.kill(starterOf(), "SIGKILL");
  await one.ended;
  // The API sees that its starter is gone and ends by itself; the others stay until the next start.
  const api = before.find(({ name }) => name === "api")?.identity;
  expect(await waitFor(() => (api && isRunning(api) ? null : true), 20_000)).toBe(true);
  const two = npmStart();
  await ready(two);
  const after = processes();
  const pid = (list: typeof before, name: string) => list.find((entry) => entry.name === name)?.identity.pid;
  expect(pid(after, "postgres"), "the database is adopted as it runs").toBe(pid(before, "postgres"));
  expect(pid(after, "sandbox")).not.toBe(pid(before, "sandbox"));
  expect(before.filter(({ name, identity }) => name !== "postgres" && isRunning(identity))).toEqual([]);
});

test("when a part ends by itself, all ends, with exit code 1 and a sentence", async () => {
  const one = npmStart();
  await ready(one);
  const all = processes();
  const api = all.find(({ name }) => name === "api")?.identity;
  if (api) process.kill(api.pid, "SIGKILL");
  expect(await one.ended).toBe(1);
  expect(one.output()).toContain("A part of Relink ended by itself");
  expect(all.filter(({ identity }) => isRunning(identity))).toEqual([]);
});

test("a port in use is one sentence and exit code 1", async () => {
  const other = createServer();
  await new Promise<void>((done) => other.listen(port, "localhost", done));
  const one = npmStart();
  expect(await one.ended).toBe(1);
  expect(one.output()).toContain(`Port ${port} is in use by another program; end it, or set PORT to another one.\n`);
  expect(one.output()).not.toMatch(/^\s+at /m);
  await new Promise((done) => other.close(done));
});

test.each([
  [{ PORT: "many" }, "PORT must be a whole number from 0 to 65535; it is for the port of the one HTTP server."],
  [
    { NODE_ENV: "production" },
    "DATABASE_URL is missing and NODE_ENV=production has no safe default for it; it is for the PostgreSQL database",
  ],
])("a wrong setting is one sentence and exit code 1: %o", async (variables, sentence) => {
  const one = npmStart(variables);
  expect(await one.ended).toBe(1);
  expect(one.output()).toContain(sentence);
  expect(one.output()).not.toMatch(/^\s+at /m);
});

test("a runtime that is too old is told what to run", () => {
  const program = `Object.defineProperty(process.versions, "node", { value: "20.19.0" }); await import(${JSON.stringify(join(root, "scripts/start.mjs"))});`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/this is Node 20\.19\.0: run `npm ci` here .*then `npm start`\.\n$/);
});
