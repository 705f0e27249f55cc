import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type ExecutionResult, GraphQLError } from "graphql";
import { apiError } from "./api-error.ts";
import { EventStreamResponse } from "./event-stream-response.ts";
import { EventStreamSink } from "./event-stream-sink.ts";
import { createLiveOperations, type LiveOperationsOptions, type Started, type StartOperation } from "./live-operations.ts";
import { toGraphqlError, toPublicResult } from "./public-result.ts";
import type { ReadViewer } from "./request-info.ts";
import { lastWordsMs } from "./signed-in-socket.ts";
import { SocketPressure } from "./socket-sink.ts";
import { parseStreamRequest } from "./stream-request.ts";
import { isTrustedOrigin } from "./trusted-origin.ts";
import type { Watcher } from "./viewer-watch.ts";
import type { Viewer } from "./viewer.ts";

export interface EventStreamOptions<Context extends object> extends LiveOperationsOptions<Context> {
  readonly trustedOrigins: readonly string[];
}

export interface EventStreams {
  readonly count: () => number;
  /** Ends the streams of a session that signed out. */
  closeSession(sessionId: string): void;
  /** Ends all; the clients come back elsewhere. */
  close(): void;
}

const streamsPerViewer = 100;
const bodyLimitBytes = 256 * 1024;

/** An open stream, and whose it is. */
class Open implements Watcher {
  viewer: Viewer;
  readonly response: EventStreamResponse;

  constructor(viewer: Viewer, response: EventStreamResponse) {
    this.viewer = viewer;
    this.response = response;
  }

  /** The stream itself says why it ends; one that is not read by then is cut off. */
  lose(): void {
    setTimeout(() => this.response.close(), lastWordsMs).unref();
  }

  become(now: Viewer): void {
    this.viewer = now;
  }
}

function whoseKey(viewer: Viewer): string {
  return viewer.kind === "member" ? viewer.sessionId : viewer.keyId;
}

function statusOf(error: unknown): number {
  const code = error instanceof GraphQLError ? error.extensions["code"] : null;
  return code === "UNAUTHENTICATED" ? 401 : code === "RATE_LIMITED" ? 429 : 400;
}

/** GraphQL over Server-Sent Events ("distinct connections"), for networks that block WebSockets: same resolvers, same groups. */
class Streams<Context extends object> implements EventStreams {
  readonly #options: EventStreamOptions<Context>;
  readonly #start: StartOperation;
  readonly #open = new Set<Open>();
  readonly #readViewer: ReadViewer;

  constructor(options: EventStreamOptions<Context>) {
    this.#options = options;
    this.#start = createLiveOperations(options);
    this.#readViewer = options.readViewer;
  }

  readonly count = (): number => this.#open.size;

  closeSession(sessionId: string): void {
    for (const { viewer, response } of this.#open) if (viewer.kind === "member" && viewer.sessionId === sessionId) response.end();
  }

  close(): void {
    for (const { response } of this.#open) response.end();
  }

  async handle(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    try {
      if (!isTrustedOrigin(request.headers, this.#options.trustedOrigins)) return await reply.code(403).send(this.#refusal(foreignPage()));
      const { headers, ip } = request;
      const asked = parseStreamRequest(request);
      const viewer = await this.#readViewer(headers);
      if (!viewer) throw apiError("UNAUTHENTICATED", "Sign in first.");
      this.#assertFew(viewer);
      reply.hijack();
      const ending = new AbortController();
      const response = new EventStreamResponse(reply.raw, () => {
        this.#options.watch.forget(open);
        this.#open.delete(open);
        ending.abort();
      });
      const open = new Open(viewer, response);
      this.#options.watch.watch(open);
      this.#open.add(open);
      await this.#run(() => this.#start({ headers, ip, transport: "http" }, asked), response, ending.signal);
      return undefined;
    } catch (error) {
      if (!(error instanceof GraphQLError) || reply.sent) throw error;
      return reply.code(statusOf(error)).send(this.#refusal(error));
    }
  }

  #assertFew(viewer: Viewer): void {
    const own = [...this.#open].filter((open) => whoseKey(open.viewer) === whoseKey(viewer)).length;
    if (own >= streamsPerViewer)
      throw apiError("RATE_LIMITED", `At most ${streamsPerViewer} streams at once for one session or key.`, { retryAfterSeconds: 1 });
  }

  #refusal(error: GraphQLError): object {
    return toPublicResult({ errors: [error] }, this.#options.toPublicError);
  }

  async #run(start: () => ReturnType<StartOperation>, response: EventStreamResponse, signal: AbortSignal): Promise<void> {
    const pressure = new SocketPressure(response, response);
    const [sink, own] = [new EventStreamSink(pressure), new EventStreamSink(pressure)];
    const tell = (result: ExecutionResult): void => own.next(JSON.stringify(toPublicResult(result, this.#options.toPublicError)));
    try {
      const started = await start();
      if ("kind" in started) await this.#answer(started, sink, tell, signal);
      else tell({ errors: started });
    } catch (error) {
      tell({ errors: [toGraphqlError(error)] });
      // A failure of our own is no end: without `complete` the client comes back.
      if (!(error instanceof GraphQLError)) return response.end();
    }
    response.complete();
  }

  async #answer(started: Started, sink: EventStreamSink, tell: (result: ExecutionResult) => void, signal: AbortSignal): Promise<void> {
    if (started.kind === "answered") return tell(started.result);
    if (started.kind === "shared") {
      const joined = started.source.join(started.operation, sink);
      signal.addEventListener("abort", () => joined.leave(), { once: true });
      if (signal.aborted) joined.leave();
      // How it ended is told after what came before.
      return sink.ended;
    }
    const { results } = started;
    signal.addEventListener("abort", () => void results.return?.(), { once: true });
    // Who left while it began is heard no more.
    if (signal.aborted) return void (await results.return?.());
    for await (const result of results) {
      tell(result);
      if (sink.isBusy()) await sink.drained();
    }
  }
}

function foreignPage(): GraphQLError {
  return apiError("FORBIDDEN", "This page may not use your session here.");
}

/** Serves /graphql/stream. */
export function registerEventStreams<Context extends object>(app: FastifyInstance, options: EventStreamOptions<Context>): EventStreams {
  const streams = new Streams(options);
  app.route({
    url: "/graphql/stream",
    method: ["GET", "POST"],
    bodyLimit: bodyLimitBytes,
    handler: (request, reply) => streams.handle(request, reply),
  });
  return streams;
}
