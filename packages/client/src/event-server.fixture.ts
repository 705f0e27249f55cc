import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema, execute, GraphQLError, graphql, type GraphQLSchema, parse } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { type WebSocket, WebSocketServer } from "ws";

/** The part of the public schema that the stream needs; that its documents fit the whole one is tested beside. */
const schema: GraphQLSchema = buildSchema(`
  scalar Cursor
  enum InboxKind { PERSONAL TEAM }
  input InboxEventFilter { inboxId: ID, sharedInboxId: ID, kind: InboxKind, types: [String!] }
  type Inbox { id: ID! address: String! kind: InboxKind! }
  type InboxEvent {
    id: ID! cursor: Cursor! type: String! at: String! inboxId: ID! inboxVersion: Int! fromState: String toState: String! reason: String
    providerCode: String fromProvider: String toProvider: String actorKind: String! actorName: String! grantId: ID inbox: Inbox
  }
  type Query { logHead: Cursor }
  type Mutation { turnOffInbox(id: ID!): ID }
  type Subscription { inboxEvents(after: Cursor, filter: InboxEventFilter): InboxEvent }
`);

export interface EventServer {
  readonly url: string;
  /** Writes so many events to the log. */
  write(count: number): void;
  /** Cuts all sockets, as a network does. */
  cut(): void;
  /** Closes all sockets with a code. */
  close(code: number, reason: string): void;
  /** Every subscription from now on is refused with this code; null: none is. */
  refuse(code: string | null): void;
  /** Hands out this event twice in a row after each resume, as a clumsy server would. */
  repeatOnResume(): void;
  /** The cursors that subscriptions began after. */
  readonly startedAfter: readonly (string | null)[];
  /** The authorization that each connection or request came with. */
  readonly authorizations: readonly string[];
  readonly cookies: readonly string[];
  readonly open: () => number;
  stop(): Promise<void>;
}

function toEvent(position: number) {
  const common = {
    type: "TURNED_OFF",
    at: "2026-01-02T03:04:05.000Z",
    inboxId: "i1",
    inboxVersion: position,
    fromState: "CONNECTED",
    toState: "OFF",
  };
  return { id: `e${position}`, cursor: String(position), ...common, actorKind: "MEMBER", actorName: "Ola" };
}

function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString())).on("end", () => resolve(text));
  });
}

interface Body {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

function createLog() {
  let head = 0;
  const waiting = new Set<() => void>();
  return {
    head: () => head,
    write(count: number): void {
      head += count;
      for (const wake of [...waiting]) wake();
    },
    async *readAfter(position: number, repeat: boolean) {
      if (repeat && position > 0) yield { inboxEvents: toEvent(position) };
      for (let next = position + 1; ; next += 1) {
        while (next > head) {
          await new Promise<void>((resolve) => {
            const wake = (): void => {
              waiting.delete(wake);
              resolve();
            };
            waiting.add(wake);
          });
        }
        yield { inboxEvents: toEvent(next) };
      }
    },
  };
}

/** A real graphql-ws server over a log in memory, that can be told to misbehave. */
export async function startEventServer(): Promise<EventServer> {
  const log = createLog();
  const [startedAfter, authorizations, cookies]: [(string | null)[], string[], string[]] = [[], [], []];
  let refusal: string | null = null;
  let repeat = false;
  const rootValue = {
    logHead: () => String(log.head()),
    turnOffInbox: ({ id }: { id: string }) => {
      if (id === "stale") throw new GraphQLError("Somebody was faster.", { extensions: { code: "CONFLICT", version: 7 } });
      return id;
    },
  };
  const http: Server = createServer((request, response) => {
    authorizations.push(request.headers.authorization ?? "");
    cookies.push(request.headers.cookie ?? "");
    void readText(request).then(async (text) => {
      const { query, variables } = JSON.parse(text) as Body;
      const result = await graphql({ schema, rootValue, source: query, variableValues: variables });
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result));
    });
  });
  const sockets = new WebSocketServer({ server: http });
  const protocol = useServer(
    {
      schema,
      execute,
      onConnect: ({ connectionParams, extra }) => {
        authorizations.push(String(connectionParams?.["authorization"] ?? ""));
        cookies.push(extra.request.headers.cookie ?? "");
        return true;
      },
      onSubscribe: (_context, _id, payload) => {
        if (refusal !== null) return [new GraphQLError(`Refused: ${refusal}`, { extensions: { code: refusal } })];
        return { schema, document: parse(payload.query), variableValues: payload.variables ?? {} };
      },
      subscribe: ({ variableValues }) => {
        const after = typeof variableValues?.["after"] === "string" ? variableValues["after"] : null;
        startedAfter.push(after);
        const stream = log.readAfter(after === null ? log.head() : Number(after), repeat);
        const results = (async function* toResults() {
          for await (const { inboxEvents } of stream) yield { data: { inboxEvents } };
        })();
        return Promise.resolve(results);
      },
    },
    sockets,
  );
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const each = (act: (socket: WebSocket) => void): void => sockets.clients.forEach(act);
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`,
    write: log.write,
    cut: () => each((socket) => socket.terminate()),
    close: (code, reason) => each((socket) => socket.close(code, reason)),
    refuse: (code) => (refusal = code),
    repeatOnResume: () => (repeat = true),
    startedAfter,
    authorizations,
    cookies,
    open: () => sockets.clients.size,
    async stop() {
      each((socket) => socket.terminate());
      await protocol.dispose();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
