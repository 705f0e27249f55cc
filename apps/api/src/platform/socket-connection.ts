import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { ExecutionResult, GraphQLError } from "graphql";
import { CloseCode, type Message, MessageType, parseMessage, type SubscribePayload } from "graphql-ws";
import type { WebSocket } from "ws";
import { apiError } from "./api-error.ts";
import type { ToPublicError } from "./graphql-errors.ts";
import type { Asked, Origin, StartOperation } from "./live-operations.ts";
import { toGraphqlError } from "./public-result.ts";
import type { ReadViewer } from "./request-info.ts";
import { SignedInSocket } from "./signed-in-socket.ts";
import { type OperationOwner, SocketOperation, toOpening } from "./socket-operation.ts";
import { SocketPressure } from "./socket-sink.ts";
import { FramedConnection } from "./text-frames.ts";
import { isTrustedOrigin } from "./trusted-origin.ts";
import type { ViewerWatch } from "./viewer-watch.ts";
import { localeHeader, workspaceHeader } from "./viewer.ts";

/** What all connections share. */
export interface SocketNeeds {
  readonly start: StartOperation;
  readonly readViewer: ReadViewer;
  readonly watch: Pick<ViewerWatch, "watch" | "forget">;
  readonly trustedOrigins: readonly string[];
  readonly toPublicError: ToPublicError;
  readonly onError: (error: unknown) => void;
}

const initialisationLimitMs = 3_000;
/** RFC 6455's registry: "try again later". After the protocol's own 4500 its clients would not, and a database that was away for a second is back. */
const tryLaterCode = 1013;
const operationsPerSocket = 100;
/** Of an operation, in characters; clients draw UUIDs. */
const longestId = 1_024;

function toMessage(text: string): Message | null {
  try {
    const message = parseMessage(text);
    return "id" in message && message.id.length > longestId ? null : message;
  } catch {
    return null;
  }
}

/**
 * Of the upgrade's headers those that say who asks (the rest need not be kept as long as the socket), with what
 * connection_init says in their place; an authorization there replaces the cookie.
 */
