import { scaledDurations } from "@relink/domain";
import { beforeEach, expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { newId } from "../platform/new-id.ts";
import { createDueCheckStore, type DueCheckStore } from "./due-check.store.ts";
import { createFarCheckStore } from "./far-check.store.ts";
import { createFarChecks, type FarChecks } from "./far-checks.ts";

const testDatabase = useTestDatabase();
const start = Date.parse("2026-11-23T12:00:00Z");
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const leaseMs = 2 * minute;
const warnings: object[] = [];

function farChecks(batch = 1_000): FarChecks {
  const durations = scaledDurations(1);
  const clock = { now: () => start, durations, moment: () => ({ now: start, durations }) };
  const onError = (error: unknown): void => {
    throw error;
  };
  const warn = (facts: object): void => void warnings.push(facts);
  return createFarChecks({ store: createFarCheckStore(testDatabase().database), clock, leaseMs, onError, warn, batch });
}

function dueChecks(): DueCheckStore {
  return createDueCheckStore(testDatabase().database, {
    named: { atOnce: 4, slotMs: 100 },
    provider: { atOnce: 1_000, slotMs: 1 },
    providerHosts: [],
    breaker: { failuresInARow: 4, firstRestMs: 10_000, mostRestMs: 30_000 },
    spreadMs: 2 * minute,
  });
}

async function due(count: number, at: number, uncoded = 0): Promise<readonly string[]> {
  const { database } = testDatabase();
  const [ids, workspaceId] = [Array.from({ length: count }, newId), newId()];
  const row =
    "insert into due_check (inbox_id, workspace_id, host, due_at) select id, $2, 'imap.named.test', $3 from unnest($1::uuid[]) id";
  await database.query(row, [ids, workspaceId, new Date(at)]);
  const health = "insert into inbox_health (workspace_id, inbox_id, uncoded_refusals) select $2, id, $3 from unnest($1::uuid[]) id";
  await database.query(health, [ids, workspaceId, uncoded]);
  return ids;
}

async function dueAt(ids: readonly string[]): Promise<readonly number[]> {
  const sql = "select (extract(epoch from due_at) * 1000)::float8 as at from due_check where inbox_id = any($1)";
  return (await testDatabase().database.query<{ at: number }>(sql, [ids])).map(({ at }) => at);
}

beforeEach(async () => {
  await testDatabase().database.query("delete from due_check");
  await testDatabase().database.query("delete from mail_host");
  warnings.length = 0;
});

test("what a clock that had jumped put far ahead is looked at within one interval, batch after batch", async () => {
  const far = [...(await due(12, start + 300 * day)), ...(await due(12, start + 3 * hour))];
  expect(await farChecks(5).run()).toBe(24);
  const times = await dueAt(far);
  for (const at of times) expect(at).toBeLessThanOrEqual(start + 10 * minute);
  expect(new Set(times).size).toBeGreaterThan(20);
  expect(warnings).toEqual([{ checks: 24, hosts: 0 }]);
  expect(await farChecks().run()).toBe(0);
  expect(warnings).toHaveLength(1);
});

test("what a rule put there stays: the longest back-off, and the hours after a NO without a code, so that no account gets locked", async () => {
  const backOff = await due(1, start + 72 * minute);
  const uncoded = await due(1, start + 24 * hour, 3);
  const tooFar = await due(1, start + 25 * hour, 3);
  expect(await farChecks().run()).toBe(1);
  expect([...(await dueAt(backOff)), ...(await dueAt(uncoded))]).toEqual([start + 72 * minute, start + 24 * hour]);
  expect((await dueAt(tooFar))[0]).toBeLessThanOrEqual(start + 10 * minute);
});

test("a lease of a worker whose clock had jumped is taken back, and what it stores then does not count", async () => {
  const store = dueChecks();
  const ids = await due(1, start);
  const [lost] = (await store.claim(start + 300 * day, start + 300 * day + leaseMs, 10)).due;
  expect(lost).toBeDefined();
  expect(await farChecks().run()).toBe(1);
  await store.complete(start + 300 * day, [{ due: lost!, outcome: "passed", nextAt: start + 301 * day }]);
  expect((await dueAt(ids))[0]).toBeLessThanOrEqual(start + 10 * minute);
  expect((await store.claim(start + 10 * minute, start + 12 * minute, 10)).due).toMatchObject([
    { inboxId: ids[0], token: lost!.token + 2 },
  ]);
});

test("a lease that is in force is left alone", async () => {
  const store = dueChecks();
  await due(1, start);
  const { due: claimed } = await store.claim(start, start + leaseMs, 10);
  expect(claimed).toHaveLength(1);
  expect(await farChecks().run()).toBe(0);
  expect((await store.claim(start + minute, start + 3 * minute, 10)).due).toEqual([]);
});

test("a host that rests, or is paced, by a clock that had jumped admits checks again", async () => {
  const store = dueChecks();
  await due(4, start);
  const { due: claimed } = await store.claim(start + 300 * day, start + 300 * day + leaseMs, 10);
  await store.complete(
    start + 300 * day,
    claimed.map((one) => ({ due: one, outcome: "failed", nextAt: start + 300 * day })),
  );
  await farChecks().run();
  expect(warnings).toEqual([{ checks: 4, hosts: 1 }]);
  // As after any rest, one tries first whether it is back.
  const { due: probe } = await store.claim(start + 11 * minute, start + 13 * minute, 10);
  expect(probe).toHaveLength(1);
  await store.complete(start + 11 * minute, [{ due: probe[0]!, outcome: "passed", nextAt: start + 20 * minute }]);
  expect((await store.claim(start + 14 * minute, start + 16 * minute, 10)).due).toHaveLength(3);
});

test("an interval longer than a timer can wait is no loop without rest", async () => {
  let turns = 0;
  const durations = { ...scaledDurations(1), checkInterval: 90 * day };
  const clock = { now: () => start, durations, moment: () => ({ now: start, durations }) };
  const nothing = async (): Promise<number> => 0;
  const bringHostsBack = (): Promise<number> => {
    turns += 1;
    return nothing();
  };
  const checks = createFarChecks({
    store: { bringHostsBack, bringBack: nothing },
    clock,
    leaseMs,
    onError: () => undefined,
    warn: () => undefined,
  });
  checks.start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await checks.stop();
  expect(turns).toBe(1);
});
