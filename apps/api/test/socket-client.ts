import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

export interface SocketClient {
  /** The next message of the subscription `query`; settles with errors, too. */
  first(query: string): Promise<unknown>;
  /** The code and reason with which the server closed the socket. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  end(): Promise<void>;
}

/** A graphql-ws client with a browser's headers, which does not come back by itself. */
export function connectSocket(
  address: string,
  headers: Record<string, string>,
  connectionParams: Record<string, unknown> = {},
): SocketClient {
  let close: (event: { code: number; reason: string }) => void = () => undefined;
  const closed = new Promise<{ code: number; reason: string }>((done) => (close = done));
  class BrowserSocket extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, { headers });
      this.on("close", (code, reason) => close({ code, reason: reason.toString() }));
    }
  }
  const client = createClient({
    url: `${address.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: BrowserSocket,
    retryAttempts: 0,
    lazy: true,
    connectionParams,
    onNonLazyError: () => undefined,
  });
  return {
    closed,
    first: (query) => new Promise((done) => client.subscribe({ query }, { next: done, error: done, complete: () => done("complete") })),
    end: async () => client.dispose(),
  };
}
