import { durations, type NewsType, type Role } from "@relink/domain";
import { afterEach, beforeEach, expect, test } from "vitest";
import { append, type LogInbox, personalInbox, teamInbox, until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import type { BusChange } from "../platform/bus.ts";
import { newId } from "../platform/new-id.ts";
import { createTransactions, type Transactions } from "../platform/transaction.ts";
import { createRelay, type Relay } from "./relay.ts";

const testDatabase = useTestDatabase({ poolSize: 12 });
let workspaceId: string;
let people: Record<"superAdmin" | "admin" | "owner" | "bystander", string>;
let announced: BusChange[];
let growth: Set<(workspaceId: string) => void>;
let relays: Relay[];

beforeEach(async () => {
  workspaceId = newId();
  announced = [];
  growth = new Set();
  relays = [];
  await testDatabase().database.query("insert into workspace (id, name, slug, created_at) values ($1, 'Demo', $2, now())", [
    workspaceId,
    `demo-${workspaceId}`,
  ]);
  people = {
    superAdmin: await join("SUPER_ADMIN"),
    admin: await join("ADMIN"),
    owner: await join("MEMBER"),
    bystander: await join("MEMBER"),
  };
});
afterEach(async () => {
  await Promise.all(relays.map((each) => each.stop()));
});

async function join(role: Role, left = false): Promise<string> {
  const [userId, id] = [newId(), newId()];
  const { database } = testDatabase();
  await database.query(
    "insert into user_account (id, name, email, email_verified, created_at, updated_at) values ($1, 'Ola', $2, true, now(), now())",
    [userId, `${userId}@example.com`],
  );
  await database.query("insert into member (workspace_id, id, user_id, role, joined_at, left_at) values ($1, $2, $3, $4, now(), $5)", [
    workspaceId,
    id,
    userId,
    role,
    left ? new Date() : null,
  ]);
  return id;
}

function relay(transactions: Pick<Transactions, "run"> = createTransactions(testDatabase().database)): Relay {
  const made = createRelay({
    database: testDatabase().database,
    transactions,
    bus: {
      onLogGrew: (listener) => (growth.add(listener), () => growth.delete(listener)),
      onLost: () => () => undefined,
      changed: (change) => announced.push(change),
    },
    now: Date.now,
    durations,
    onError: () => undefined,
    pollMs: 50,
  });
  relays.push(made);
  return made;
}

interface Row {
  readonly id: string;
  readonly member_id: string;
  readonly template: NewsType;
  readonly because: string;
  readonly href: string;
  readonly severity: string;
  readonly closed_at: Date | null;
  readonly params: object;
}

const told = (): Promise<Row[]> =>
  testDatabase().database.query<Row>("select * from notification where workspace_id = $1 order by id", [workspaceId]);
const happen = (inbox: LogInbox, ...entries: Parameters<typeof append>[3][number][]) =>
  append(testDatabase().database, workspaceId, inbox, entries);

async function toldOf(inbox: LogInbox, entry: Parameters<typeof append>[3][number]): Promise<string[]> {
  await happen(inbox, entry);
  await relay().drain(workspaceId);
  const names = new Map(Object.entries(people).map(([name, id]) => [id, name]));
  return (await told()).map((row) => `${names.get(row.member_id) ?? row.member_id}: ${row.template} (${row.because})`).toSorted();
}

const disconnected = {
  type: "DISCONNECTED",
  more: { reason: "ACCESS_REVOKED", toState: "DISCONNECTED", providerCode: "invalid_grant" },
} as const;

test("a TEAM inbox is disconnected: SUPER_ADMINs, ADMINs and who connected it, each once", async () => {
  expect(await toldOf(teamInbox(newId(), people.owner), disconnected)).toEqual([
    "admin: disconnected (ADMIN)",
    "owner: disconnected (CONNECTED_IT)",
    "superAdmin: disconnected (SUPER_ADMIN)",
  ]);
});

test("the ADMIN who connected it is told once, as who connected it; who has left is not", async () => {
  const gone = await join("ADMIN", true);
  expect(await toldOf(teamInbox(newId(), people.admin), disconnected)).toEqual([
    "admin: disconnected (CONNECTED_IT)",
    "superAdmin: disconnected (SUPER_ADMIN)",
  ]);
  expect((await told()).some((row) => row.member_id === gone)).toBe(false);
});

test("a channel is deleted: the same three", async () => {
  expect(await toldOf(teamInbox(newId(), people.owner), { type: "REMOVED", actorId: people.admin })).toEqual([
    "admin: channelDeleted (ADMIN)",
    "owner: channelDeleted (CONNECTED_IT)",
    "superAdmin: channelDeleted (SUPER_ADMIN)",
  ]);
});

test("a PERSONAL inbox is disconnected, fails, or is removed by another: its owner alone", async () => {
  expect(await toldOf(personalInbox(people.owner), disconnected)).toEqual(["owner: disconnected (OWNER)"]);
  expect(await toldOf(personalInbox(people.owner), { type: "FAILING" })).toEqual(["owner: disconnected (OWNER)", "owner: failing (OWNER)"]);
  expect(await toldOf(personalInbox(people.owner), { type: "REMOVED", actorId: people.superAdmin })).toContain(
    "owner: removedByOther (OWNER)",
  );
  expect(await toldOf(personalInbox(people.owner), { type: "TURNED_OFF", actorId: people.superAdmin })).toContain(
    "owner: turnedOffByOther (OWNER)",
  );
});

test("what a person does to their own inbox is told to nobody", async () => {
  const inbox = personalInbox(people.owner);
  await happen(
    inbox,
    { type: "CONNECTED", actorId: people.owner },
    { type: "TURNED_OFF", actorId: people.owner },
    { type: "REMOVED", actorId: people.owner },
  );
  await relay().drain(workspaceId);
  expect(await told()).toEqual([]);
});

test("where the person goes: straight to that inbox, with its why and what to do", async () => {
  const [channel, own] = [teamInbox(newId(), null), personalInbox(people.owner)];
  await happen(channel, disconnected);
  await happen(own, disconnected);
  await relay().drain(workspaceId);
  const hrefs = new Set((await told()).map((row) => row.href));
  expect(hrefs).toEqual(new Set([channel, own].map(({ id }) => `/inboxes/inbox_${id.replaceAll("-", "")}`)));
  expect((await told())[0]).toMatchObject({ severity: "CRITICAL", params: { reason: "ACCESS_REVOKED", actorName: "Relink" } });
});

test("when the trouble ends, its notices are closed, of that inbox alone, and one says so", async () => {
  const [inbox, other] = [personalInbox(people.owner), personalInbox(people.owner)];
  await happen(inbox, { type: "FAILING" }, disconnected);
  await happen(other, disconnected);
  await happen(inbox, { type: "RECOVERED" });
  await relay().drain(workspaceId);
  const rows = (await told()).map((row) => [row.template, row.closed_at !== null]);
  expect(rows).toEqual([
    ["failing", true],
    ["disconnected", true],
    ["disconnected", false],
    ["recovered", false],
  ]);
  expect(announced.filter(({ topic }) => topic === "NOTIFICATION").length).toBe(6);
});

test("a new episode of the same trouble is told again; two broken inboxes never hide each other", async () => {
  const [inbox, other] = [personalInbox(people.owner), personalInbox(people.owner)];
  await happen(inbox, disconnected, { type: "RECOVERED" }, disconnected);
  await happen(other, disconnected);
  await relay().drain(workspaceId);
  expect((await told()).filter((row) => row.template === "disconnected")).toHaveLength(3);
});

test("two relays at once, a crash in the middle of every third run, hints lost: everybody is told exactly once", async () => {
  const { database } = testDatabase();
  const inbox = teamInbox(newId(), people.owner);
  const whole = createTransactions(database);
  let runs = 0;
  const crashing: Pick<Transactions, "run"> = {
    run: (piece) =>
      whole.run(async (transaction) => {
        const value = await piece(transaction);
        // As late as can be: all is written, nothing is committed.
        if ((runs += 1) % 3 === 0) throw new Error("killed");
        return value;
      }),
  };
  for (const made of [relay(crashing), relay(crashing)]) made.start();
  const reasons = 150;
  for (let count = 0; count < reasons; count += 1) {
    await happen(inbox, disconnected);
    if (count % 4 === 0) for (const listener of growth) listener(workspaceId);
  }
  const position = async () =>
    (await database.query<{ number: string }>("select number from relay_position where workspace_id = $1", [workspaceId]))[0]?.number;
  await until(async () => (await position()) === String(reasons), "the log is told to its end");
  await until(() => announced.length >= reasons * 3, "all are announced, which comes after the commit");
  expect(runs).toBeGreaterThan(2);
  const rows = await told();
  expect(rows).toHaveLength(reasons * 3);
  for (const id of [people.superAdmin, people.admin, people.owner])
    expect(rows.filter((row) => row.member_id === id)).toHaveLength(reasons);
  const ids = announced.map((change) => change.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(rows.map((row) => row.id).toSorted());
});

test("what a timer tells, it tells once for one episode", async () => {
  const inbox = personalInbox(people.owner);
  const telling = {
    news: { type: "stillDisconnectedAfterADay", kind: "PERSONAL", ownerId: null, connectedBy: null },
    inboxId: inbox.id,
    params: { address: "ola@example.com" },
    episode: `${inbox.id}:stillDisconnectedAfterADay:1`,
  } as const;
  await relay().tell(workspaceId, telling);
  await relay().tell(workspaceId, telling);
  expect((await told()).map((row) => [row.member_id, row.template])).toEqual([[people.superAdmin, "stillDisconnectedAfterADay"]]);
  await happen(inbox, { type: "RECOVERED" });
  await relay().drain(workspaceId);
  expect((await told())[0]?.closed_at).not.toBeNull();
});

test("nothing of one workspace is told in another", async () => {
  const here = workspaceId;
  await happen(teamInbox(newId(), people.owner), disconnected);
  workspaceId = newId();
  await testDatabase().database.query("insert into workspace (id, name, slug, created_at) values ($1, 'Other', $2, now())", [
    workspaceId,
    `other-${workspaceId}`,
  ]);
  await join("SUPER_ADMIN");
  await relay().drain(here);
  expect(await told()).toEqual([]);
});
