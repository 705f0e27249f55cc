// Raw NOTIFY to ws: whatever is notified goes out to the sockets of its workspace, as it came.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { type WebSocket, WebSocketServer } from "ws";

const server = createServer();
const sockets = new WebSocketServer({ server, path: "/graphql", handleProtocols: () => "graphql-transport-ws" });
const followers = new Map<string, Set<WebSocket>>();
sockets.on("connection", (socket) => {
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.type === "connection_init") socket.send('{"type":"connection_ack"}');
    if (message.type !== "subscribe") return;
    const { workspaceId } = message.payload.variables;
    const together = followers.get(workspaceId) ?? new Set();
    followers.set(workspaceId, together.add(socket));
  });
});

const listener = new pg.Client({ connectionString: process.env["DATABASE_URL"] });
await listener.connect();
listener.on("notification", ({ payload = "" }) => {
  const [workspaceId = "", event = ""] = payload.split(" ", 2);
  const frame = `{"id":"00000000-0000-4000-8000-000000000000","type":"next","payload":{"data":{"inboxEvents":${event}}}}`;
  for (const socket of followers.get(workspaceId) ?? []) socket.send(frame);
});
await listener.query("listen bench_events");
server.listen(0, "127.0.0.1", () => process.send?.({ ready: true, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.on("disconnect", () => process.exit());
