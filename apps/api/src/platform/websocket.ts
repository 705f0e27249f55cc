import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, Server } from "node:http";
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from "graphql";
import type { ServerOptions, SubscribePayload } from "graphql-ws";
import { type Extra as SocketExtra, useServer } from "graphql-ws/use/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { apiError } from "./api-error.ts";
import { createDocumentStore } from "./document-store.ts";
import type { ToPublicError } from "./graphql-errors.ts";
import type { CreateContext, Prepare, ReadViewer, RequestInfo } from "./request-info.ts";
import { createFreshSubscribe } from "./subscribe-fresh.ts";
import { localeHeader, workspaceHeader } from "./viewer.ts";

export interface WebSocketOptions<Context extends object> {
  readonly server: Server;
  readonly schema: GraphQLSchema;
  readonly readViewer: ReadViewer;
  readonly createContext: CreateContext<Context>;
  readonly prepare?: Prepare<Context> | undefined;
  readonly toPublicError: ToPublicError;
  readonly trustedOrigins: readonly string[];
}

export interface WebSockets {
  readonly count: () => number;
  /** Ends the sockets of a session that signed out (4403: the client must not come back by itself). */
  closeSession(sessionId: string): void;
  /** Ends all with 1001 (going away: come back elsewhere) and waits until they are gone, at most `limitMs`. */
  close(limitMs: number): Promise<void>;
}

const maxPayloadBytes = 256 * 1024;
const keepAliveMs = 15_000;
const subscriptionsPerSocket = 100;
/** For an event, who asks may be known from a moment ago: a subscription that has lost its right ends by itself. */
const eventMaxAgeMs = 1_000;

/** What a socket keeps of its connection_init. A type, since the protocol's library asks for an index signature. */
type Extra = {
  headers?: IncomingHttpHeaders;
  sessionId?: string;
};

/** A browser sends Origin, and our cookie with it to whatever page asks: so the page must be one of ours. */
function isTrusted(request: IncomingMessage, trustedOrigins: readonly string[]): boolean {
  const origin = request.headers.origin;
  return origin === undefined || trustedOrigins.includes(origin);
}

/** The headers of the upgrade, with what connection_init says in their place; an authorization there replaces the cookie. */
function headersOf(request: IncomingMessage, params: Readonly<Record<string, unknown>> | undefined): IncomingHttpHeaders {
  const { cookie, ...rest } = request.headers;
  const authorization = params?.["authorization"];
  const workspace = params?.["workspaceId"];
  const locale = params?.["locale"];
  return {
    ...rest,
    ...(typeof authorization === "string" ? { authorization } : cookie === undefined ? {} : { cookie }),
    ...(typeof workspace === "string" ? { [workspaceHeader]: workspace } : {}),
    ...(typeof locale === "string" ? { [localeHeader]: locale } : {}),
  };
}

function createDocumentReader(schema: GraphQLSchema): (query: string) => DocumentNode | readonly GraphQLError[] {
  const store = createDocumentStore();
  return (query) => {
    const known = store.get(query);
    if (known) return known;
    try {
      const document = parse(query);
      const errors = validate(schema, document);
      if (errors.length > 0) return errors.map((error) => withCode(error, "GRAPHQL_VALIDATION_FAILED"));
      store.set(query, document);
      return document;
    } catch (error) {
      if (error instanceof GraphQLError) return [withCode(error, "GRAPHQL_PARSE_FAILED")];
      throw error;
    }
  };
}

function tooMany(): GraphQLError {
  const message = `A socket carries at most ${subscriptionsPerSocket} operations at once.`;
  return apiError("RATE_LIMITED", message, { retryAfterSeconds: 1 });
}

interface ExecutionData {
  readonly data?: ExecutionResult["data"] | undefined;
  readonly extensions?: ExecutionResult["extensions"] | undefined;
}

function toPublicResult(
  errors: readonly (GraphQLError | GraphQLFormattedError)[],
  { data, extensions }: ExecutionData,
  toPublic: (error: GraphQLError | GraphQLFormattedError) => GraphQLFormattedError,
): FormattedExecutionResult {
  return {
    ...(data === undefined ? {} : { data }),
    ...(extensions === undefined ? {} : { extensions }),
    errors: errors.map(toPublic),
  };
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { nodes = null, source = null, positions = null } = error;
  return new GraphQLError(error.message, { nodes, source, positions, extensions: { ...error.extensions, code } });
}

