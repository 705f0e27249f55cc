import type { Socket } from "node:net";

/** The longest line and the largest literal that the sandbox takes, in bytes. */
export const longestLine = 16_384;
export const largestLiteral = 16_384;

/** The client sent a line beyond the limit: nothing after it can be understood. */
export class LineTooLong extends Error {}

const longestGoodbye = 5_000;

/** Turns a socket into lines and counted bytes, asked for one after another; null when the client has gone. */
export class ImapReader {
  readonly #socket: Socket;
  #buffer = Buffer.alloc(0);
  #ended = false;
  #wake = (): void => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", this.#collect);
    for (const event of ["end", "close", "error"] as const) {
      socket.on(event, () => {
        this.#ended = true;
        this.#wake();
      });
    }
  }

  /** The next line, without its end. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#buffer.indexOf("\n");
      if (end > longestLine || (end < 0 && this.#buffer.length > longestLine)) throw new LineTooLong();
      if (end >= 0) return this.#take(end + 1).replace(/\r?\n$/, "");
      if (!(await this.#more())) return null;
    }
  }

  async bytes(count: number): Promise<string | null> {
    while (this.#buffer.length < count) if (!(await this.#more())) return null;
    return this.#take(count);
  }

  /** Says no more, and drops what still comes until the client has seen the end; 5 s at most. */
  hangUp(): void {
    this.#socket.off("data", this.#collect);
    this.#socket.setTimeout(longestGoodbye, () => this.#socket.destroy());
    this.#socket.end();
    this.#socket.resume();
  }

  readonly #collect = (chunk: Buffer): void => {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    // Whoever sends ahead of the replies waits here, not in our memory.
    if (this.#buffer.length > longestLine + largestLiteral) this.#socket.pause();
    this.#wake();
  };

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    this.#socket.resume();
    await new Promise<void>((resolve) => (this.#wake = resolve));
    return true;
  }

  #take(count: number): string {
    const taken = this.#buffer.subarray(0, count).toString("utf8");
    this.#buffer = this.#buffer.subarray(count);
    return taken;
  }
}
