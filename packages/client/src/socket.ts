import { createClient } from "graphql-ws";
import type { Access } from "./access.ts";
import { RelinkError, type ResponseError, toNetworkError, toRelinkError } from "./relink-error.ts";
import type { ResultSink, Subscription } from "./result-queue.ts";

/** A silent network is noticed after two of these, in ms; nor is an answer to our greeting awaited longer. */
const pingEvery = 10_000;

/** Close codes that mean: nobody is signed in (any more), or not allowed to connect. A role that is lower is told by the subscription before. */
const signedOut = new Set([4401, 4403]);
/**
 * Codes of the protocol by which the server tells a client that it is broken. All others mean: come back, and go on from the cursor.
 * Of those, 1001 says that the server goes away, and 4413 that we were too slow for it.
 */
const broken = new Set([4400, 4406, 4409, 4429]);

/** Judges why a subscription ended: errors of the API, or the close of a socket. */
function toEndError(reason: unknown): RelinkError {
  if (Array.isArray(reason)) return toRelinkError(reason as ResponseError[]);
  const { code, reason: words } = (typeof reason === "object" && reason !== null ? reason : {}) as { code?: unknown; reason?: unknown };
  const said = typeof words === "string" && words !== "" ? words : "The connection was closed.";
  if (typeof code !== "number") return toNetworkError(said, reason);
  const extensions = { closeCode: code };
  if (signedOut.has(code)) return new RelinkError(said, { code: "UNAUTHENTICATED", extensions });
  if (broken.has(code)) return new RelinkError(said, { code: "BAD_REQUEST", extensions });
  return new RelinkError(said, { code: "NETWORK", extensions });
}

/** Begins a subscription on a socket of its own that never comes back by itself: who asks knows from where to go on. */
export function openSocket(access: Access, { query, variables, onOpen }: Subscription, sink: ResultSink): () => void {
  let silence: ReturnType<typeof setTimeout> | undefined;
  const socket = createClient({
    url: access.socketUrl,
    connectionParams: access.connectionParams,
    webSocketImpl: access.webSocket,
    retryAttempts: 0,
    keepAlive: pingEvery,
    connectionAckWaitTimeout: pingEvery,
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
  const stop = socket.subscribe<Record<string, unknown>>(
    { query, variables },
    { next: sink.push, error: (reason) => sink.finish(toEndError(reason)), complete: () => sink.finish(null) },
  );
  return () => {
    stop();
    void socket.dispose();
  };
}
