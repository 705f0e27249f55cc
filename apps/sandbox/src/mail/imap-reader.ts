import type { Socket } from "node:net";

/** The longest line and the largest literal that the sandbox takes, in bytes. */
export const longestLine = 16_384;
export const largestLiteral = 16_384;

/** The client sent a line beyond the limit: nothing after it can be understood. */
export class LineTooLong extends Error {}

export type ImapReader = {
  /** The next line without its end; null when the client has gone. */
  readonly line: () => Promise<string | null>;
  readonly bytes: (count: number) => Promise<string | null>;
  /** Says no more, and drops what still comes until the client has seen the end; 5 s at most. */
  readonly hangUp: () => void;
};

const longestGoodbye = 5_000;

/** Turns a socket into lines and counted bytes, asked for one after another. */
export function readImap(socket: Socket): ImapReader {
  let buffer = Buffer.alloc(0);
  let ended = false;
  let wake = (): void => undefined;
  const collect = (chunk: Buffer): void => {
    buffer = Buffer.concat([buffer, chunk]);
    // Whoever sends ahead of the replies waits here, not in our memory.
    if (buffer.length > longestLine + largestLiteral) socket.pause();
    wake();
  };
  socket.on("data", collect);
  for (const event of ["end", "close", "error"] as const) {
    socket.on(event, () => {
      ended = true;
      wake();
    });
  }

  async function more(): Promise<boolean> {
    if (ended) return false;
    socket.resume();
    await new Promise<void>((resolve) => (wake = resolve));
    return true;
  }

  function take(count: number): string {
    const taken = buffer.subarray(0, count).toString("utf8");
    buffer = buffer.subarray(count);
    return taken;
  }

  return {
    async line() {
      for (;;) {
        const end = buffer.indexOf("\n");
        if (end > longestLine || (end < 0 && buffer.length > longestLine)) throw new LineTooLong();
        if (end >= 0) return take(end + 1).replace(/\r?\n$/, "");
        if (!(await more())) return null;
      }
    },
    async bytes(count) {
      while (buffer.length < count) if (!(await more())) return null;
      return take(count);
    },
    hangUp() {
      socket.off("data", collect);
      socket.setTimeout(longestGoodbye, () => socket.destroy());
      socket.end();
      socket.resume();
    },
  };
}
