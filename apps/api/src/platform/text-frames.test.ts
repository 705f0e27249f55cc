import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { FramedConnection, toTextFrames } from "./text-frames.ts";

let server: Server;
let sockets: WebSocketServer;

beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  sockets = new WebSocketServer({ server });
  await once(server, "listening");
});

afterEach(() => {
  for (const socket of sockets.clients) socket.terminate();
  server.close();
});

/** Each length of head, at its edges, and letters of one to four bytes. */
const texts = [0, 1, 125, 126, 65_535, 65_536, 200_000]
  .map((length) => "x".repeat(length))
  .concat("żółw", "日本", "🐢", '{"a":"żółw \\n"}', "ż".repeat(63), "ż".repeat(32_768));

test("an independent client reads each message as it was, beside the library's own", async () => {
  const connected = once(sockets, "connection") as Promise<[WebSocket, { socket: Socket }]>;
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const read: string[] = [];
  client.on("message", (data, isBinary) => read.push(isBinary ? "binary" : String(data)));
  const [socket, request] = await connected;
  const connection = new FramedConnection(request.socket);
  socket.send("before");
  await new Promise<void>((sent) => connection.sendAll(texts, sent));
  socket.send("between");
  connection.sendAll(["again"]);
  socket.close(1000);
  await once(client, "close");
  expect(read).toEqual(["before", ...texts, "between", "again"]);
});

test("no text is no bytes", () => {
  expect(toTextFrames([])).toHaveLength(0);
});
