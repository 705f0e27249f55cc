import type { Server } from "node:http";
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from "graphql-ws";
import { type RawData, WebSocket, WebSocketServer } from "ws";
import { createLiveOperations, type LiveOperationsOptions } from "./live-operations.ts";
import { SocketConnection, type SocketNeeds } from "./socket-connection.ts";

export interface WebSocketOptions<Context extends object> extends LiveOperationsOptions<Context> {
  readonly server: Server;
  readonly trustedOrigins: readonly string[];
  readonly onError: (error: unknown) => void;
  /** How often each client is asked whether it is there; who has not answered by the next time is gone. Default 15,000. */
  readonly keepAliveMs?: number;
}

export interface WebSockets {
  readonly count: () => number;
  /** Bytes that wait in this process for slow clients, all together. */
  readonly waitingBytes: () => number;
  /** Ends the sockets of a session that signed out (4403: the client must not come back by itself). */
  closeSession(sessionId: string): void;
  /** Ends all with 1001 (going away: come back elsewhere) and waits until they are gone, at most `limitMs`. */
  close(limitMs: number): Promise<void>;
}

const maxPayloadBytes = 256 * 1024;
const keepAliveMs = 15_000;
/** So many turns a keep-alive has, so that not all sockets are asked at once. */
const turns = 15;

/** With what it takes to serve it: one field here and listeners that all sockets share are a third of what closures of its own would hold. */
class GraphqlSocket extends WebSocket {
  connection: SocketConnection | null = null;
  isAlive = true;
  /** In which turn of the keep-alive it is asked. */
  turn = 0;

  /** Its operations end at once: a client may take half a minute to answer, or never read that it shall go. */
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code, reason);
    this.connection?.end();
  }
}

function onMessage(this: WebSocket, data: RawData): void {
  if (this instanceof GraphqlSocket) this.connection?.receive(String(data));
}

function onPong(this: WebSocket): void {
  if (this instanceof GraphqlSocket) this.isAlive = true;
}

function onClose(this: WebSocket): void {
  if (this instanceof GraphqlSocket) this.connection?.end();
}

/** A message that is too long, a frame that is none: the library has closed the socket with the code that says so. */
function ignore(): void {}

function askWhoIsThere(sockets: Iterable<GraphqlSocket>, turn: number): void {
  for (const socket of sockets) {
    if (socket.turn !== turn || socket.readyState !== socket.OPEN) continue;
    if (!socket.isAlive) socket.terminate();
    else {
      socket.isAlive = false;
      socket.ping();
    }
  }
}

function createSockets(server: Server) {
  return new WebSocketServer<typeof GraphqlSocket>({
    server,
    path: "/graphql",
    maxPayload: maxPayloadBytes,
    handleProtocols: (offered) => handleProtocols(offered),
    WebSocket: GraphqlSocket,
  });
}

type Sockets = ReturnType<typeof createSockets>;

/** What is answered ends it. */
function keepAlive(sockets: Sockets, everyMs: number): () => void {
  let turn = 0;
  const timer = setInterval(() => {
    turn = (turn + 1) % turns;
    askWhoIsThere(sockets.clients, turn);
  }, everyMs / turns);
  sockets.on("connection", (socket) => (socket.turn = turn));
  return () => clearInterval(timer);
}

function serve(sockets: Sockets, needs: SocketNeeds): void {
  sockets.on("connection", (socket, request) => {
    socket.on("error", ignore);
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      socket.close(CloseCode.SubprotocolNotAcceptable, "Subprotocol not acceptable");
      return;
    }
    socket.connection = new SocketConnection(needs, socket, request);
    socket.on("message", onMessage).on("pong", onPong).on("close", onClose);
  });
  // The HTTP server's own, which who started that is told.
  sockets.on("error", ignore);
}

/**
 * graphql-transport-ws on the HTTP server's own port at /graphql, signed in by cookie or by connection_init's
 * authorization. graphql-ws reads the messages; its server keeps 10 KB for an idle subscription, ours 3 (decision 0023).
 */
export function startWebSockets<Context extends object>(options: WebSocketOptions<Context>): WebSockets {
  const sockets = createSockets(options.server);
  const endKeepAlive = keepAlive(sockets, options.keepAliveMs ?? keepAliveMs);
  serve(sockets, { ...options, start: createLiveOperations(options) });
  return {
    count: () => sockets.clients.size,
    waitingBytes: () => [...sockets.clients].reduce((sum, { bufferedAmount }) => sum + bufferedAmount, 0),
    closeSession: (sessionId) => sockets.clients.forEach(({ connection }) => connection?.signOut(sessionId)),
    async close(limitMs) {
      endKeepAlive();
      // A client that does not answer the closing handshake must not hold us.
      const late = setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), limitMs);
      for (const socket of sockets.clients) socket.close(1001, "Going away");
      await new Promise((resolve) => sockets.close(resolve));
      clearTimeout(late);
    },
  };
}
