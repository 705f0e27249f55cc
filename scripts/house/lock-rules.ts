import type { Finding } from "./source-file.ts";

/** What package-lock.json says of one installed package; only what is read here. */
export interface LockedPackage {
  readonly version?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [more: string]: unknown;
}

export type LockedPackages = Record<string, LockedPackage>;

/** An optional package that somebody asks for and the lock does not have. */
export interface Unlocked {
  readonly name: string;
  readonly version: string;
}

/** Where npm would look for `name` from the package at `path`: its own folder first, then each one above. */
function isLocked(packages: LockedPackages, path: string, name: string): boolean {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

/** Binaries for other machines that the lock lacks: npm leaves one out where the registry did not serve it. */
export function findUnlocked(packages: LockedPackages): Unlocked[] {
  const found = new Map<string, Unlocked>();
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!isLocked(packages, path, name)) found.set(name, { name, version });
    }
  }
  return [...found.values()];
}

function judgeUnlocked(packages: LockedPackages): Finding[] {
  const unlocked = findUnlocked(packages);
  if (unlocked.length === 0) return [];
  const message = `${unlocked.length} optional packages are missing (${unlocked[0]?.name}, …), so that npm ci refuses: run \`node scripts/complete-lock.ts\`.`;
  return [{ path: "package-lock.json", message }];
}

/** Two copies of `graphql` refuse each other's schemas ("another module or realm"). */
function judgeCopies(packages: LockedPackages): Finding[] {
  const copies = Object.keys(packages).filter((path) => /(^|\/)node_modules\/graphql$/.test(path));
  if (copies.length === 1) return [];
  const message = `${copies.length} copies of graphql (${copies.join(", ")}): pin the same version everywhere, or add it to "overrides".`;
  return [{ path: "package-lock.json", message }];
}

export function judgeLock(lock: string): Finding[] {
  const { packages } = JSON.parse(lock) as { packages: LockedPackages };
  return [...judgeCopies(packages), ...judgeUnlocked(packages)];
}