function headersOf(request: IncomingMessage, params: Readonly<Record<string, unknown>> | null | undefined): IncomingHttpHeaders {
  const kept = ["authorization", "cookie", workspaceHeader, localeHeader].filter((name) => request.headers[name] !== undefined);
  const { cookie, ...rest }: IncomingHttpHeaders = Object.fromEntries(kept.map((name) => [name, request.headers[name]]));
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

function tooMany(): GraphQLError {
  const message = `A socket carries at most ${operationsPerSocket} operations at once.`;
  return apiError("RATE_LIMITED", message, { retryAfterSeconds: 1 });
}

/** The server's side of graphql-transport-ws on one socket. What it keeps, it keeps for each of tens of thousands. */
export class SocketConnection implements OperationOwner {
  readonly #needs: SocketNeeds;
  readonly #socket: WebSocket;
  readonly #pressure: SocketPressure;
  /** The upgrade, until connection_init has come. */
  #request: IncomingMessage | null;
  #timer: NodeJS.Timeout | null;
  /** Null until it is acknowledged. */
  #origin: Origin | null = null;
  #person: SignedInSocket | null = null;
  /** The operation that began last; each knows the one before it. */
  #last: SocketOperation | null = null;
  /** How many operations begin just now, also of those that were given up meanwhile: what was begun is done. */
  #starting = 0;

  constructor(needs: SocketNeeds, socket: WebSocket, request: IncomingMessage) {
    this.#needs = needs;
    this.#socket = socket;
    this.#request = request;
    this.#pressure = new SocketPressure(socket, new FramedConnection(request.socket));
    this.#timer = setTimeout(() => {
      socket.close(CloseCode.ConnectionInitialisationTimeout, "Connection initialisation timeout");
    }, initialisationLimitMs);
  }

  get toPublicError(): ToPublicError {
    return this.#needs.toPublicError;
  }

  receive(text: string): void {
    // Who was told to go is not served, however long they take.
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#take(text).catch((error: unknown) => {
      this.#needs.onError(error);
      this.#socket.close(tryLaterCode, "Something went wrong on our side: try again later");
    });
  }

  /** It is closed, or closes: nothing is answered any more. */
  end(): void {
    this.#endWait();
    if (this.#person) this.#needs.watch.forget(this.#person);
    while (this.#last) this.#last.stop();
  }

  signOut(sessionId: string): void {
    this.#person?.signOut(sessionId);
  }

  forget(operation: SocketOperation): void {
    if (this.#last === operation) this.#last = operation.before;
    for (let one = this.#last; one; one = one.before) if (one.before === operation) one.before = operation.before;
  }

  async #take(text: string): Promise<void> {
    const message = toMessage(text);
    switch (message?.type) {
      case MessageType.ConnectionInit:
        return this.#begin(message.payload);
      case MessageType.Subscribe:
        return this.#subscribe(message.id, message.payload);
      case MessageType.Complete:
        return this.#find(toOpening(message.id))?.stop();
      case MessageType.Ping:
        return this.#send({ type: MessageType.Pong, ...(message.payload ? { payload: message.payload } : {}) });
      case MessageType.Pong:
        return undefined;
      default:
        return this.#socket.close(CloseCode.BadRequest, "Invalid message received");
    }
  }

  #endWait(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #begin(params: Readonly<Record<string, unknown>> | null | undefined): Promise<void> {
    const [socket, request] = [this.#socket, this.#request];
    if (!request) return socket.close(CloseCode.TooManyInitialisationRequests, "Too many initialisation requests");
    this.#request = null;
    this.#endWait();
    if (!isTrustedOrigin(request.headers, this.#needs.trustedOrigins)) return socket.close(CloseCode.Forbidden, "Forbidden");
    const headers = headersOf(request, params);
    const viewer = await this.#needs.readViewer(headers);
    // Who has left while it was asked is not kept in mind.
    if (socket.readyState !== socket.OPEN) return undefined;
    this.#origin = { headers, ip: request.socket.remoteAddress ?? null, transport: "websocket" };
    if (viewer) {
      this.#person = new SignedInSocket(socket, viewer);
      this.#needs.watch.watch(this.#person);
    }
    return this.#send({ type: MessageType.ConnectionAck });
  }

  async #subscribe(id: string, { query, variables, operationName }: SubscribePayload): Promise<void> {
    const origin = this.#origin;
    if (!origin) return this.#socket.close(CloseCode.Unauthorized, "Unauthorized");
    const opening = toOpening(id);
    // The id itself may be longer than a reason can be.
    if (this.#find(opening)) return this.#socket.close(CloseCode.SubscriberAlreadyExists, "Subscriber for this id already exists");
    const operation = new SocketOperation(this.#pressure, this, opening);
    if (Math.max(this.#count(), this.#starting) >= operationsPerSocket) return operation.refuse([tooMany()]);
    operation.before = this.#last;
    this.#last = operation;
    try {
      const started = await this.#start(origin, { query, variables, operationName });
      if (!("kind" in started)) operation.refuse(started);
      else if (started.kind === "own") await this.#relay(operation, started.results);
      else if (started.kind === "answered") {
        operation.tell(started.result);
        operation.complete();
      } else if (operation.isOpen) operation.follow(started.source.join(started.operation, operation));
    } catch (error) {
      operation.refuse([toGraphqlError(error)]);
    }
  }

  async #start(origin: Origin, asked: Asked): ReturnType<StartOperation> {
    this.#starting += 1;
    try {
      return await this.#needs.start(origin, asked);
    } finally {
      this.#starting -= 1;
    }
  }

  async #relay(operation: SocketOperation, results: AsyncIterableIterator<ExecutionResult>): Promise<void> {
    operation.follow({ leave: () => void results.return?.().catch(this.#needs.onError) });
    for await (const result of results) {
      operation.tell(result);
      if (operation.isBusy()) await operation.drained();
    }
    operation.complete();
  }

  #find(opening: string): SocketOperation | null {
    for (let one = this.#last; one; one = one.before) if (one.is(opening)) return one;
    return null;
  }

  #count(): number {
    let count = 0;
    for (let one = this.#last; one; one = one.before) count += 1;
    return count;
  }

  /** Counted as all else: who asks and never reads is let go. */
  #send(message: Message): void {
    this.#pressure.send(JSON.stringify(message));
  }
}
