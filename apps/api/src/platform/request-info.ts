import type { IncomingHttpHeaders } from "node:http";
import type { DocumentNode } from "graphql";
import type { Viewer } from "./viewer.ts";

/** What HTTP and WebSocket both know of an operation; one function makes a resolver's context of it. */
export interface RequestInfo {
  /** Null: nobody is signed in. */
  readonly viewer: Viewer | null;
  readonly headers: IncomingHttpHeaders;
  /** The client's address, as far as the proxy settings tell it. */
  readonly ip: string | null;
  readonly transport: "http" | "websocket";
}

export type CreateContext<Context extends object> = (request: RequestInfo) => Context | Promise<Context>;

/** Called once an operation is known to be valid, before any of its fields is resolved. */
export type Prepare<Context extends object> = (context: Context, document: DocumentNode) => Promise<void>;

/**
 * Reads who asks: a session's cookie, or an API key.
 * @param maxAgeMs - how old the answer may be, in milliseconds; default 0. Each event of a subscription asks, too.
 */
export type ReadViewer = (headers: IncomingHttpHeaders, maxAgeMs?: number) => Promise<Viewer | null>;
