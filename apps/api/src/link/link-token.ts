import { createHmac, timingSafeEqual } from "node:crypto";
import type { Key } from "../platform/key-ring.ts";

/** Which link a token speaks of. */
export interface LinkRef {
  readonly workspaceId: string;
  readonly linkId: string;
}

/**
 * A link's token carries workspace and link under a MAC, so that it need not be stored: the mail that carries it is
 * written anew at each try, and a stolen database opens nothing.
 */
export interface LinkTokens {
  toToken(ref: LinkRef): string;
  /** Null for anything that we did not write. */
  parse(token: string): LinkRef | null;
}

const idBytes = 16;
const macBytes = 16;
const pattern = /^[A-Za-z0-9_-]{64}$/;

/** @param keys - derived from the key ring for the purpose "link": the first writes, all read. */
export function createLinkTokens(keys: readonly Key[]): LinkTokens {
  const [first] = keys;
  if (!first) throw new Error("Link tokens need a key.");
  const mac = (key: Key, body: Buffer) => createHmac("sha256", key.key).update(body).digest().subarray(0, macBytes);
  return {
    toToken({ workspaceId, linkId }) {
      const body = Buffer.from(`${workspaceId}${linkId}`.replaceAll("-", ""), "hex");
      return Buffer.concat([body, mac(first, body)]).toString("base64url");
    },
    parse(token) {
      if (!pattern.test(token)) return null;
      const bytes = Buffer.from(token, "base64url");
      const body = bytes.subarray(0, idBytes * 2);
      if (!keys.some((key) => timingSafeEqual(mac(key, body), bytes.subarray(idBytes * 2)))) return null;
      return { workspaceId: toUuid(body.subarray(0, idBytes)), linkId: toUuid(body.subarray(idBytes)) };
    },
  };
}

function toUuid(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
