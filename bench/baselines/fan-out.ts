// Raw ws: sends the same bytes to every connection, printed once for each event, at each order of the bench.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

const server = createServer();
const sockets = new WebSocketServer({ server, path: "/graphql", handleProtocols: () => "graphql-transport-ws" });
sockets.on("connection", (socket) => {
  socket.on("message", (data) => {
    // What a subscriber says at its beginning, so that one client serves both contestants.
    if (String(data).includes("connection_init")) socket.send('{"type":"connection_ack"}');
  });
});

process.on("message", (message: unknown) => {
  if (typeof message !== "object" || message === null || !("event" in message)) return;
  const frame = JSON.stringify({ id: "1", type: "next", payload: { data: { inboxEvents: message.event } } });
  for (const socket of sockets.clients) socket.send(frame);
});
server.listen(0, "127.0.0.1", () => process.send?.({ ready: true, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.on("disconnect", () => process.exit());