/** Which sockets a session holds open. */
function createSessions() {
  const sockets = new Map<string, Set<WebSocket>>();
  return {
    add(sessionId: string, socket: WebSocket): void {
      sockets.set(sessionId, (sockets.get(sessionId) ?? new Set()).add(socket));
    },
    remove(sessionId: string, socket: WebSocket): void {
      const own = sockets.get(sessionId);
      own?.delete(socket);
      if (own?.size === 0) sockets.delete(sessionId);
    },
    of: (sessionId: string): readonly WebSocket[] => [...(sockets.get(sessionId) ?? [])],
  };
}

interface Operation {
  readonly headers: IncomingHttpHeaders;
  readonly document: DocumentNode;
  readonly traceId: string;
  readonly ip: string | null;
}

/** Runs operations; who asks is read anew for each one and for each event, since sockets live long. */
function createOperations<Context extends object>(options: WebSocketOptions<Context>) {
  const readDocument = createDocumentReader(options.schema);
  const operations = new WeakMap<object, Operation>();
  const createContext = async (operation: Operation, viewer: RequestInfo["viewer"]): Promise<Context> => {
    const { headers, traceId, document } = operation;
    const context = await options.createContext({ viewer, headers, traceId, ip: operation.ip, transport: "websocket" });
    operations.set(context, operation);
    await options.prepare?.(context, document);
    return context;
  };
  const start = async (
    { headers = {}, request }: Extra & { readonly request: IncomingMessage },
    openOperations: number,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> => {
    if (openOperations > subscriptionsPerSocket) return [tooMany()];
    const viewer = await options.readViewer(headers);
    if (!viewer) return [apiError("UNAUTHENTICATED", "Sign in first.")];
    const document = readDocument(payload.query);
    if (!("kind" in document)) return document;
    return {
      schema: options.schema,
      document,
      contextValue: await createContext({ headers, document, traceId: randomUUID(), ip: request.socket.remoteAddress ?? null }, viewer),
      variableValues: payload.variables ?? {},
      operationName: payload.operationName ?? null,
    };
  };
  const subscribe = createFreshSubscribe(async (context) => {
    const operation = operations.get(context);
    return operation ? createContext(operation, await options.readViewer(operation.headers, eventMaxAgeMs)) : context;
  });
  return { start, subscribe };
}

function createProtocol<Context extends object>(
  options: WebSocketOptions<Context>,
  sessions: ReturnType<typeof createSessions>,
): ServerOptions<Record<string, unknown> | undefined, SocketExtra & Partial<Extra>> {
  const operations = createOperations(options);
  const toPublic = (error: GraphQLError | GraphQLFormattedError): GraphQLFormattedError =>
    options.toPublicError(error instanceof GraphQLError ? error.toJSON() : error, error);
  return {
    onConnect: async ({ extra, connectionParams }) => {
      if (!isTrusted(extra.request, options.trustedOrigins)) return false;
      const headers = headersOf(extra.request, connectionParams);
      const viewer = await options.readViewer(headers);
      extra.headers = headers;
      if (viewer?.kind !== "member") return true;
      extra.sessionId = viewer.sessionId;
      sessions.add(viewer.sessionId, extra.socket);
      return true;
    },
    subscribe: operations.subscribe,
    onSubscribe: ({ extra, subscriptions }, _id, payload) => operations.start(extra, Object.keys(subscriptions).length, payload),
    onNext: (_context, _id, _payload, _args, result) => (result.errors ? toPublicResult(result.errors, result, toPublic) : undefined),
    onError: (_context, _id, _payload, errors) => errors.map(toPublic),
    onClose: ({ extra }) => {
      if (extra.sessionId) sessions.remove(extra.sessionId, extra.socket);
    },
  };
}

/** graphql-ws on the HTTP server's own port at /graphql, signed in by cookie or by connection_init's authorization. */
export function startWebSockets<Context extends object>(options: WebSocketOptions<Context>): WebSockets {
  const sessions = createSessions();
  const sockets = new WebSocketServer({ server: options.server, path: "/graphql", maxPayload: maxPayloadBytes });
  const protocol = useServer<Record<string, unknown> | undefined, Extra>(createProtocol(options, sessions), sockets, keepAliveMs);
  return {
    count: () => sockets.clients.size,
    closeSession(sessionId) {
      for (const socket of sessions.of(sessionId)) socket.close(4403, "Signed out");
    },
    async close(limitMs) {
      // A client that does not answer the closing handshake must not hold us.
      const late = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), limitMs);
      await protocol.dispose();
      clearTimeout(late);
    },
  };
}
