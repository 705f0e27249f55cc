import type { Duplex } from "node:stream";
import type { Connection } from "./socket-sink.ts";

// RFC 6455, 5.2: one whole message of text. What a server sends is not masked.
const wholeText = 0x81;
const longestByte = 125;
const longestTwoBytes = 0xffff;

function headLength(length: number): number {
  return length <= longestByte ? 2 : length <= longestTwoBytes ? 4 : 10;
}

/** Writes the frame's head and text at `offset`; answers where the next one goes. */
function writeFrame(into: Buffer, offset: number, text: string, length: number): number {
  const head = headLength(length);
  into[offset] = wholeText;
  into[offset + 1] = head === 2 ? length : head === 4 ? 126 : 127;
  if (head === 4) into.writeUInt16BE(length, offset + 2);
  else if (head === 10) into.writeBigUInt64BE(BigInt(length), offset + 2);
  return offset + head + into.write(text, offset + head, "utf8");
}

/** Messages as one piece of bytes, each in a frame of its own. */
export function toTextFrames(texts: readonly string[]): Buffer {
  const lengths = texts.map((text) => Buffer.byteLength(text));
  const frames = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + headLength(length) + length, 0));
  let offset = 0;
  for (const [index, text] of texts.entries()) offset = writeFrame(frames, offset, text, lengths[index] ?? 0);
  return frames;
}

/**
 * The connection beneath a WebSocket that compresses nothing: then its library writes each message at once, and what is
 * written here stands between two of them. The library's own way costs two writes for each message.
 */
export class FramedConnection implements Connection {
  readonly #connection: Duplex;

  constructor(connection: Duplex) {
    this.#connection = connection;
  }

  sendAll(texts: readonly string[], sent?: () => void): void {
    this.#connection.write(toTextFrames(texts), sent);
  }
}
