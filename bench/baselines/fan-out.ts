// Raw ws: sends the same bytes to every connection that asked the same, printed once for each event and question, at each
// order of the bench.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

interface Order {
  readonly events: readonly { readonly query: string; readonly event: object }[];
}

const server = createServer();
const sockets = new WebSocketServer({ server, path: "/graphql", handleProtocols: () => "graphql-transport-ws" });
const followers = new Map<string, Set<WebSocket>>();
sockets.on("connection", (socket) => {
  socket.on("message", (data) => {
    // What a subscriber says at its beginning, so that one client serves both contestants.
    const message = JSON.parse(String(data));
    if (message.type === "connection_init") socket.send('{"type":"connection_ack"}');
    if (message.type !== "subscribe") return;
    const together = followers.get(message.payload.query) ?? new Set();
    followers.set(message.payload.query, together.add(socket));
    socket.on("close", () => together.delete(socket));
  });
});

process.on("message", (message: unknown) => {
  if (typeof message !== "object" || message === null || !("events" in message)) return;
  for (const { query, event } of (message as Order).events) {
    // As long as an id that a client draws.
    const frame = JSON.stringify({ id: "00000000-0000-4000-8000-000000000000", type: "next", payload: { data: { inboxEvents: event } } });
    for (const socket of followers.get(query) ?? []) socket.send(frame);
  }
});
server.listen(0, "127.0.0.1", () => process.send?.({ ready: true, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.on("disconnect", () => process.exit());
