import { join } from "node:path";
import { bundleProgram } from "./candidates/bundle.ts";
import { type Contestant, type Protocol, type Round, runRounds } from "./measure/rounds.ts";
import { type ServerProcess, startServerProcess } from "./measure/server-process.ts";
import { startBaseline } from "./world/api-process.ts";
import type { DueOrder, DueReport } from "./world/due-work.ts";
import type { World } from "./world/world.ts";

const interval = 600_000;
const autovacuum = "autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0";

/** Six of ten at one provider, three at another, the rest at 1,000 hosts; the same rows in both tables. */
async function makeRows(world: World, rows: number): Promise<void> {
  await world.pool.query("truncate due_check");
  await world.pool.query(
    `insert into due_check (inbox_id, workspace_id, host, due_at) select uuidv7(), uuidv7(),
       case when n % 10 < 6 then 'imap.gmail.com' when n % 10 < 9 then 'outlook.office365.com' else 'imap.host-' || n / 10 % 1000 || '.test' end,
       now() - random() * interval '10 minutes' from generate_series(1, $1::integer) n`,
    [rows],
  );
  await world.pool.query(
    `create table raw_check (id uuid primary key, due_at timestamptz not null, token bigint not null default 0) with (fillfactor = 70, ${autovacuum})`,
  );
  await world.pool.query("insert into raw_check select inbox_id, due_at from due_check");
  await world.pool.query("create index on raw_check (due_at)");
  await world.pool.query("grant select, update on raw_check to relink_app");
  await world.pool.query("vacuum analyze due_check, raw_check");
}

function createContestant(world: World, server: ServerProcess, table: string, reports: DueReport[]): Contestant {
  const tokens = async (): Promise<number> =>
    (await world.pool.query<{ n: number }>(`select sum(token)::float8 as n from ${table}`)).rows[0]?.n ?? 0;
  return {
    async run(ms) {
      const before = await tokens();
      const [cpu, database, start] = [await server.cpuMs(), world.databaseCpu(), performance.now()];
      const order: DueOrder = { ms, mode: "drain", intervalMs: interval, originMs: 0 };
      const report = (await server.ask(order, "report")) as DueReport;
      const wallMs = performance.now() - start;
      const slice = {
        operations: report.operations,
        wallMs,
        cpuMs: (await server.cpuMs()) - cpu,
        databaseCpuMs: world.databaseCpu() - database,
      };
      const claimed = (await tokens()) - before;
      // What was claimed and not begun when the time was over was put back; nothing is ever left under a lease.
      if (claimed < report.operations || claimed > report.operations + 1_000)
        throw new Error(`${report.operations} checks were run, but ${claimed} claimed.`);
      reports.push(report);
      return slice;
    },
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** At half of what it can do, over rows that come due as time goes, each at its own phase. */
async function pace(world: World, server: ServerProcess, rows: number, perSecond: number): Promise<DueReport> {
  const origin = Date.now();
  const intervalMs = (rows / (perSecond / 2)) * 1_000;
  await world.pool.query(
    "update due_check set due_at = to_timestamp($2::float8 / 1000) + random() * $1::float8 * interval '1 millisecond', lease_until = null",
    [intervalMs, origin],
  );
  await world.pool.query("vacuum analyze due_check");
  const order = { mode: "pace", intervalMs, originMs: origin } as const;
  // What came due meanwhile is worked off first.
  await server.ask({ ...order, ms: 20_000 } satisfies DueOrder, "report");
  return (await server.ask({ ...order, ms: 30_000 } satisfies DueOrder, "report")) as DueReport;
}

/** What is no ratio: how long a claim takes, how late checks are. */
function sayFigures(say: (text: string) => void, claims: readonly (readonly number[])[], paced: DueReport): void {
  const [ours = [], raw = []] = claims;
  const mean = paced.bySecond.reduce((sum, n) => sum + n, 0) / paced.bySecond.length;
  const lateness = paced.latenessMs;
  say(
    [
      `G9   claiming 500 of them: median ${quantile(ours, 0.5).toFixed(1)} ms, p99 ${quantile(ours, 0.99).toFixed(1)} ms (wanted: under 20 ms at the median); the baseline's ${quantile(raw, 0.5).toFixed(1)} ms`,
      `G9b  at half of that, ${mean.toFixed(0)}/s for ${paced.bySecond.length} s, ${lateness.length} checks: lateness p50 ${quantile(lateness, 0.5).toFixed(0)} ms, p99 ${quantile(lateness, 0.99).toFixed(0)} ms (floor 5,000, target 1,000, stretch 500)`,
      `     busiest second over the mean ${(Math.max(...paced.bySecond) / mean).toFixed(2)} (floor 2.0, target 1.3, stretch 1.1)\n`,
    ].join("\n"),
  );
}

/** G9, and G9b in words: claiming and completing due checks. */
export async function benchDueChecks(
  world: World,
  rows: number,
  protocol: Protocol,
  say: (text: string) => void,
  nodeOptions: readonly string[] = [],
): Promise<readonly Round[]> {
  await makeRows(world, rows);
  const script = await bundleProgram("due-checks", "bench/candidates/due-checks.ts");
  const env = { DATABASE_URL: world.appUrl };
  const servers = [
    await startServerProcess({ script, env, logFile: join(world.folder, "due-checks.log"), nodeOptions }),
    await startBaseline(world, "due-checks"),
  ] as const;
  try {
    const reports: [DueReport[], DueReport[]] = [[], []];
    const rounds = await runRounds(
      createContestant(world, servers[0], "due_check", reports[0]),
      createContestant(world, servers[1], "raw_check", reports[1]),
      protocol,
    );
    const claims = reports.map((each) => each.flatMap((report) => report.claimMs).toSorted((a, b) => a - b));
    const perSecond = rounds.reduce((sum, { candidate }) => sum + (1_000 * candidate.operations) / candidate.wallMs, 0) / rounds.length;
    sayFigures(say, claims, await pace(world, servers[0], rows, perSecond));
    return rounds;
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
