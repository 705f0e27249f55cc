import type { HostRules } from "@relink/domain";
import pg from "pg";
import { beforeEach, describe, expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { newId } from "../platform/new-id.ts";
import { createUpkeepStore } from "../upkeep/upkeep.store.ts";
import { createDueCheckStore, type CheckOutcomeKind, type DueCheck, type DueCheckStore } from "./due-check.store.ts";
import { createFarCheckStore } from "./far-check.store.ts";
import type { Queryable } from "../platform/transaction.ts";

const testDatabase = useTestDatabase();
const start = Date.parse("2026-11-23T12:00:00Z");
const minute = 60_000;
const rules: HostRules = {
  named: { atOnce: 4, slotMs: 100 },
  provider: { atOnce: 1_000, slotMs: 1 },
  providerHosts: ["imap.provider.test"],
  breaker: { failuresInARow: 6, firstRestMs: 10_000, mostRestMs: 30_000 },
  spreadMs: 2 * minute,
};

/** Each call is a worker of its own: nothing is shared but the database. */
function worker(): DueCheckStore {
  return createDueCheckStore(testDatabase().database, rules);
}

interface Row {
  readonly at: number;
  readonly leased: boolean;
  readonly token: number;
  readonly trouble: number;
}

async function rows(): Promise<readonly Row[]> {
  return testDatabase().database
    .query<Row>(`select (extract(epoch from due_at) * 1000)::float8 as at, lease_until is not distinct from due_at as leased,
    token::int as token, trouble from due_check order by due_at`);
}

async function running(host = "imap.named.test"): Promise<number | undefined> {
  const [row] = await testDatabase().database.query<{ running: number }>("select running from mail_host where host = $1", [host]);
  return row?.running;
}

async function due(count: number, host = "imap.named.test", at = start): Promise<void> {
  const ids = Array.from({ length: count }, newId);
  const sql = "insert into due_check (inbox_id, workspace_id, host, due_at) select id, $2, $3, $4 from unnest($1::uuid[]) id";
  await testDatabase().database.query(sql, [ids, newId(), host, new Date(at)]);
}

async function claim(now: number, limit = 500, store = worker()): Promise<readonly DueCheck[]> {
  return (await store.claim(now, now + 2 * minute, limit)).due;
}

function end(now: number, dues: readonly DueCheck[], outcome: CheckOutcomeKind, nextAt: number | null = now + 10 * minute): Promise<void> {
  return worker().complete(
    now,
    dues.map((one) => ({ due: one, outcome, nextAt })),
  );
}

beforeEach(async () => {
  await testDatabase().database.query("delete from due_check");
  await testDatabase().database.query("delete from mail_host");
});

describe("a host, over all workers", () => {
  test("admits no more at once than it may; what has to wait is put off to its place, and blocks no other host", async () => {
    await due(20, "imap.named.test", start - 1_000);
    await due(5, "imap.other.test");
    const first = await claim(start, 12);
    expect(first.map((one) => one.host)).toEqual(Array.from({ length: 4 }, () => "imap.named.test"));
    // Those that waited stand behind, one after the other; so the other host's are claimed now.
    const second = await claim(start, 12);
    expect(second.filter((one) => one.host === "imap.named.test")).toEqual([]);
    expect(second).toHaveLength(4);
    const waiting = (await rows()).filter((row) => !row.leased && row.at > start);
    expect(new Set(waiting.map((row) => row.at)).size).toBe(waiting.length);
    // Nothing of it is free before one of the four ends.
    expect((await claim(start + 5_000, 50)).filter((one) => one.host === "imap.named.test")).toEqual([]);
    await end(start + 6_000, first.slice(0, 2), "passed");
    expect((await claim(start + 15_000, 50)).filter((one) => one.host === "imap.named.test")).toHaveLength(2);
  });

  test("is asked no faster than its slots, however soon each check ends", async () => {
    await due(300, "imap.named.test", start - 1_000);
    let asked = 0;
    for (let now = start; now < start + 10_000; now += 250) {
      const claimed = await claim(now);
      asked += claimed.length;
      await end(now, claimed, "passed");
    }
    // 10 a second for 10 s, and the first second's worth at once.
    expect(asked).toBeGreaterThanOrEqual(90);
    expect(asked).toBeLessThanOrEqual(111);
  });

  test("a provider's own host has room for a whole batch", async () => {
    await due(500, "imap.provider.test");
    expect(await claim(start)).toHaveLength(500);
  });

  test("two that claim at the same moment share its room", async () => {
    await due(40);
    const [one, other] = await Promise.all([claim(start, 20, worker()), claim(start, 20, worker())]);
    expect(one.length + other.length).toBe(4);
  });

  test("rests after failures in a row; one check then tries it; when that is answered, what failed there is looked at soon", async () => {
    for (let round = 0; round < 2; round += 1) {
      await due(4);
      await end(start, await claim(start + round * 30_000), "failed", start + 60 * minute);
    }
    await due(10, "imap.named.test", start + minute);
    expect(await claim(start + 2_000, 50)).toEqual([]);
    const probe = await claim(start + 6 * minute, 50);
    expect(probe).toHaveLength(1);
    expect(await claim(start + 7 * minute, 50)).toEqual([]);
    await end(start + 6 * minute, probe, "passed");
    const failed = (await rows()).filter((row) => row.trouble > 0);
    expect(failed).toHaveLength(8);
    for (const { at } of failed) expect(at).toBeLessThanOrEqual(start + 8 * minute);
    expect((await claim(start + 9 * minute, 50)).length).toBeGreaterThan(1);
  });

  test("counts what a dead worker held no longer once its lease has run out", async () => {
    await due(10);
    expect(await claim(start)).toHaveLength(4);
    expect(await claim(start + minute)).toEqual([]);
    const again = await claim(start + 5 * minute);
    expect(again).toHaveLength(4);
    expect(await running()).toBe(4);
    await end(start + 5 * minute, again, "none");
    expect(await running()).toBe(0);
  });

  test("has room again, after a count, for what was taken off the list in a dead worker's hands; a late end takes nothing off twice", async () => {
    await due(4);
    const held = await claim(start);
    await testDatabase().database.query("delete from due_check");
    expect(await running()).toBe(4);
    expect(await createUpkeepStore(testDatabase().database).recountRunning(start + 3 * minute)).toBe(1);
    expect(await running()).toBe(0);
    await end(start + 3 * minute, held, "passed");
    expect(await running()).toBe(0);
  });

  test("a check that fails while it is tried makes it rest longer, 30 s at most", async () => {
    await due(4);
    await end(start, await claim(start), "failed");
    await due(4);
    await end(start, await claim(start + 1_000), "failed");
    const rest = async () => {
      const [row] = await testDatabase().database.query<{ ms: number }>(
        "select (extract(epoch from rests_until - $1::timestamptz) * 1000)::float8 as ms from mail_host",
        [new Date(start)],
      );
      return row?.ms;
    };
    expect(await rest()).toBe(10_000);
    await due(3);
    await end(start, await claim(start + 11_000), "failed");
    expect(await rest()).toBe(20_000);
    await due(3);
    await end(start, await claim(start + 21_000), "failed");
    expect(await rest()).toBe(30_000);
  });

  test("an answer that is a refusal shows that the host is well", async () => {
    await due(4);
    await end(start, await claim(start), "refused");
    const [host] = await testDatabase().database.query<{ failures: number }>("select failures from mail_host");
    expect(host?.failures).toBe(0);
  });
});

describe("a claim", () => {
  test("that lost its lease ends nothing: the token has moved on", async () => {
    await due(1);
    const lost = await claim(start);
    const [taken] = await claim(start + 3 * minute);
    expect(taken?.token).toBe((lost[0]?.token ?? 0) + 1);
    await end(start + 3 * minute, lost, "passed", start + 60 * minute);
    expect(await rows()).toMatchObject([{ leased: true, token: taken?.token }]);
    await end(start + 3 * minute, taken ? [taken] : [], "passed", start + 60 * minute);
    expect(await rows()).toMatchObject([{ leased: false, at: start + 60 * minute }]);
  });

  test("whose inbox is not watched any more is taken off the list", async () => {
    await due(2);
    await end(start, await claim(start), "none", null);
    expect(await rows()).toEqual([]);
  });

  test("by a clock that went back takes nothing twice, and one that went ahead frees no lease of others before its time", async () => {
    await due(3);
    expect(await claim(start)).toHaveLength(3);
    expect(await claim(start - 60 * minute)).toEqual([]);
    expect(await claim(start + minute)).toEqual([]);
    expect(await claim(start + 2 * minute)).toHaveLength(3);
  });
});

test("claiming 500 due of 1,000,000 walks the index by time, and reads no more of it than the 500", { timeout: 120_000 }, async () => {
  const admin = new pg.Client({ connectionString: testDatabase().adminUrl });
  const plans: string[] = [];
  await admin.connect();
  try {
    // By ids and times that grow, so that the rows are made within seconds.
    await admin.query(
      `insert into due_check (inbox_id, workspace_id, host, due_at) select lpad(to_hex(n), 32, '0')::uuid, $1,
         case when n % 10 < 9 then 'imap.provider.test' else 'imap.named' || n % 1000 || '.test' end, $2::timestamptz + n * interval '1 millisecond'
       from generate_series(1, 1000000) n`,
      [newId(), new Date(start)],
    );
    await admin.query("vacuum analyze due_check");
    admin.on("notice", ({ message }) => plans.push(message ?? ""));
    await admin.query(
      "load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set auto_explain.log_analyze = on; set client_min_messages = log",
    );
    const direct: Queryable = { query: async (text, values = []) => (await admin.query({ text, values: [...values] })).rows as never };
    const store = createDueCheckStore(direct, { ...rules, named: { atOnce: 1_000, slotMs: 0.1 } });
    // 600 s of it are due: more than half of all.
    const { due: claimed, looked } = await store.claim(start + 10 * minute, start + 12 * minute, 500);
    expect(claimed).toHaveLength(500);
    expect(looked).toBe(500);
    // What lies too far ahead is found from the index's other end.
    const times = {
      now: start,
      farthest: start + 16 * minute,
      farthestUncoded: start + 20 * minute,
      spreadUntil: start,
      farthestHost: start,
    };
    expect(await createFarCheckStore(direct).bringBack(times, 500)).toBe(500);
  } finally {
    await admin.end();
  }
  const plan = plans.find((text) => text.includes("for update skip locked") && text.includes("Limit")) ?? "";
  expect(plan).toMatch(/Limit .*rows=500/);
  expect(plan).toMatch(/Index Scan using due_check_due on due_check c .*actual time=[\d.]+ rows=500/);
  expect(plans.join("\n")).toMatch(/Index Scan Backward using due_check_due on due_check c .*actual time=[\d.]+ rows=500/);
  expect(plans.join("\n")).not.toMatch(/Seq Scan on due_check/);
});
