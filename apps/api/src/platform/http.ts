import { randomUUID } from "node:crypto";
import { Socket } from "node:net";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Env } from "../env.ts";
import type { Auth } from "../people/auth.ts";
import { registerAuthRoutes } from "../people/auth-routes.ts";
import { createApollo } from "./apollo.ts";
import type { Database } from "./database.ts";
import { registerEventStreams } from "./event-stream-route.ts";
import { registerGraphqlRoute } from "./graphql-route.ts";
import { createToPublicError, type ToPublicError } from "./graphql-errors.ts";
import { registerHealth } from "./health.ts";
import type { Logger } from "./logger.ts";
import { type Metric, registerMetrics } from "./metrics.ts";
import type { CreateContext, Prepare, ReadViewer } from "./request-info.ts";
import { registerRehearsalProxy } from "./sandbox-proxy.ts";
import { registerSecurityHeaders } from "./security-headers.ts";
import type { ViewerWatch } from "./viewer-watch.ts";
import type { ViewerReader } from "./viewer.ts";
import { registerWebApp } from "./web-app.ts";
import { startWebSockets, type WebSockets } from "./websocket.ts";

/** A feature's own HTTP paths, such as /connect/… */
export type RegisterRoutes = (app: FastifyInstance) => void | Promise<void>;

export interface HttpOptions<Context extends object> {
  readonly env: Pick<Env, "publicUrl" | "trustedOrigins" | "trustProxy" | "rehearsalUrl">;
  readonly log: Logger;
  readonly database: Pick<Database, "query">;
  readonly auth: Pick<Auth, "handler">;
  readonly viewers: ViewerReader;
  /** What ends connections whose viewer is none any more. */
  readonly watch: Pick<ViewerWatch, "watch" | "forget">;
  /** Who asks, on both transports. Default: `viewers.read`. */
  readonly readViewer?: ReadViewer;
  readonly schema: GraphQLSchema;
  readonly createContext: CreateContext<Context>;
  readonly prepare?: Prepare<Context> | undefined;
  readonly routes?: readonly RegisterRoutes[];
  /** The features' own, without a registry. */
  readonly metrics?: readonly Metric[];
  /** The built web app. */
  readonly webFolder: string;
}

export interface Http {
  readonly app: FastifyInstance;
  /** Answers the address, with the port that was taken. `localhost` is both of this machine's own addresses. */
  listen(at: { readonly port: number; readonly host: "localhost" | "::" }): Promise<string>;
  /** Not ready any more; sockets end with 1001; what is in flight has 10 s to end; then all is closed. */
  close(): Promise<void>;
}

const bodyLimitBytes = 1024 * 1024;
const closeLimitMs = 10_000;
const socketCloseLimitMs = 3_000;

function createApp({ env, log }: Pick<HttpOptions<object>, "env" | "log">): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = log;
  const app = Fastify({
    loggerInstance,
    bodyLimit: bodyLimitBytes,
    trustProxy: env.trustProxy,
    genReqId: () => randomUUID(),
    // A logger of its own for each request would cost more than all else that logging does; the lines name the request.
    childLoggerFactory: (logger) => logger,
    forceCloseConnections: "idle",
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.setErrorHandler((error: { statusCode?: number; code?: string; message: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ error: error.code ?? "BAD_REQUEST", message: error.message });
    request.log.error({ err: error, traceId: request.id }, "A request failed");
    const message = `Something went wrong on our side; tell support ${request.id} if it goes on.`;
    return reply.code(status).send({ error: "INTERNAL_SERVER_ERROR", message, traceId: request.id });
  });
  return app;
}

/** One line for each request; GraphQL ones that went well only at level debug, since they are most of the load. */
function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", (request, reply, done) => {
    const quiet = reply.statusCode < 400 && (request.routeOptions.url === "/graphql" || request.routeOptions.logLevel === "warn");
    const line = { req: request, res: reply, ms: Math.round(reply.elapsedTime) };
    if (quiet) request.log.debug(line, "request");
    else request.log.info(line, "request");
    done();
  });
}

