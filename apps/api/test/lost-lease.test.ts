import pg from "pg";
import { expect, test } from "vitest";
import { parseGlobalId } from "../src/platform/global-id.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, getInbox, untilInbox } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// The second look at a refusal comes after 12 s: until then all is prepared.
const world = useApiWorld({ timeScale: 20, variables: { RELINK_WAITS: "secondLook=4m" } });

/** Holds an inbox's row, so that whoever stores something of it waits, until it is let go. */
async function holdRow(inboxId: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: world().appUrl });
  await client.connect();
  await client.query("begin");
  await client.query("select 1 from inbox where id = $1 for update", [inboxId]);
  return async () => {
    await client.query("rollback");
    await client.end();
  };
}

/** How many statements of this database wait for a row. */
async function countWaiting(): Promise<number> {
  const sql = "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  return (await world().database.query(sql)).length;
}

interface Stored {
  readonly checks: number;
  readonly events: number;
  readonly notices: number;
  readonly health: object;
}

async function readStored(inboxId: string): Promise<Stored> {
  const sql = `select (select count(*)::int from inbox_check where inbox_id = $1) as checks, (select count(*)::int from inbox_event where inbox_id = $1) as events,
    (select count(*)::int from notification where inbox_id = $1) as notices, (select to_json(h) from inbox_health h where inbox_id = $1) as health`;
  const [row] = await world().database.query<Stored>(sql, [inboxId]);
  if (!row) throw new Error("A row always comes.");
  return row;
}

test("a check that has lost its lease when it stores stores nothing and tells nobody; whoever holds it then does, once", async () => {
  const ola = await world().asMember("ola");
  const inbox = await connect(ola, "new@google.demo.test");
  const id = parseGlobalId("inbox", inbox.id) ?? "";
  // The look at its sending, which connecting begins, is over before anything is compared.
  const looked = "select 1 from inbox_health where inbox_id = $1 and sending <> 'UNKNOWN'";
  await until(async () => (await world().database.query(looked, [id])).length === 1, "its sending was looked at");
  await world().sandbox.trouble(`accounts/${inbox.address}`, { appAccess: "removed" });
  await act(ola, "check", inbox.id);
  const letGo = await holdRow(id);
  const before = await readStored(id);
  // The scheduler's second look is refused, too, and is about to say so.
  await until(async () => (await countWaiting()) === 1, "the check waits to store its result");
  // It took too long: another worker took it over.
  const lose = "update due_check set token = token + 1, due_at = $2, lease_until = $2 where inbox_id = $1 returning token::int as token";
  const lease = new Date(Date.now() + 120_000);
  const [other] = await world().database.query<{ token: number }>(lose, [id, lease]);
  await letGo();
  await until(async () => (await countWaiting()) === 0, "the check has tried");
  await until(async () => (await world().database.query(idle)).length === 0, "nothing is under way");
  expect(await readStored(id)).toEqual(before);
  expect(await getInbox(ola, inbox.id)).toMatchObject({ state: "CONNECTED", version: inbox.version });
  const left = "select token::int as token, due_at from due_check where inbox_id = $1";
  expect(await world().database.query(left, [id])).toEqual([{ token: other?.token, due_at: lease }]);

  // The other worker dies, and its lease runs out.
  await world().database.query("update due_check set due_at = now() - interval '1 second' where inbox_id = $1", [id]);
  await untilInbox(ola, inbox.id, ({ state }) => state === "DISCONNECTED", "it is disconnected");
  await until(async () => (await readStored(id)).notices === 1, "its owner is told");
  expect(await readStored(id)).toMatchObject({ checks: before.checks + 1, events: before.events + 1, notices: 1 });
});

const idle = "select 1 from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()";
