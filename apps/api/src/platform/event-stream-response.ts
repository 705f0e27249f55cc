import type { ServerResponse } from "node:http";
import type { Connection, Outlet } from "./socket-sink.ts";

const keepAliveMs = 12_000;

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  // No proxy may keep it back: each event is to arrive as it is sent.
  "cache-control": "no-store, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  // Kept alive, what has ended would hold the server open.
  connection: "close",
};

/** A response that goes on: written to like a socket, kept alive by comments. */
export class EventStreamResponse implements Outlet, Connection {
  readonly OPEN = 1;
  readonly #response: ServerResponse;
  readonly #keepAlive: NodeJS.Timeout;
  #sentAt = performance.now();

  constructor(response: ServerResponse, onClose: () => void) {
    this.#response = response;
    response.writeHead(200, headers);
    // The client sees at once that it is connected.
    response.write(":\n\n");
    this.#keepAlive = setInterval(() => this.#ping(), keepAliveMs);
    response.on("error", () => undefined);
    const gone = (): void => {
      clearInterval(this.#keepAlive);
      onClose();
    };
    // The client may have left before all was read that it asked for.
    if (response.destroyed) queueMicrotask(gone);
    else response.once("close", gone);
  }

  get readyState(): number {
    return this.#response.writable ? this.OPEN : 3;
  }

  get bufferedAmount(): number {
    return this.#response.writableLength;
  }

  send(text: string, sent?: () => void): void {
    this.#sentAt = performance.now();
    this.#response.write(text, sent);
  }

  sendAll(texts: readonly string[], sent?: () => void): void {
    this.send(texts.join(""), sent);
  }

  /** At once: the client notices, and comes back with the last id that it has. */
  close(): void {
    this.#response.destroy();
  }

  /** Nothing comes any more, and the client need not come back. */
  complete(): void {
    if (this.#response.writable) this.#response.end("event: complete\ndata:\n\n");
  }

  /** The connection ends; the client comes back elsewhere. */
  end(): void {
    if (this.#response.writable) this.#response.end();
  }

  #ping(): void {
    // Whoever has not read the last one for so long is not there any more.
    if (this.bufferedAmount > 0 && performance.now() - this.#sentAt > 2 * keepAliveMs) this.close();
    else if (this.bufferedAmount === 0) this.#response.write(":\n\n");
  }
}
