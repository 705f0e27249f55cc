import { scaledDurations } from "@relink/domain";
import { expect, test } from "vitest";
import { append, personalInbox } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { createEventLog } from "../events/event-log.store.ts";
import { logStart } from "../platform/cursor.ts";
import { newId } from "../platform/new-id.ts";
import { createUpkeep } from "./upkeep.ts";
import { createUpkeepStore } from "./upkeep.store.ts";

const db = useTestDatabase();
const day = 24 * 60 * 60 * 1_000;
const now = Date.UTC(2026, 10, 23, 12);

function upkeepAt(at: number, batch = 1_000) {
  const durations = scaledDurations(1);
  const clock = { now: () => at, durations, moment: () => ({ now: at, durations }) };
  const fail = (error: unknown): void => {
    throw error;
  };
  return createUpkeep({ store: createUpkeepStore(db().database), clock, onError: fail, batch });
}

async function partsOf(table: string): Promise<readonly string[]> {
  const sql = "select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1";
  return (await db().database.query<{ name: string }>(sql, [table])).map(({ name }) => name);
}

async function count(table: string): Promise<number> {
  const [row] = await db().database.query<{ rows: number }>(`select count(*)::int as rows from ${table}`);
  return row?.rows ?? -1;
}

test("the months and weeks ahead are there before they are needed, and a second round makes none twice", async () => {
  await upkeepAt(now).run();
  await upkeepAt(now).run();
  expect(await partsOf("inbox_event")).toEqual(
    expect.arrayContaining(["inbox_event_2026_11", "inbox_event_2026_12", "inbox_event_2027_01", "inbox_event_rest"]),
  );
  expect(await partsOf("inbox_check")).toEqual(
    expect.arrayContaining(["inbox_check_2026_11_23", "inbox_check_2026_11_30", "inbox_check_2026_12_07", "inbox_check_rest"]),
  );
});

test("a month goes once all of it is older than 400 days, and who reads from before it is told where the log begins now", async () => {
  const { database } = db();
  const [store, log, workspaceId, inbox] = [createUpkeepStore(database), createEventLog(database), newId(), personalInbox()];
  const old = Date.UTC(2025, 9, 19);
  await store.ensureParts("inbox_event", old);
  await append(database, workspaceId, inbox, [{ at: Date.UTC(2025, 8, 20) }, { at: old }, { at: old + day }, { at: now }]);
  await upkeepAt(Date.UTC(2026, 10, 30)).run();
  expect(await partsOf("inbox_event")).toContain("inbox_event_2025_10");
  // The first event lay in no month: the rest is kept as exactly, row by row.
  expect((await log.oldest(workspaceId))?.number).toBe(2);
  await upkeepAt(Date.UTC(2026, 11, 6)).run();
  expect(await partsOf("inbox_event")).not.toContain("inbox_event_2025_10");
  expect((await log.oldest(workspaceId))?.number).toBe(4);
  expect((await log.read(workspaceId, logStart, 10)).map(({ number }) => number)).toEqual([4]);
});

test("weeks of checks go after 30 days", async () => {
  const { database } = db();
  const store = createUpkeepStore(database);
  await store.ensureParts("inbox_check", now - 60 * day);
  const check = "insert into inbox_check (workspace_id, id, inbox_id, at, verdict, latency_ms) values ($1, $2, $3, $4, 'OK', 1)";
  for (const age of [60, 45, 29, 0]) await database.query(check, [newId(), newId(), newId(), new Date(now - age * day)]);
  await upkeepAt(now).run();
  expect(await count("inbox_check")).toBe(2);
});

test("what expired is forgotten, batch after batch; what has not stays", async () => {
  const { database } = db();
  const key =
    "insert into idempotency_key (workspace_id, caller, mutation, key, input_hash, expires_at) values ($1, 'c', 'm', $2, 'h', $3)";
  for (let n = 0; n < 25; n += 1) await database.query(key, [newId(), `gone-${n}`, new Date(now - 1)]);
  await database.query(key, [newId(), "stays", new Date(now + 1)]);
  expect((await upkeepAt(now, 10).run()).rows).toBe(25);
  expect(await database.query("select key from idempotency_key")).toEqual([{ key: "stays" }]);
});

