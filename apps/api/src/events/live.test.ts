import { type GraphQLSchema, printSchema } from "graphql";
import type { Role } from "@relink/domain";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  buildLiveSchema,
  closeClients,
  createLiveProcess,
  type LiveProcess,
  type Reading,
  run as runIn,
  signIn as signInTo,
} from "../../test/live-process.ts";
import { append, type LogEntry, type LogInbox, personalInbox, teamInbox, until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { newId } from "../platform/new-id.ts";
import { createTransactions } from "../platform/transaction.ts";
import type { MemberViewer } from "../platform/viewer.ts";

const testDatabase = useTestDatabase({ poolSize: 16 });
let schema: GraphQLSchema;
let processes: LiveProcess[] = [];
let workspaceId: string;

beforeAll(async () => {
  schema = await buildLiveSchema(testDatabase().database);
  processes = [await createLiveProcess(testDatabase(), schema), await createLiveProcess(testDatabase(), schema)];
});
afterAll(async () => {
  await Promise.all(processes.map((process) => process.close()));
});
beforeEach(async () => {
  workspaceId = newId();
  await testDatabase().database.query("insert into workspace (id, name, slug, created_at) values ($1, 'Demo', $2, now())", [
    workspaceId,
    `demo-${workspaceId}`,
  ]);
});
afterEach(closeClients);

const signIn = (role: Role): Promise<MemberViewer> => signInTo(testDatabase().database, workspaceId, role);
const run = (viewer: MemberViewer, query: string, variables: Record<string, unknown> = {}, process = processes[0]!): Reading =>
  runIn(viewer, query, variables, process);
const subscription =
  "subscription ($after: Cursor, $filter: InboxEventFilter) { inboxEvents(after: $after, filter: $filter) { id cursor type at actorName inboxId inbox { id } } }";
const happen = async (inbox: LogInbox, entries: readonly LogEntry[], process = processes[0]): Promise<string[]> => {
  const { ids } = await append(testDatabase().database, workspaceId, inbox, entries);
  process?.announce(workspaceId);
  return ids.map((id) => `event_${id.replaceAll("-", "")}`);
};
const many = (count: number): LogEntry[] => Array.from({ length: count }, () => ({}));
const event = (data: Record<string, unknown>) => data["inboxEvents"] as { id: string; cursor: string };
const idsOf = (reading: Reading): string[] => reading.data.map((data) => event(data).id);

async function logHead(viewer: MemberViewer): Promise<string> {
  const reading = run(viewer, "{ logHead }");
  await until(() => reading.done, "it answers");
  return String(reading.data[0]?.["logHead"]);
}

test("a client that stops, misses 20 events and comes back with its cursor gets exactly those, in order, then live ones", async () => {
  const viewer = await signIn("ADMIN");
  const inbox = teamInbox();
  const before = run(viewer, subscription, { after: await logHead(viewer) });
  const first = await happen(inbox, many(3));
  await until(() => before.data.length === 3, "it sees the first");
  const cursor = event(before.data.at(-1) ?? {}).cursor;
  before.stop();
  const missed = await happen(inbox, many(20));
  const after = run(viewer, subscription, { after: cursor });
  const live = await happen(inbox, many(2), processes[1]);
  await until(() => after.data.length >= 22, "it caught up");
  expect(idsOf(before)).toEqual(first);
  expect(idsOf(after)).toEqual([...missed, ...live]);
});

test("who sees all reads bodies alone; an event that its body does not answer is read as a whole", async () => {
  const viewer = await signIn("ADMIN");
  const after = await logHead(viewer);
  // More than a tail keeps, so that they are read from the log.
  const ids = await happen(teamInbox(), many(1_200));
  await testDatabase().database.query(
    "update inbox_event set body = (body::jsonb - 'actorName')::text where workspace_id = $1 and number = 2",
    [workspaceId],
  );
  const reading = run(viewer, "subscription ($after: Cursor) { inboxEvents(after: $after) { id actorName } }", { after });
  await until(() => reading.data.length === 1_199, "it has all that can be told");
  expect(idsOf(reading)).toEqual(ids.filter((_, index) => index !== 1));
  expect(reading.failure).not.toBeNull();
});

test("a change in one process reaches a subscriber of the other", async () => {
  const viewer = await signIn("MEMBER");
  const reading = run(viewer, subscription, { after: await logHead(viewer) }, processes[1]);
  const ids = await happen(teamInbox(), many(1), processes[0]);
  await until(() => reading.data.length === 1, "it came");
  expect(idsOf(reading)).toEqual(ids);
});

test("a MEMBER sees their own and the teams' events, live and from the log; ADMINs see all; filters narrow that", async () => {
  const [member, admin] = [await signIn("MEMBER"), await signIn("ADMIN")];
  const [own, other, team] = [personalInbox(member.memberId), personalInbox(), teamInbox()];
  const head = await logHead(member);
  const readings = [
    run(member, subscription, { after: head }),
    run(admin, subscription, { after: head }),
    run(admin, subscription, { after: head, filter: { kind: "TEAM" } }),
  ];
  const all = [...(await happen(other, many(2))), ...(await happen(own, many(1))), ...(await happen(team, many(1)))];
  await until(() => readings[1]!.data.length === 4 && readings[0]!.data.length === 2 && readings[2]!.data.length === 1, "all came");
  expect(idsOf(readings[0]!)).toEqual(all.slice(2));
  expect(idsOf(readings[1]!)).toEqual(all);
  expect(idsOf(readings[2]!)).toEqual(all.slice(3));
  const page = "query ($after: Cursor) { inboxEvents(after: $after, first: 1) { nodes { id } pageInfo { hasNextPage endCursor } } }";
  const pages: string[] = [];
  let after: string | null = null;
  for (;;) {
    const reading: Reading = run(member, page, { after });
    await until(() => reading.done, "it answers");
    const [answer] = reading.data;
    if (!answer) throw new Error("It answered nothing.");
    const { nodes, pageInfo } = answer["inboxEvents"] as { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    pages.push(...nodes.map((node) => node.id));
    after = pageInfo.endCursor;
    if (!pageInfo.hasNextPage) break;
  }
  expect(pages).toEqual(all.slice(2));
});

test("another workspace's cursor, and a forged one, are refused", async () => {
  const here = await signIn("ADMIN");
  await happen(teamInbox(), many(1));
  const cursor = await logHead(here);
  workspaceId = newId();
  await testDatabase().database.query("insert into workspace (id, name, slug, created_at) values ($1, 'Other', $2, now())", [
    workspaceId,
    `other-${workspaceId}`,
  ]);
  const stranger = await signIn("SUPER_ADMIN");
  for (const after of [cursor, `${cursor.slice(0, -1)}${cursor.endsWith("A") ? "B" : "A"}`, "x"]) {
    const live = run(stranger, subscription, { after });
    await until(() => live.failure !== null, "it is refused");
    expect(live.failure).toMatchObject({ code: "BAD_USER_INPUT", extensions: { field: "after" } });
    const page = run(stranger, "query ($after: Cursor) { inboxEvents(after: $after) { nodes { id } } }", { after });
    await until(() => page.failure !== null, "it is refused");
    expect(page.failure).toMatchObject({ code: "BAD_USER_INPUT", extensions: { field: "after" } });
  }
});

test("a cursor older than the log is refused with the oldest one, from which it goes on", async () => {
  const viewer = await signIn("ADMIN");
  const old = await logHead(viewer);
  const ids = await happen(teamInbox(), many(5));
  await testDatabase().database.query("delete from inbox_event where workspace_id = $1 and number <= 3", [workspaceId]);
  const live = run(viewer, subscription, { after: old });
  await until(() => live.failure !== null, "it is refused");
  expect(live.failure?.code).toBe("CURSOR_EXPIRED");
  const again = run(viewer, subscription, { after: live.failure?.extensions["oldest"] });
  await until(() => again.data.length === 2, "it goes on");
  expect(idsOf(again)).toEqual(ids.slice(3));
  const page = run(viewer, "query ($after: Cursor) { inboxEvents(after: $after) { nodes { id } } }", { after: old });
  await until(() => page.failure !== null, "it is refused");
  expect(page.failure?.code).toBe("CURSOR_EXPIRED");
});

test("who follows is told at once that events were dropped unseen, whether or not anything is left of the log", async () => {
  const viewer = await signIn("ADMIN");
  const after = await logHead(viewer);
  const readings = [run(viewer, subscription, { after }), run(viewer, subscription, { after, filter: { kind: "TEAM" } })];
  await happen(teamInbox(), many(1));
  await until(() => readings.every((reading) => reading.data.length === 1), "both follow");
  await createTransactions(testDatabase().database).run(async (connection) => {
    await append(connection, workspaceId, teamInbox(), many(2));
    await connection.query("delete from inbox_event where workspace_id = $1", [workspaceId]);
  });
  await until(() => readings.every((reading) => reading.failure !== null), "both are told");
  expect(readings.map((reading) => reading.failure?.code)).toEqual(["CURSOR_EXPIRED", "CURSOR_EXPIRED"]);
  const again = run(viewer, subscription, { after: readings[0]?.failure?.extensions["oldest"] });
  const ids = await happen(teamInbox(), many(1));
  await until(() => again.data.length === 1, "it goes on");
  expect(idsOf(again)).toEqual(ids);
});

test("a session that ends, and a right that is lost, end the subscription while nothing happens", async () => {
  const [out, lowered, gone, stays] = [await signIn("ADMIN"), await signIn("ADMIN"), await signIn("MEMBER"), await signIn("MEMBER")];
  const readings = [out, lowered, gone, stays].map((viewer) => run(viewer, subscription));
  const { database } = testDatabase();
  await until(() => readings.every(({ stands }) => stands), "they stand");
  expect(readings.map((reading) => reading.failure)).toEqual([null, null, null, null]);
  await database.query("delete from session where id = $1", [out.sessionId]);
  await database.query("update member set role = 'MEMBER' where id = $1", [lowered.memberId]);
  await database.query("update member set left_at = now() where id = $1", [gone.memberId]);
  await database.query("update member set role = 'ADMIN' where id = $1", [stays.memberId]);
  await until(() => readings.slice(0, 3).every((reading) => reading.failure !== null), "they end");
  expect(readings.map((reading) => reading.failure?.code)).toEqual(["UNAUTHENTICATED", "FORBIDDEN", "FORBIDDEN", undefined]);
  await happen(teamInbox(), many(1));
  await until(() => readings[3]!.data.length === 1, "the other one goes on");
  expect(readings[0]!.data).toEqual([]);
});

test("each event asks for its inbox anew", async () => {
  const viewer = await signIn("ADMIN");
  const inbox = teamInbox();
  const reading = run(viewer, subscription, { after: await logHead(viewer) });
  await happen(inbox, many(3));
  await until(() => reading.data.length === 3, "they came");
  expect(processes[0]?.inboxLoads.filter((id) => id === inbox.id)).toHaveLength(3);
});

test("a notification reaches its person alone, live, through any process, and is there to read and to mark", async () => {
  const [owner, bystander] = [await signIn("MEMBER"), await signIn("MEMBER")];
  const added = "subscription { notificationAdded { id title severity href readAt } }";
  const [live, quiet] = [run(owner, added, {}, processes[1]), run(bystander, added, {}, processes[1])];
  const inbox = personalInbox(owner.memberId);
  await until(() => live.stands && quiet.stands, "they stand");
  await happen(inbox, [{ type: "DISCONNECTED", more: { reason: "ACCESS_REVOKED", toState: "DISCONNECTED" } }]);
  await until(() => live.data.length === 1, "the owner is told");
  const told = live.data[0]?.["notificationAdded"] as { id: string; severity: string; href: string };
  expect(told).toMatchObject({ severity: "CRITICAL", href: `/inboxes/inbox_${inbox.id.replaceAll("-", "")}`, readAt: null });
  const list = "{ notifications { unreadCount nodes { id title body because readAt closedAt createdAt } } }";
  const mine = run(owner, list);
  const theirs = run(bystander, list);
  await until(() => mine.done && theirs.done, "both answer");
  expect(mine.data[0]?.["notifications"]).toMatchObject({ unreadCount: 1, nodes: [{ id: told.id, readAt: null, closedAt: null }] });
  expect(theirs.data[0]?.["notifications"]).toEqual({ unreadCount: 0, nodes: [] });
  const mark = "mutation ($ids: [ID!]!) { markNotificationsRead(ids: $ids) { id readAt } }";
  const stolen = run(bystander, mark, { ids: [told.id] });
  await until(() => stolen.failure !== null, "it is refused");
  expect(stolen.failure?.code).toBe("NOT_FOUND");
  const marked = run(owner, mark, { ids: [told.id] });
  await until(() => marked.done, "it is marked");
  expect(marked.data[0]).toMatchObject({ markNotificationsRead: [{ id: told.id, readAt: expect.any(String) }] });
  expect(quiet.data).toEqual([]);
});

test("everything in this part of the schema is described", () => {
  const sdl = printSchema(schema);
  for (const name of ["InboxEvent", "InboxEventConnection", "Notification", "NotificationConnection", "InboxEventFilter"]) {
    for (const [field, config] of Object.entries(
      (schema.getType(name) as unknown as { getFields(): Record<string, { description?: string | null }> }).getFields(),
    )) {
      expect(config.description, `${name}.${field}`).toBeTruthy();
    }
  }
  expect(sdl).toContain("scalar Cursor");
  expect(sdl).not.toContain("DateTimeISO");
  expect(sdl).toContain("inboxEvents(");
});
