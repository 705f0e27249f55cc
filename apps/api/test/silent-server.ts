import { createServer, type Socket } from "node:net";
import { afterAll, beforeAll } from "vitest";

export interface SilentServer {
  /** How many connections it holds at this moment. */
  held(): number;
  /** How many have ever come. */
  came(): number;
}

/** A mail server that takes every connection and never says a word, for the tests of a file. */
export function useSilentServer(port: number): SilentServer {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    sockets.add(socket);
    // What comes is read, and left at that: else its end would not be seen.
    socket.resume();
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(port, "127.0.0.1", resolve)));
  afterAll(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { held: () => sockets.size, came: () => count };
}
