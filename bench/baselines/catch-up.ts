// Bare pg and raw ws: to whoever connects, `select body … limit 500` in a loop until the log's end, each event in a
// frame of its own; the frames of a page are written together, and the next page is read while they are on their way.
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import pg from "pg";
import { type WebSocket, WebSocketServer } from "ws";

interface Row {
  readonly number: number;
  readonly body: string;
}

const pool = new pg.Pool({ connectionString: process.env["DATABASE_URL"], max: 4 });
const statement =
  "select number::float8 as number, body from inbox_event where workspace_id = $1 and number > $2 order by inbox_event.number limit 500";

async function catchUp(socket: WebSocket, connection: Socket, id: string): Promise<void> {
  const read = async (after: number): Promise<Row[]> =>
    (await pool.query<Row>({ name: "page", text: statement, values: [process.env["WORKSPACE"], after] })).rows;
  const head = `{"id":${JSON.stringify(id)},"type":"next","payload":{"data":{"inboxEvents":{"cursor":"`;
  let page = await read(Number(process.env["AFTER"]));
  while (page.length > 0 && socket.readyState === socket.OPEN) {
    const next = read(page.at(-1)?.number ?? 0);
    const sent = new Promise<void>((resolve) => {
      connection.cork();
      for (const { number, body } of page) {
        // As long as a real cursor, which no client can make up.
        const frame = `${head}${String(number).padStart(30, "0")}",${body.slice(1)}}}}`;
        socket.send(frame, number === page.at(-1)?.number ? () => resolve() : undefined);
      }
      connection.uncork();
    });
    await sent;
    page = await next;
  }
}

const server = createServer();
const sockets = new WebSocketServer({ server, path: "/graphql", handleProtocols: () => "graphql-transport-ws" });
sockets.on("connection", (socket, request) => {
  socket.on("message", (data) => {
    const message = JSON.parse(String(data));
    if (message.type === "connection_init") socket.send('{"type":"connection_ack"}');
    else if (message.type === "subscribe") void catchUp(socket, request.socket, message.id);
  });
});
server.listen(0, "127.0.0.1", () => process.send?.({ ready: true, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
process.on("disconnect", () => process.exit());
