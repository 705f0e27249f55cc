import { afterEach, beforeEach, expect, test } from "vitest";
import { createGate } from "../../test/gate.ts";
import { until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { newId } from "../platform/new-id.ts";
import { createCheckScheduler, type CheckScheduler, type CheckSchedulerOptions, type DueCheck } from "./check-scheduler.ts";

const testDatabase = useTestDatabase({ poolSize: 12 });
const workspaceId = newId();
let schedulers: CheckScheduler[] = [];

beforeEach(async () => {
  schedulers = [];
  await testDatabase().database.query("delete from due_check");
});
afterEach(async () => {
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
});

async function due(count: number, at: number, host = "mail.example.test"): Promise<void> {
  const ids = Array.from({ length: count }, newId);
  const sql = "insert into due_check (inbox_id, workspace_id, host, due_at) select id, $2, $3, $4 from unnest($1::uuid[]) id";
  await testDatabase().database.query(sql, [ids, workspaceId, host, new Date(at)]);
}

/** What a check's commit does: the next time is an hour away. */
async function complete({ inboxId }: DueCheck): Promise<void> {
  await testDatabase().database.query("update due_check set due_at = $2 where inbox_id = $1", [inboxId, new Date(Date.now() + 3_600_000)]);
}

function start(check: CheckSchedulerOptions["check"], more: Partial<CheckSchedulerOptions> = {}): CheckScheduler {
  const scheduler = createCheckScheduler({
    database: testDatabase().database,
    check,
    now: Date.now,
    onError: () => undefined,
    pollMs: 20,
    ...more,
  });
  schedulers.push(scheduler);
  scheduler.start();
  return scheduler;
}

test("two workers share 500 due checks and run each once; what is not due stays", async () => {
  await due(500, Date.now() - 1_000);
  await due(3, Date.now() + 3_600_000, "later.example.test");
  const seen: string[] = [];
  const check = async (one: DueCheck) => {
    seen.push(one.inboxId);
    await complete(one);
  };
  start(check);
  start(check);
  await until(() => seen.length >= 500, "all 500 are checked");
  expect(new Set(seen).size).toBe(500);
  expect(seen).toHaveLength(500);
});

test("at one server no more run at once than allowed, and another server's do not wait for them", async () => {
  await due(20, Date.now() - 1_000, "slow.example.test");
  await due(5, Date.now() - 500, "quick.example.test");
  const gate = createGate();
  let slow = 0;
  let most = 0;
  const quick: string[] = [];
  start(
    async (one) => {
      if (one.host === "quick.example.test") {
        quick.push(one.inboxId);
        return complete(one);
      }
      slow += 1;
      most = Math.max(most, slow);
      await gate.enter();
      slow -= 1;
      await complete(one);
    },
    { perHost: 4 },
  );
  await until(() => quick.length === 5, "the quick server is done");
  expect(most).toBe(4);
  gate.open();
});

test("a check that was claimed by a worker that died comes back when its lease runs out", async () => {
  await due(1, Date.now() - 1_000);
  const claimed = await testDatabase().database.query("select * from claim_due_checks($1, $2, 10)", [
    new Date(),
    new Date(Date.now() + 150),
  ]);
  expect(claimed).toHaveLength(1);
  const seen: string[] = [];
  start(async (one) => {
    seen.push(one.inboxId);
    await complete(one);
  });
  await until(() => seen.length === 1, "the lease ran out");
});

test("a check that throws is told, and does not stop the others", async () => {
  await due(3, Date.now() - 1_000);
  const errors: unknown[] = [];
  let tries = 0;
  start(
    async (one) => {
      tries += 1;
      if (tries === 1) throw new Error("a server that hangs up");
      await complete(one);
    },
    { onError: (error) => errors.push(error), leaseMs: 100 },
  );
  await until(() => tries >= 4, "each was checked in the end");
  expect(errors).toHaveLength(1);
});
