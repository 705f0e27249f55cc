import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import pg from "pg";
import { tryLock } from "./folder-lock.ts";
import { canReach, findBinaries, findServerUser, reachableRoot, type ServerUser } from "./postgres-binaries.ts";
import { answers, findServer, type RunningServer, type ServerPlace, startServer, stopServer, waitFor } from "./postmaster.ts";

export interface EmbeddedPostgres {
  /** The superuser, for tests and for making roles. */
  readonly adminUrl: string;
  /** The role that owns the schema. */
  readonly ownerUrl: string;
  /** The role that reads and writes. */
  readonly appUrl: string;
  /** Whether this process owns the server; only the owner's `stop` stops it. */
  readonly owner: boolean;
  /** A further role with a schema of its own name in the same database; answers its URL. */
  addTenant(role: string): Promise<string>;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** Told in sentences what a person should know: copies, moved folders. */
  readonly say: (message: string) => void;
}

/** What `database.json` holds (mode 600). */
interface Access {
  readonly port: number;
  readonly passwords: Readonly<Record<string, string>>;
}

const databaseName = "relink";
const admin = "postgres";
const owner = "relink_owner";
const app = "relink_app";
const otherProcessLimitMs = 90_000;

function urlOf(access: Access, role: string, database = databaseName): string {
  return `postgresql://${role}:${access.passwords[role] ?? ""}@127.0.0.1:${access.port}/${database}`;
}

function readAccess(file: string): Access | null {
  if (!existsSync(file)) return null;
  const value: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof value !== "object" || value === null || !("port" in value) || !("passwords" in value)) return null;
  const { port, passwords } = value;
  if (typeof port !== "number" || typeof passwords !== "object" || passwords === null) return null;
  return { port, passwords: Object.fromEntries(Object.entries(passwords).map(([role, text]) => [role, String(text)])) };
}

function writeAccess(file: string, access: Access): void {
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(fresh, file);
}

function makePassword(): string {
  return randomBytes(24).toString("base64url");
}

function chooseDataFolder(dataDir: string, user: ServerUser | null, say: (message: string) => void): string {
  if (!user || canReach(dataDir, user)) return join(dataDir, "postgres");
  const folder = join(reachableRoot, createHash("sha256").update(dataDir).digest("hex").slice(0, 16));
  say(`The user ${user.name} can't reach ${dataDir}, so the database's files are in ${folder}.`);
  return folder;
}

