import { type Client, createClient, type FormattedExecutionResult } from "graphql-ws";
import type { Access } from "./access.ts";
import { RelinkError, type ResponseError, toNetworkError, toRelinkError } from "./relink-error.ts";

export interface Subscription {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Called when the socket stands and the API took the connection. */
  readonly onOpen: () => void;
}

export type Result = FormattedExecutionResult<Record<string, unknown>, unknown>;

/** As many results wait for a slow reader; then the socket is let go, to be taken up again from the last cursor. */
const mostWaiting = 1000;
/** A silent network is noticed after two of these, in ms. */
const pingEvery = 10_000;

/** Close codes that mean: nobody is signed in (any more), or not allowed to connect. */
const signedOut = new Set([4401, 4403]);
/** Codes of the protocol by which the server tells a client that it is broken. */
const broken = new Set([4400, 4406, 4409, 4429]);

/** Judges why a subscription ended: errors of the API, or the close of a socket. */
export function toEndError(reason: unknown): RelinkError {
  if (reason instanceof RelinkError) return reason;
  if (Array.isArray(reason)) return toRelinkError(reason as ResponseError[]);
  const { code, reason: words } = (typeof reason === "object" && reason !== null ? reason : {}) as { code?: unknown; reason?: unknown };
  const said = typeof words === "string" && words !== "" ? words : "The connection was closed.";
  if (typeof code === "number" && signedOut.has(code))
    return new RelinkError(said, { code: "UNAUTHENTICATED", extensions: { closeCode: code } });
  if (typeof code === "number" && broken.has(code)) return new RelinkError(said, { code: "BAD_REQUEST", extensions: { closeCode: code } });
  return toNetworkError(said, reason);
}

/** A socket for one subscription that never comes back by itself: who asks knows from where to go on. */
function openSocket({ socketUrl, connectionParams, webSocket }: Access, onOpen: () => void): Client {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: socketUrl,
    connectionParams,
    webSocketImpl: webSocket,
    retryAttempts: 0,
    keepAlive: pingEvery,
    on: {
      connected: onOpen,
      ping: (received) => {
        if (!received) silence = setTimeout(() => socket.terminate(), pingEvery);
      },
      pong: (received) => {
        if (received) clearTimeout(silence);
      },
      closed: () => clearTimeout(silence),
    },
  });
  return socket;
}

/** Results that wait for their reader, and how it ended. */
function createQueue(onFull: () => void) {
  const waiting: Result[] = [];
  let end: { readonly error: RelinkError | null } | null = null;
  let wake: () => void = () => undefined;
  return {
    push(result: Result): void {
      if (end) return;
      waiting.push(result);
      if (waiting.length >= mostWaiting) onFull();
      wake();
    },
    finish(error: RelinkError | null): void {
      end ??= { error };
      wake();
    },
    async *read(): AsyncGenerator<Result, void, undefined> {
      for (;;) {
        const next = waiting.shift();
        if (next) yield next;
        else if (!end) await new Promise<void>((resolve) => (wake = resolve));
        else if (end.error) throw end.error;
        else return;
      }
    },
  };
}

/**
 * One subscription over one socket. Ends when `signal` aborts or the server completes it; throws a RelinkError when it breaks, after
 * handing out all that had come before.
 */
export async function* subscribeOnce(
  access: Access,
  { query, variables, onOpen }: Subscription,
  signal: AbortSignal | undefined,
): AsyncGenerator<Result, void, undefined> {
  const socket = openSocket(access, onOpen);
  const queue = createQueue(() => {
    queue.finish(toNetworkError("The reader was too slow for the live stream.", null));
    // Now, not when the reader comes: until then the server would go on sending.
    void socket.dispose();
  });
  const stop = socket.subscribe<Record<string, unknown>>(
    { query, variables },
    { next: (result) => queue.push(result), error: (reason) => queue.finish(toEndError(reason)), complete: () => queue.finish(null) },
  );
  const leave = (): void => queue.finish(null);
  signal?.addEventListener("abort", leave);
  try {
    if (!signal?.aborted) yield* queue.read();
  } finally {
    signal?.removeEventListener("abort", leave);
    stop();
    await socket.dispose();
  }
}
