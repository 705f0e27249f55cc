import "reflect-metadata";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { durations, type Role } from "@relink/domain";
import type { GraphQLSchema } from "graphql";
import { type Client, createClient } from "graphql-ws";
import { buildSchema } from "type-graphql";
import { WebSocket } from "ws";
import { createEventHub } from "../src/events/event-hub.ts";
import { createEventLog } from "../src/events/event-log.store.ts";
import { createEventStreams } from "../src/events/event-streams.ts";
import { createFanOut } from "../src/events/fan-out.ts";
import { InboxEventFieldsResolver } from "../src/events/inbox-event-fields.resolver.ts";
import type { EventContext } from "../src/events/inbox-event.ports.ts";
import { InboxEventResolver } from "../src/events/inbox-event.resolver.ts";
import { createTakeLogHead } from "../src/events/take-log-head.ts";
import { createNotificationFeed } from "../src/notify/notification-feed.ts";
import { NotificationFieldsResolver } from "../src/notify/notification-fields.resolver.ts";
import type { NotificationContext } from "../src/notify/notification.ports.ts";
import { NotificationResolver } from "../src/notify/notification.resolver.ts";
import { createNotificationStore } from "../src/notify/notification.store.ts";
import { createNotificationStreams } from "../src/notify/read-notifications.ts";
import { createRelay } from "../src/notify/relay.ts";
import { createBus } from "../src/platform/bus.ts";
import { createCursors } from "../src/platform/cursor.ts";
import type { Database } from "../src/platform/database.ts";
import { newId } from "../src/platform/new-id.ts";
import { DateTimeScalar } from "../src/platform/scalars.ts";
import { createTransactions } from "../src/platform/transaction.ts";
import { createViewerWatch } from "../src/platform/viewer-watch.ts";
import type { MemberViewer } from "../src/platform/viewer.ts";
import { startWebSockets, type WebSockets } from "../src/platform/websocket.ts";
import type { TestDatabase } from "./test-database.ts";

const cursors = createCursors(randomBytes(32));
const viewers = new Map<string, MemberViewer>();

function refuse(): never {
  throw new Error("Every subscription brings its own stream.");
}

export interface LiveProcess {
  readonly url: string;
  readonly announce: (workspaceId: string) => void;
  /** How many groups of followers are told together. */
  readonly groups: () => number;
  readonly sockets: Pick<WebSockets, "count" | "waitingBytes">;
  /** Which inboxes were asked for, each once for each operation or event. */
  readonly inboxLoads: string[];
  close(): Promise<void>;
}

/** The schema of events and notifications alone. */
export function buildLiveSchema(database: Database): Promise<GraphQLSchema> {
  const store = createNotificationStore(database);
  const instances = new Map<unknown, object>([
    [InboxEventResolver, new InboxEventResolver({ log: createEventLog(database), cursors })],
    [NotificationResolver, new NotificationResolver({ store, bus: { changed: () => undefined }, now: () => new Date() })],
    [InboxEventFieldsResolver, new InboxEventFieldsResolver()],
    [NotificationFieldsResolver, new NotificationFieldsResolver()],
  ]);
  return buildSchema({
    resolvers: [InboxEventResolver, InboxEventFieldsResolver, NotificationResolver, NotificationFieldsResolver],
    container: { get: (type) => instances.get(type) },
    scalarsMap: [{ type: Date, scalar: DateTimeScalar }],
    pubSub: { publish: refuse, subscribe: refuse },
    validate: false,
  });
}

/** What one process is, as far as live operations go: its own bus, hub, relay and sockets on the one database. */
export async function createLiveProcess(
  { database, appUrl }: TestDatabase,
  schema: GraphQLSchema,
  keepAliveMs = 15_000,
): Promise<LiveProcess> {
  const onError = (error: unknown) => console.error(error);
  const bus = createBus({ url: appUrl, onError });
  const log = createEventLog(database);
  const hub = createEventHub({ log, bus, onError });
  const watch = createViewerWatch({ database, now: () => new Date(), onError, everyMs: 100 });
  const feed = createNotificationFeed({ store: createNotificationStore(database), bus, now: () => new Date(), onError });
  const relay = createRelay({ database, transactions: createTransactions(database), bus, now: Date.now, durations, onError });
  relay.start();
  const fanOut = createFanOut({ hub, log, watch, cursors, onError });
  const streams = { ...createEventStreams({ hub, fanOut, cursors, watch }), ...createNotificationStreams({ feed, watch }) };
  const inboxLoads: string[] = [];
  const server = createServer();
  const sockets = startWebSockets<EventContext & NotificationContext>({
    server,
    schema,
    trustedOrigins: [],
    keepAliveMs,
    onError,
    watch,
    readViewer: async (headers) => viewers.get(String(headers.authorization)) ?? null,
    prepare: createTakeLogHead({ log, cursors }),
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
    groups: fanOut.groups,
    sockets,
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

/** A person of this workspace with a session. */
export async function signIn(database: Database, workspaceId: string, role: Role): Promise<MemberViewer> {
  const [userId, memberId, sessionId, token] = [newId(), newId(), newId(), newId()];
  await database.query(
    "insert into user_account (id, name, email, email_verified, created_at, updated_at) values ($1, 'Ola', $2, true, now(), now())",
    [userId, `${userId}@example.com`],
  );
  await database.query("insert into member (workspace_id, id, user_id, role, joined_at) values ($1, $2, $3, $4, now())", [
    workspaceId,
    memberId,
    userId,
    role,
  ]);
  await database.query(
    "insert into session (id, token, user_id, expires_at, created_at, updated_at) values ($1, $2, $3, now() + interval '1 hour', now(), now())",
    [sessionId, token, userId],
  );
  const viewer: MemberViewer = {
    kind: "member",
    workspaceId,
    memberId,
    userId,
    role,
    name: "Ola",
    email: `${userId}@example.com`,
    sessionId,
    locale: "en",
  };
  viewers.set(sessionId, viewer);
  return viewer;
}

/** What an operation has answered so far. */
export interface Reading {
  readonly data: Record<string, unknown>[];
  failure: { readonly code: unknown; readonly extensions: Record<string, unknown> } | null;
  done: boolean;
  stands: boolean;
  stop(): void;
}

const clients: Client[] = [];

export async function closeClients(): Promise<void> {
  await Promise.all(clients.splice(0).map((client) => client.dispose()));
}

/** Runs an operation as this viewer, on a socket of its own; `stands` once what was asked after it was answered. */
export function run(viewer: MemberViewer, query: string, variables: Record<string, unknown>, process: LiveProcess): Reading {
  const client = createClient({
    url: process.url,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: viewer.sessionId },
    retryAttempts: 0,
  });
  clients.push(client);
  const failWith = (error: unknown): void => {
    const extensions = (Array.isArray(error) ? error[0]?.extensions : undefined) ?? {};
    reading.failure = { code: extensions.code ?? String(error), extensions };
  };
  const reading: Reading = { data: [], failure: null, done: false, stands: false, stop: () => undefined };
  reading.stop = client.subscribe<Record<string, unknown>>(
    { query, variables },
    {
      next: ({ data, errors }) => (errors ? failWith(errors) : data && reading.data.push(data)),
      error: failWith,
      complete: () => (reading.done = true),
    },
  );
  const stands = (): void => void (reading.stands = true);
  client.subscribe({ query: "{ __typename }" }, { next: stands, error: stands, complete: () => undefined });
  return reading;
}