test("an abandoned sign-in goes with its inbox after 30 days; a removed inbox that once was connected stays", async () => {
  const { database } = db();
  const workspaceId = newId();
  const removed = `insert into inbox (workspace_id, id, kind, owner_id, address, address_key, provider, state, state_changed_at, abandoned, version, created_at)
    values ($1, $2, 'PERSONAL', $2, 'a@b.test', 'a@b.test', 'GOOGLE', 'REMOVED', $3, $4, 1, $3)`;
  const [tooOld, young, final] = [newId(), newId(), newId()];
  await database.query(removed, [workspaceId, tooOld, new Date(now - 31 * day), true]);
  await database.query("insert into inbox_health (workspace_id, inbox_id) values ($1, $2)", [workspaceId, tooOld]);
  await database.query(removed, [workspaceId, young, new Date(now - 29 * day), true]);
  await database.query(removed, [workspaceId, final, new Date(now - 31 * day), false]);
  await upkeepAt(now).run();
  const left = await database.query<{ id: string }>("select id from inbox where workspace_id = $1", [workspaceId]);
  expect(left.map(({ id }) => id).toSorted()).toEqual([young, final].toSorted());
  expect(await count("inbox_health")).toBe(0);
});

test("an incident goes 400 days after it ended, with whom it touched; one that lasts, or that somebody has still to be told of, stays", async () => {
  const { database } = db();
  const workspaceId = newId();
  const incident = `insert into incident (id, subject_key, kind, provider, host, since, until, last_bad_at)
    values ($1::uuid, $1::text, 'PROVIDER_OUTAGE', 'IMAP', 'imap.example.test', $2, $3, $2)`;
  const ids = { old: newId(), young: newId(), open: newId(), untold: newId() };
  const ends = { old: now - 401 * day, young: now - 399 * day, open: null, untold: now - 401 * day };
  for (const name of ["old", "young", "open", "untold"] as const) {
    const until = ends[name];
    await database.query(incident, [ids[name], new Date(now - 500 * day), until === null ? null : new Date(until)]);
    const told = name !== "untold";
    await database.query("insert into incident_workspace values ($1, $2, true, $3)", [workspaceId, ids[name], told]);
    for (let n = 0; n < 25; n += 1)
      await database.query("insert into incident_inbox values ($1, $2, $3)", [workspaceId, ids[name], newId()]);
  }
  expect((await upkeepAt(now, 10).run()).rows).toBe(27);
  const left = await database.query<{ id: string }>("select id from incident");
  expect(left.map(({ id }) => id).toSorted()).toEqual([ids.young, ids.open, ids.untold].toSorted());
  expect([await count("incident_workspace"), await count("incident_inbox")]).toEqual([3, 75]);
});

test("a webhook's deliveries go after 30 days, but none that is on its way; those of a deleted endpoint at once, and it with them", async () => {
  const { database } = db();
  const [workspaceId, kept, deleted] = [newId(), newId(), newId()];
  const endpoint = `insert into webhook_endpoint (workspace_id, id, url, ordered, signing, after_number, created_at, deleted_at)
    values ($1, $2, 'https://a.test/', true, 'SYMMETRIC', 0, $3, $4)`;
  await database.query(endpoint, [workspaceId, kept, new Date(now), null]);
  await database.query(endpoint, [workspaceId, deleted, new Date(now), new Date(now)]);
  const delivery =
    "insert into webhook_delivery (workspace_id, id, endpoint_id, body, created_at, state) values ($1, $2, $3, '{}', $4, $5)";
  const old = new Date(now - 31 * day);
  for (let n = 0; n < 25; n += 1) await database.query(delivery, [workspaceId, newId(), kept, old, n % 2 === 0 ? "DELIVERED" : "FAILED"]);
  await database.query(delivery, [workspaceId, newId(), kept, old, "RETRYING"]);
  await database.query(delivery, [workspaceId, newId(), kept, new Date(now - 29 * day), "DELIVERED"]);
  for (let n = 0; n < 15; n += 1) await database.query(delivery, [workspaceId, newId(), deleted, new Date(now), "DELIVERED"]);
  const secret =
    "insert into webhook_secret (workspace_id, endpoint_id, id, sealed, created_at, signs_until) values ($1, $2, $3, '{}', $4, $5)";
  await database.query(secret, [workspaceId, kept, newId(), old, new Date(now - 1)]);
  await database.query(secret, [workspaceId, kept, newId(), old, null]);
  await upkeepAt(now, 10).run();
  const left = "select endpoint_id, state from webhook_delivery where workspace_id = $1 order by state";
  expect(await database.query(left, [workspaceId])).toEqual([
    { endpoint_id: kept, state: "DELIVERED" },
    { endpoint_id: kept, state: "RETRYING" },
  ]);
  await upkeepAt(now, 10).run();
  expect(await database.query("select id from webhook_endpoint where workspace_id = $1", [workspaceId])).toEqual([{ id: kept }]);
  expect(await database.query("select signs_until from webhook_secret where workspace_id = $1", [workspaceId])).toEqual([
    { signs_until: null },
  ]);
});
