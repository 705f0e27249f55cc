import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buildSchema, execute, type ExecutionArgs, GraphQLError, graphql, type GraphQLSchema, parse } from "graphql";
import { createHandler } from "graphql-sse/lib/use/http";
import { useServer } from "graphql-ws/use/ws";
import { type WebSocket, WebSocketServer } from "ws";

/** The API's own schema, as it is printed. */
const schema: GraphQLSchema = buildSchema(readFileSync(new URL("../../../apps/api/schema.graphql", import.meta.url), "utf8"));

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

function refusalDetails(code: string) {
  return code === "CURSOR_EXPIRED" ? { code, oldest: "3" } : { code };
}

/** So many inboxes there are. */
export const inboxCount = 250;

function toInbox(number: number) {
  const state = {
    state: "CONNECTED",
    stateChangedAt: "2026-01-02T03:04:05.000Z",
    version: 1,
    providerAccess: "GRANTED",
    allowedActions: [],
  };
  return { id: `i${number}`, kind: "PERSONAL", address: `${number}@example.test`, provider: "IMAP", ...state };
}

function toPage(first: number, after: string | null) {
  const from = Number(after ?? 0);
  const nodes = Array.from({ length: Math.min(first, inboxCount - from) }, (_, index) => toInbox(from + index + 1));
  const [to, more] = [from + nodes.length, { hasPreviousPage: from > 0, startCursor: null }];
  return { totalCount: inboxCount, edges: [], nodes, pageInfo: { hasNextPage: to < inboxCount, endCursor: String(to), ...more } };
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
    inboxes: ({ first, after }: { first: number; after: string | null }) => {
      log.write(1);
      return toPage(first, after);
    },
    turnOffInbox: ({ input: { inboxId } }: { input: { inboxId: string } }) => {
      if (inboxId === "stale") throw new GraphQLError("Somebody was faster.", { extensions: { code: "CONFLICT", version: 7 } });
      return { inbox: toInbox(1) };
    },
  };
  const refused = () => (refusal === null ? null : new GraphQLError(`Refused: ${refusal}`, { extensions: refusalDetails(refusal) }));
  const open = ({ variableValues }: ExecutionArgs) => {
    const after = typeof variableValues?.["after"] === "string" ? variableValues["after"] : null;
    startedAfter.push(after);
    const events = log.readAfter(after === null ? log.head() : Number(after), repeat);
    return (async function* toResults() {
      for await (const { inboxEvents } of events) yield { data: { inboxEvents } };
    })();
  };
  const stream = createHandler({
    schema,
    onSubscribe: (request, { query, variables }) => {
      const [header, error] = [request.raw.headers.authorization ?? "", refused()];
      authorizations.push(header);
      const unauthorized = { status: 401, statusText: "Unauthorized" };
      if (header === "Bearer none") return [null, unauthorized];
      if (header === "Bearer old")
        return [JSON.stringify({ errors: [{ message: "Key ended.", extensions: { code: "UNAUTHENTICATED" } }] }), unauthorized];
      if (error) return { data: null, errors: [error] };
      return { schema, document: parse(query), variableValues: variables ?? {} };
    },
    subscribe: (args) => open(args),
  });
  const streams = new Set<ServerResponse>();
  const http: Server = createServer((request, response) => {
    if (request.url === "/graphql/stream") {
      streams.add(response.once("close", () => streams.delete(response)));
      // A stream that is cut ends the library's loop by an error.
      return void stream(request, response).catch(() => undefined);
    }
    authorizations.push(request.headers.authorization ?? "");
    cookies.push(request.headers.cookie ?? "");
    return void readText(request).then(async (text) => {
      const { query, variables } = JSON.parse(text) as Body;
      if (query.includes("Health")) return;
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
        const error = refused();
        return error ? [error] : { schema, document: parse(payload.query), variableValues: payload.variables ?? {} };
      },
      subscribe: (args) => Promise.resolve(open(args)),
    },
    sockets,
  );
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const each = (act: (socket: WebSocket) => void): void => sockets.clients.forEach(act);
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`,
    write: log.write,
    cut() {
      each((socket) => socket.terminate());
      for (const response of streams) response.destroy();
    },
    close: (code, reason) => each((socket) => socket.close(code, reason)),
    refuse: (code) => (refusal = code),
    repeatOnResume: () => (repeat = true),
    startedAfter,
    authorizations,
    cookies,
    open: () => sockets.clients.size + streams.size,
    async stop() {
      each((socket) => socket.terminate());
      await protocol.dispose();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
