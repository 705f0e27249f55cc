import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { newId } from "../src/platform/new-id.ts";
import { until } from "./log-world.ts";
import { useTestDatabase } from "./test-database.ts";

// The long form (npm run soak): 20,000 due checks, a kill every 20 s for 2 minutes.
const long = process.env["KILLS"] !== undefined;
const size = long
  ? { checks: 20_000, kills: 6, everyMs: 20_000, leaseMs: 10_000 }
  : { checks: 3_000, kills: 4, everyMs: 5_000, leaseMs: 20_000 };
const workers = 3;
const concurrency = 40;
/** So that the work lasts about as long as the killing. */
const checkMs = Math.round((workers * concurrency * size.kills * size.everyMs) / size.checks);

const testDatabase = useTestDatabase();
const running = new Set<ChildProcess>();
afterEach(() => running.forEach((child) => child.kill("SIGKILL")));

async function startWorker(): Promise<ChildProcess> {
  const child = fork(join(import.meta.dirname, "check-worker.ts"), {
    execArgv: [],
    env: {
      PATH: process.env["PATH"] ?? "",
      WORKER_DATABASE: testDatabase().appUrl,
      WORKER_LEASE_MS: String(size.leaseMs),
      WORKER_CHECK_MS: String(checkMs),
      WORKER_CONCURRENCY: String(concurrency),
    },
  });
  running.add(child);
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    child.once("exit", (code) => reject(new Error(`A worker ended (${code}) before it was ready.`)));
  });
  return child;
}

/** kill -9, and when. */
async function kill(child: ChildProcess): Promise<{ readonly pid: number; readonly at: Date }> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  // Before, and not after: what another begins later than this was nobody's any more.
  const [row] = await testDatabase().database.query<{ at: Date }>("select clock_timestamp() as at");
  child.kill("SIGKILL");
  await gone;
  running.delete(child);
  return { pid: child.pid ?? 0, at: row?.at ?? new Date() };
}

async function createTables(): Promise<void> {
  const owner = new pg.Client({ connectionString: testDatabase().ownerUrl });
  await owner.connect();
  await owner.query(`create table check_run (id uuid primary key, inbox_id uuid not null, worker integer not null, begun_at timestamptz not null, ended_at timestamptz);
    create index on check_run (inbox_id); create table killed (pid integer, at timestamptz)`);
  await owner.end();
}

async function makeDue(): Promise<void> {
  const { database } = testDatabase();
  const ids = Array.from({ length: size.checks }, newId);
  const sql = `insert into due_check (inbox_id, workspace_id, host, due_at)
    select id, $2, case when n % 10 < 8 then 'imap.provider.test' else 'imap.named' || n % 50 || '.test' end, $3 from unnest($1::uuid[]) with ordinality as u(id, n)`;
  await database.query(sql, [ids, newId(), new Date(Date.now() - 1_000)]);
}

const overlaps = `
  select a.inbox_id from check_run a join check_run b on b.inbox_id = a.inbox_id and b.id <> a.id and b.begun_at >= a.begun_at
  where b.begun_at < coalesce(a.ended_at, (select min(k.at) from killed k where k.pid = a.worker), 'infinity')`;

test(
  `${workers} workers, one killed every ${size.everyMs / 1_000} s under ${size.checks} due checks: none is lost, none runs twice at once, every lease comes back`,
  { timeout: 600_000 },
  async () => {
    const { database } = testDatabase();
    await createTables();
    await makeDue();
    const team = await Promise.all(Array.from({ length: workers }, startWorker));
    for (let round = 0; round < size.kills; round += 1) {
      await wait(size.everyMs);
      const victim = team.splice(Math.floor(Math.random() * team.length), 1)[0];
      if (!victim) throw new Error("Nobody to kill.");
      const { pid, at } = await kill(victim);
      await database.query("insert into killed (pid, at) values ($1, $2)", [pid, at]);
      team.push(await startWorker());
    }
    const undone = "select count(*)::int as n from due_check where due_at < $1";
    await until(
      async () => (await database.query<{ n: number }>(undone, [new Date(Date.now() + 1_800_000)]))[0]?.n === 0,
      "each check is done and due in an hour",
      300_000,
    );
    const [seen] = await database.query<{ inboxes: number; begun: number; unended: number; leased: number }>(
      `select (select count(distinct inbox_id) from check_run where ended_at is not null)::int as inboxes, (select count(*) from check_run)::int as begun,
         (select count(*) from check_run where ended_at is null)::int as unended, (select count(*) from due_check where lease_until = due_at)::int as leased`,
    );
    expect(seen).toMatchObject({ inboxes: size.checks, leased: 0 });
    // The kills hit: some checks began and never ended, and were run again.
    expect(seen?.unended).toBeGreaterThan(0);
    expect(await database.query(overlaps)).toEqual([]);
    console.info(`${seen?.begun} runs for ${size.checks} checks, ${seen?.unended} cut off by ${size.kills} kills`);
  },
);
