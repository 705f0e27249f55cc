import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { identifyProcess, isRunning, parseProcessIdentity, type ProcessIdentity } from "./process-identity.ts";

export interface FolderLock {
  release(): void;
}

const takeoverLimitMs = 10_000;

function readHolder(file: string): ProcessIdentity | null {
  try {
    return parseProcessIdentity(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

function tryLink(file: string): boolean {
  const own = identifyProcess(process.pid);
  const fresh = `${file}.${randomUUID()}`;
  writeFileSync(fresh, JSON.stringify(own), { mode: 0o600, flag: "wx" });
  try {
    linkSync(fresh, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(fresh, { force: true });
  }
}

/** One process at a time may take a dead holder's lock away; one that died while doing so is passed over. */
function withTakeover(file: string, work: () => void): void {
  const guard = `${file}.takeover`;
  try {
    mkdirSync(guard);
  } catch {
    const age = Date.now() - (statSync(guard, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > takeoverLimitMs) rmSync(guard, { recursive: true, force: true });
    return;
  }
  try {
    work();
  } finally {
    rmSync(guard, { recursive: true, force: true });
  }
}

/**
 * Takes the lock `file`, which names the process that holds it; null while another living process does.
 * A holder that died without letting go is passed over.
 */
export function tryLock(file: string): FolderLock | null {
  if (!tryLink(file)) {
    const holder = readHolder(file);
    if (holder && isRunning(holder)) return null;
    withTakeover(file, () => {
      const still = readHolder(file);
      if (still && isRunning(still)) return;
      renameSync(file, `${file}.dead`);
      rmSync(`${file}.dead`, { force: true });
    });
    if (!tryLink(file)) return null;
  }
  return {
    release() {
      if (readHolder(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}
