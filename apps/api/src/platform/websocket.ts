import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, Server } from "node:http";
import {
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
  validate,
} from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { type WebSocket, WebSocketServer } from "ws";
import { apiError } from "./api-error.ts";
import { createDocumentStore } from "./document-store.ts";
import type { ToPublicError } from "./graphql-errors.ts";
import type { CreateContext, ReadViewer } from "./request-info.ts";
import { workspaceHeader } from "./viewer.ts";

export interface WebSocketOptions<Context extends object> {
  readonly server: Server;
  readonly schema: GraphQLSchema;
  readonly readViewer: ReadViewer;
  readonly createContext: CreateContext<Context>;
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
  return {
    ...rest,
    ...(typeof authorization === "string" ? { authorization } : cookie === undefined ? {} : { cookie }),
    ...(typeof workspace === "string" ? { [workspaceHeader]: workspace } : {}),
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

/** graphql-ws on the HTTP server's own port at /graphql, signed in by cookie or by connection_init's authorization. */
export function startWebSockets<Context extends object>(options: WebSocketOptions<Context>): WebSockets {
  const sessions = new Map<string, Set<WebSocket>>();
  const sockets = new WebSocketServer({ server: options.server, path: "/graphql", maxPayload: maxPayloadBytes });
  const readDocument = createDocumentReader(options.schema);
  const toPublic = (error: GraphQLError | GraphQLFormattedError): GraphQLFormattedError =>
    options.toPublicError(error instanceof GraphQLError ? error.toJSON() : error, error);
  const protocol = useServer<Record<string, unknown> | undefined, Extra>(
    {
      onConnect: async ({ extra, connectionParams }) => {
        if (!isTrusted(extra.request, options.trustedOrigins)) return false;
        const headers = headersOf(extra.request, connectionParams);
        const viewer = await options.readViewer(headers);
        extra.headers = headers;
        if (viewer) {
          extra.sessionId = viewer.sessionId;
          sessions.set(viewer.sessionId, (sessions.get(viewer.sessionId) ?? new Set()).add(extra.socket));
        }
        return true;
      },
      onSubscribe: async ({ extra, subscriptions }, _id, payload) => {
        if (Object.keys(subscriptions).length > subscriptionsPerSocket) {
          return [tooMany()];
        }
        const headers = extra.headers ?? {};
        const viewer = await options.readViewer(headers);
        if (!viewer) return [apiError("UNAUTHENTICATED", "Sign in first.")];
        const document = readDocument(payload.query);
        if (!("kind" in document)) return document;
        const contextValue = await options.createContext({ viewer, headers, traceId: randomUUID(), transport: "websocket" });
        return {
          schema: options.schema,
          document,
          contextValue,
          variableValues: payload.variables ?? {},
          operationName: payload.operationName ?? null,
        };
      },
      onNext: (_context, _id, _payload, _args, result) =>
        result.errors ? toPublicResult(result.errors, result, toPublic) : undefined,
      onError: (_context, _id, _payload, errors) => errors.map(toPublic),
      onClose: ({ extra }) => {
        const own = sessions.get(extra.sessionId ?? "");
        own?.delete(extra.socket);
        if (own?.size === 0) sessions.delete(extra.sessionId ?? "");
      },
    },
    sockets,
    keepAliveMs,
  );
  return {
    count: () => sockets.clients.size,
    closeSession(sessionId) {
      for (const socket of sessions.get(sessionId) ?? []) socket.close(4403, "Signed out");
    },
    async close(limitMs) {
      // A client that does not answer the closing handshake must not hold us.
      const late = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), limitMs);
      await protocol.dispose();
      clearTimeout(late);
    },
  };
}
