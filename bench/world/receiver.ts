// An HTTPS server that takes everything and counts it, by its webhook-id where there is one.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

const [key, cert] = [process.env["RECEIVER_KEY"] ?? "", process.env["RECEIVER_CERT"] ?? ""].map((file) => readFileSync(file));
let taken = 0;
const ids = new Set<string>();
let waiting: { readonly count: number; readonly tell: () => void } | null = null;
const server = createServer({ key, cert, keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume().on("end", () => {
    response.writeHead(204).end();
    taken += 1;
    const id = request.headers["webhook-id"];
    if (typeof id === "string") ids.add(id);
    if (waiting && taken >= waiting.count) waiting.tell();
  });
});
process.on("message", (message: unknown) => {
  if (message === "taken") process.send?.({ taken });
  if (message === "ids") process.send?.({ ids: ids.size });
  if (typeof message === "object" && message !== null && "until" in message) {
    const count = Number(message.until);
    const tell = (): void => {
      waiting = null;
      process.send?.({ reached: taken });
    };
    if (taken >= count) tell();
    else waiting = { count, tell };
  }
});
process.on("disconnect", () => process.exit());
server.listen(0, "localhost", () => process.send?.({ ready: true, url: `https://localhost:${(server.address() as AddressInfo).port}` }));