/** All connections that ever carried a request and are still open, so that late ones can be cut off. */
function trackConnections(app: FastifyInstance): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  app.addHook("onRequest", (request, _reply, done) => {
    const { socket } = request.raw;
    // A request that was injected comes without a connection.
    if (!open.has(socket) && socket instanceof Socket) {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
    }
    done();
  });
  return open;
}

async function listenAt(app: FastifyInstance, port: number, host: string): Promise<string> {
  try {
    return await app.listen({ port, host, listenTextResolver: (address) => `Listening at ${address}` });
  } catch (error) {
    const noIpv6 = error instanceof Error && "code" in error && error.code === "EAFNOSUPPORT";
    if (host === "::" && noIpv6) return app.listen({ port, host: "0.0.0.0" });
    throw error;
  }
}

async function registerGraphql<Context extends object>(
  app: FastifyInstance,
  options: HttpOptions<Context>,
  readViewer: ReadViewer,
  toPublicError: ToPublicError,
): Promise<void> {
  const apollo = createApollo<Context>({ schema: options.schema, toPublicError, log: options.log, prepare: options.prepare });
  await apollo.start();
  app.addHook("onClose", () => apollo.stop());
  registerGraphqlRoute(app, apollo, async (request) =>
    options.createContext({
      viewer: await readViewer(request.headers),
      headers: request.headers,
      ip: request.ip,
      transport: "http",
    }),
  );
}

/** The transports whose answers go on: the two that follow, and what ends with a session. */
interface LiveTransports {
  closeSession(sessionId: string): void;
  /** Once all else stands: sockets share the server's port. */
  open(): void;
  close(): Promise<void>;
}

function createLiveTransports<Context extends object>(
  app: FastifyInstance,
  { schema, createContext, prepare, watch, env: { trustedOrigins } }: HttpOptions<Context>,
  readViewer: ReadViewer,
  toPublicError: ToPublicError,
): LiveTransports {
  const live = { schema, readViewer, watch, createContext, prepare, toPublicError, trustedOrigins };
  const streams = registerEventStreams(app, live);
  let sockets: WebSockets | null = null;
  return {
    closeSession(sessionId) {
      sockets?.closeSession(sessionId);
      streams.closeSession(sessionId);
    },
    open() {
      sockets = startWebSockets({ server: app.server, onError: (error) => app.log.error({ err: error }, "A socket failed"), ...live });
    },
    async close() {
      streams.close();
      await sockets?.close(socketCloseLimitMs);
    },
  };
}

/** The one HTTP server: GraphQL on all transports, sign-in, health, metrics, the features' paths, the web app. */
export async function buildHttp<Context extends object>(options: HttpOptions<Context>): Promise<Http> {
  const { env, log, database, auth, viewers } = options;
  const app = createApp(options);
  const readViewer = options.readViewer ?? ((headers) => viewers.read(headers));
  const toPublicError = createToPublicError(log);
  let shuttingDown = false;
  const connections = trackConnections(app);
  logRequests(app);
  registerSecurityHeaders(app, env.publicUrl);
  const registry = registerMetrics(app);
  for (const metric of options.metrics ?? []) registry.registerMetric(metric);
  registerHealth(app, { database, isShuttingDown: () => shuttingDown });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    // What was in flight ends with its connection; kept alive, it would hold the server open.
    if (shuttingDown) reply.header("connection", "close");
    done();
  });
  const live = createLiveTransports(app, options, readViewer, toPublicError);
  const onSignedOut = (sessionId: string): void => live.closeSession(sessionId);
  registerAuthRoutes(app, { auth, viewers, publicUrl: env.publicUrl, onSignedOut, now: Date.now });
  await registerGraphql(app, options, readViewer, toPublicError);
  for (const register of options.routes ?? []) await register(app);
  if (env.rehearsalUrl) await registerRehearsalProxy(app, env.rehearsalUrl);
  await registerWebApp(app, options.webFolder);
  await app.ready();
  live.open();
  return {
    app,
    listen: ({ port, host }) => listenAt(app, port, host),
    async close() {
      shuttingDown = true;
      const late = setTimeout(() => {
        connections.forEach((socket) => socket.destroy());
        // Also those that never asked for anything.
        app.server.closeAllConnections();
      }, closeLimitMs);
      await Promise.all([live.close(), app.close()]);
      clearTimeout(late);
    },
  };
}
