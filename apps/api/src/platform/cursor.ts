import { createHmac, timingSafeEqual } from "node:crypto";

/** A place in a workspace's log: just after the event of this number (0: before the first). */
export interface LogPosition {
  readonly number: number;
  /** That event's time, milliseconds since 1970; null where it is not known. With it a read touches only the months it needs. */
  readonly at: number | null;
}

export const logStart: LogPosition = { number: 0, at: null };

export interface Cursors {
  /** An opaque text that only this workspace's log takes back. */
  toCursor(workspaceId: string, position: LogPosition): string;
  /** Null where it was not made by us, for this workspace. */
  parseCursor(workspaceId: string, cursor: string): LogPosition | null;
}

const bodyBytes = 14;
const sealBytes = 8;
const cursorPattern = /^[A-Za-z0-9_-]{30}$/;

function sealOf(key: Buffer, workspaceId: string, body: Buffer): Buffer {
  return createHmac("sha256", key).update(workspaceId).update(body).digest().subarray(0, sealBytes);
}

/**
 * Cursors of event logs: number (8 bytes), time (6 bytes) and a seal (8 bytes of HMAC-SHA-256 over both and the
 * workspace), base64url, 30 characters.
 * @param key - 32 bytes, from the key ring for the purpose "cursor".
 * @param older - keys that have written before; they only read.
 */
export function createCursors(key: Buffer, older: readonly Buffer[] = []): Cursors {
  const readers = [key, ...older];
  return {
    toCursor(workspaceId, position) {
      const body = Buffer.alloc(bodyBytes);
      body.writeBigUInt64BE(BigInt(position.number), 0);
      body.writeUIntBE(position.at ?? 0, 8, 6);
      return Buffer.concat([body, sealOf(key, workspaceId, body)]).toString("base64url");
    },
    parseCursor(workspaceId, cursor) {
      if (!cursorPattern.test(cursor)) return null;
      const bytes = Buffer.from(cursor, "base64url");
      const body = bytes.subarray(0, bodyBytes);
      const seal = bytes.subarray(bodyBytes);
      if (bytes.length !== bodyBytes + sealBytes) return null;
      if (!readers.some((reader) => timingSafeEqual(sealOf(reader, workspaceId, body), seal))) return null;
      return { number: Number(body.readBigUInt64BE(0)), at: body.readUIntBE(8, 6) || null };
    },
  };
}