function initialise(place: ServerPlace, password: string): void {
  const partial = `${place.dataFolder}.new`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  const passwordFile = `${place.dataFolder}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.user) for (const path of [partial, passwordFile]) chownSync(path, place.user.uid, place.user.gid);
  const options = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "timezone=UTC", "log_timezone=UTC"];
  const made = spawnSync(
    place.binaries.initdb,
    ["-D", partial, "-U", admin, "--auth=scram-sha-256", `--pwfile=${passwordFile}`, ...options, ...settings.flatMap((set) => ["-c", set])],
    { cwd: "/", encoding: "utf8", ...(place.user ? { uid: place.user.uid, gid: place.user.gid } : {}) },
  );
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) throw new Error(`The embedded PostgreSQL could not be made: ${made.stderr || String(made.error)}`);
  renameSync(partial, place.dataFolder);
}

async function withAdmin<T>(access: Access, database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: urlOf(access, admin, database) });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const name = pg.escapeIdentifier(role);
  const found = await client.query("select from pg_roles where rolname = $1", [role]);
  if (found.rowCount === 0) await client.query(`create role ${name} login`);
  await client.query(`alter role ${name} password ${pg.escapeLiteral(password)}`);
}

async function ensureDatabase(access: Access): Promise<void> {
  await withAdmin(access, "postgres", async (client) => {
    for (const role of [owner, app]) await ensureRole(client, role, access.passwords[role] ?? "");
    const found = await client.query("select from pg_database where datname = $1", [databaseName]);
    if (found.rowCount === 0) await client.query(`create database ${databaseName} owner ${owner}`);
  });
  await withAdmin(access, databaseName, async (client) => {
    await client.query(`alter schema public owner to ${owner}`);
    await client.query(`grant connect on database ${databaseName} to ${app}`);
  });
}

/** A data folder whose passwords are lost can't be opened; it is put aside, never deleted. */
async function putAside(folder: string, say: (message: string) => void): Promise<void> {
  const left = findServer(folder);
  if (left) await stopServer(left);
  const aside = `${folder}.without-passwords-${process.pid}-${Math.trunc(performance.timeOrigin)}`;
  renameSync(folder, aside);
  say(`The database in ${folder} has no database.json beside it, so nobody can sign in to it; it was moved to ${aside}.`);
}

async function takeUpOrStart(place: ServerPlace, access: Access): Promise<RunningServer> {
  const left = findServer(place.dataFolder);
  if (left) {
    const leftUrl = urlOf({ ...access, port: left.port }, admin, "postgres");
    if (await waitFor(async () => ((await answers(leftUrl)) ? true : null), 10_000)) return left;
    await stopServer(left);
  }
  return startServer(place, access.port || null, (port) => urlOf({ ...access, port }, admin, "postgres"));
}

async function own(dataDir: string, say: (message: string) => void): Promise<{ access: Access; server: RunningServer }> {
  const user = findServerUser();
  const dataFolder = chooseDataFolder(dataDir, user, say);
  mkdirSync(dirname(dataFolder), { recursive: true, mode: 0o755 });
  const logFile = join(dataDir, "postgres.log");
  const place: ServerPlace = { binaries: findBinaries(user, say), user, dataFolder, logFile };
  const file = join(dataDir, "database.json");
  const known = readAccess(file);
  const passwords = { [admin]: makePassword(), [owner]: makePassword(), [app]: makePassword(), ...known?.passwords };
  let access: Access = { port: known?.port ?? 0, passwords };
  if (existsSync(dataFolder) && !known) await putAside(dataFolder, say);
  if (!known) writeAccess(file, access);
  if (!existsSync(dataFolder)) initialise(place, passwords[admin] ?? "");
  const server = await takeUpOrStart(place, access);
  access = { ...access, port: server.port };
  await ensureDatabase(access);
  writeAccess(file, access);
  return { access, server };
}

function toHandle(access: Access, owns: boolean, stop: () => Promise<void>, file: string): EmbeddedPostgres {
  return {
    adminUrl: urlOf(access, admin),
    ownerUrl: urlOf(access, owner),
    appUrl: urlOf(access, app),
    owner: owns,
    async addTenant(role) {
      const now = readAccess(file) ?? access;
      const next: Access = { ...now, passwords: { [role]: makePassword(), ...now.passwords } };
      await withAdmin(access, databaseName, async (client) => {
        const name = pg.escapeIdentifier(role);
        await ensureRole(client, role, next.passwords[role] ?? "");
        await client.query(`create schema if not exists ${name} authorization ${name}`);
        // Making a schema that is there already asks for this right all the same.
        await client.query(`grant create on database ${databaseName} to ${name}`);
        await client.query(`alter role ${name} set search_path = ${name}`);
      });
      writeAccess(file, next);
      return urlOf(next, role);
    },
    stop,
  };
}

/**
 * The embedded PostgreSQL of a data folder: the first process starts it and owns it, the next ones attach to it.
 * What a crash left is taken up: a server that still runs is adopted, a dead one's files are recovered by PostgreSQL itself.
 * Throws one sentence when it can't be had.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, "database.json");
  const opened = await waitFor(async () => {
    const lock = tryLock(join(dataDir, "owner.lock"));
    if (!lock) {
      const access = readAccess(file);
      if (!access?.port || !(await answers(urlOf(access, app)))) return null;
      return toHandle(access, false, async () => undefined, file);
    }
    try {
      const { access, server } = await own(dataDir, options.say);
      const stop = async (): Promise<void> => {
        await stopServer(server);
        lock.release();
      };
      return toHandle(access, true, stop, file);
    } catch (error) {
      lock.release();
      throw error;
    }
  }, otherProcessLimitMs);
  if (opened) return opened;
  throw new Error(`Another process holds the database in ${dataDir} and it has not answered for 90 s; end that process.`);
}
