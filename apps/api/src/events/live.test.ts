import "reflect-metadata";
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Role } from "@relink/domain";
import { type Client, createClient } from "graphql-ws";
import { type GraphQLSchema, printSchema } from "graphql";
import { buildSchema } from "type-graphql";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { append, type LogEntry, type LogInbox, personalInbox, teamInbox, until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { createNotificationFeed } from "../notify/notification-feed.ts";
import { NotificationFieldsResolver } from "../notify/notification-fields.resolver.ts";
import type { NotificationContext } from "../notify/notification.ports.ts";
import { NotificationResolver } from "../notify/notification.resolver.ts";
import { createNotificationStore } from "../notify/notification.store.ts";
import { createNotificationStreams } from "../notify/read-notifications.ts";
import { createRelay } from "../notify/relay.ts";
import { createBus } from "../platform/bus.ts";
import { createCursors } from "../platform/cursor.ts";
import { noPubSub } from "../platform/no-pub-sub.ts";
import { newId } from "../platform/new-id.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import { createTransactions } from "../platform/transaction.ts";
import { createViewerWatch } from "../platform/viewer-watch.ts";
import type { Viewer } from "../platform/viewer.ts";
import { startWebSockets } from "../platform/websocket.ts";
import { createEventHub } from "./event-hub.ts";
import { createEventLog } from "./event-log.store.ts";
import { createEventStreams } from "./event-streams.ts";
import { InboxEventFieldsResolver } from "./inbox-event-fields.resolver.ts";
import type { EventContext } from "./inbox-event.ports.ts";
import { InboxEventResolver } from "./inbox-event.resolver.ts";
import { createTakeLogHead } from "./take-log-head.ts";

const testDatabase = useTestDatabase({ poolSize: 16 });
const cursors = createCursors(randomBytes(32));
let schema: GraphQLSchema;
let processes: Process[] = [];
let clients: Client[] = [];
let workspaceId: string;
const viewers = new Map<string, Viewer>();

interface Process {
  readonly url: string;
  readonly announce: (workspaceId: string) => void;
  readonly inboxLoads: string[];
  close(): Promise<void>;
}

beforeAll(async () => {
  const { database } = testDatabase();
  const store = createNotificationStore(database);
  const instances = new Map<unknown, object>([
    [InboxEventResolver, new InboxEventResolver({ log: createEventLog(database), cursors })],
    [NotificationResolver, new NotificationResolver({ store, bus: { changed: () => undefined }, now: () => new Date() })],
    [InboxEventFieldsResolver, new InboxEventFieldsResolver()],
    [NotificationFieldsResolver, new NotificationFieldsResolver()],
  ]);
  schema = await buildSchema({
    resolvers: [InboxEventResolver, InboxEventFieldsResolver, NotificationResolver, NotificationFieldsResolver],
    container: { get: (type) => instances.get(type) },
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    pubSub: noPubSub,
    validate: false,
  });
  processes = [await createProcess(), await createProcess()];
});
afterAll(async () => {
  await Promise.all(processes.map((process) => process.close()));
});
beforeEach(async () => {
  workspaceId = newId();
  await testDatabase().database.query("insert into workspace (id, name, slug, created_at) values ($1, 'Demo', $2, now())", [workspaceId, `demo-${workspaceId}`]);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
});

/** What one process is, as far as live operations go: its own bus, hub, relay and sockets on the one database. */
async function createProcess(): Promise<Process> {
  const { database, appUrl } = testDatabase();
  const onError = (error: unknown) => console.error(error);
  const bus = createBus({ url: appUrl, onError });
  const hub = createEventHub({ log: createEventLog(database), bus, onError });
  const watch = createViewerWatch({ database, now: () => new Date(), onError, everyMs: 100 });
  const feed = createNotificationFeed({ store: createNotificationStore(database), bus, now: () => new Date(), onError });
  const relay = createRelay({ database, transactions: createTransactions(database), bus, now: Date.now, onError });
  relay.start();
  const streams = { ...createEventStreams({ hub, cursors, watch }), ...createNotificationStreams({ feed, watch }) };
  const inboxLoads: string[] = [];
  const server: Server = createServer();
  const sockets = startWebSockets<EventContext & NotificationContext>({
    server,
    schema,
    trustedOrigins: [],
    readViewer: async (headers) => viewers.get(String(headers.authorization)) ?? null,
    prepare: createTakeLogHead({ log: createEventLog(database), cursors }),
    toPublicError: (formatted) => formatted,
    createContext: ({ viewer }) => {
      const seen = new Map<string, null>();
      const load = async (id: string): Promise<null> => {
        if (!seen.has(id)) inboxLoads.push(id);
        seen.set(id, null);
        return null;
      };
      const loaders = { inbox: { load }, member: { load: async () => null } };
      return { viewer, locale: "en", loaders, streams };
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}/graphql`,
    announce: bus.logGrew,
    inboxLoads,
    async close() {
      await relay.stop();
      feed.close();
      hub.close();
      watch.close();
      await sockets.close(1_000);
      await new Promise((resolve) => server.close(resolve));
      await bus.close();
    },
  };
}

async function signIn(role: Role): Promise<Viewer> {
  const [userId, memberId, sessionId, token] = [newId(), newId(), newId(), newId()];
  const { database } = testDatabase();
  await database.query(
    "insert into user_account (id, name, email, email_verified, created_at, updated_at) values ($1, 'Ola', $2, true, now(), now())",
    [userId, `${userId}@example.com`],
  );
  await database.query("insert into member (workspace_id, id, user_id, role, joined_at) values ($1, $2, $3, $4, now())", [workspaceId, memberId, userId, role]);
  await database.query(
    "insert into session (id, token, user_id, expires_at, created_at, updated_at) values ($1, $2, $3, now() + interval '1 hour', now(), now())",
    [sessionId, token, userId],
  );
  const viewer: Viewer = { kind: "member", workspaceId, memberId, userId, role, name: "Ola", email: `${userId}@example.com`, sessionId, locale: "en" };
  viewers.set(sessionId, viewer);
  return viewer;
}

interface Reading {
  readonly data: Record<string, unknown>[];
  failure: { readonly code: unknown; readonly extensions: Record<string, unknown> } | null;
  done: boolean;
  stop(): void;
}

function run(viewer: Viewer, query: string, variables: Record<string, unknown> = {}, process = processes[0]): Reading {
  const client = createClient({ url: process?.url ?? "", webSocketImpl: WebSocket, connectionParams: { authorization: viewer.sessionId }, retryAttempts: 0 });
  clients.push(client);
  const failWith = (error: unknown): void => {
    const extensions = (Array.isArray(error) ? error[0]?.extensions : undefined) ?? {};
    reading.failure = { code: extensions.code ?? String(error), extensions };
  };
  const reading: Reading = { data: [], failure: null, done: false, stop: () => undefined };
  reading.stop = client.subscribe<Record<string, unknown>>(
    { query, variables },
    {
      next: ({ data, errors }) => (errors ? failWith(errors) : data && reading.data.push(data)),
      error: failWith,
      complete: () => (reading.done = true),
    },
  );
  return reading;
}

const subscription = "subscription ($after: Cursor, $filter: InboxEventFilter) { inboxEvents(after: $after, filter: $filter) { id cursor type at actorName inboxId inbox { id } } }";
const happen = async (inbox: LogInbox, entries: readonly LogEntry[], process = processes[0]): Promise<string[]> => {
  const { ids } = await append(testDatabase().database, workspaceId, inbox, entries);
  process?.announce(workspaceId);
  return ids.map((id) => `event_${id.replaceAll("-", "")}`);
};
const many = (count: number): LogEntry[] => Array.from({ length: count }, () => ({}));
const event = (data: Record<string, unknown>) => data["inboxEvents"] as { id: string; cursor: string };
const idsOf = (reading: Reading): string[] => reading.data.map((data) => event(data).id);

async function logHead(viewer: Viewer): Promise<string> {
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
  const readings = [run(member, subscription, { after: head }), run(admin, subscription, { after: head }), run(admin, subscription, { after: head, filter: { kind: "TEAM" } })];
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
    const { nodes, pageInfo } = reading.data[0]?.["inboxEvents"] as { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
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
  await testDatabase().database.query("insert into workspace (id, name, slug, created_at) values ($1, 'Other', $2, now())", [workspaceId, `other-${workspaceId}`]);
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

test("a session that ends, and a right that is lost, end the subscription while nothing happens", async () => {
  const [out, lowered, gone, stays] = [await signIn("ADMIN"), await signIn("ADMIN"), await signIn("MEMBER"), await signIn("MEMBER")];
  const readings = [out, lowered, gone, stays].map((viewer) => run(viewer, subscription));
  const { database } = testDatabase();
  await new Promise((resolve) => setTimeout(resolve, 300));
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
  await new Promise((resolve) => setTimeout(resolve, 200));
  await happen(inbox, [{ type: "DISCONNECTED", more: { reason: "ACCESS_REVOKED", toState: "DISCONNECTED" } }]);
  await until(() => live.data.length === 1, "the owner is told");
  const told = live.data[0]?.["notificationAdded"] as { id: string; severity: string; href: string };
  expect(told).toMatchObject({ severity: "CRITICAL", href: "/settings/email", readAt: null });
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
    for (const [field, config] of Object.entries((schema.getType(name) as unknown as { getFields(): Record<string, { description?: string | null }> }).getFields())) {
      expect(config.description, `${name}.${field}`).toBeTruthy();
    }
  }
  expect(sdl).toContain("scalar Cursor");
  expect(sdl).not.toContain("DateTimeISO");
  expect(sdl).toContain("inboxEvents(");
});
