import { readdirSync, readFileSync } from "node:fs";
import type { Pool } from "pg";

/** Linux counts process times in hundredths of a second. */
const msPerTick = 10;

interface Stat {
  readonly parent: number;
  readonly ownMs: number;
  readonly childrenMs: number;
}

function readStat(pid: string | number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, ownMs: (user + system) * msPerTick, childrenMs: (childUser + childSystem) * msPerTick };
  } catch {
    return null;
  }
}

/** A function that tells the CPU time of all of PostgreSQL's processes so far, milliseconds. */
export async function createDatabaseCpu(pool: Pool): Promise<() => number> {
  const { rows } = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
  const postmaster = readStat(rows[0]?.pid ?? 0)?.parent ?? 0;
  return () => {
    const main = readStat(postmaster);
    const children = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(readStat);
    const living = children.reduce((sum, stat) => sum + (stat?.parent === postmaster ? stat.ownMs : 0), 0);
    return (main?.ownMs ?? 0) + (main?.childrenMs ?? 0) + living;
  };
}
