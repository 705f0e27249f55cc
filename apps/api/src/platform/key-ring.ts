import { hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Key {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** The first writes, all read. */
export type KeyRing = readonly [Key, ...Key[]];

/** What a secret is for; each purpose has its own, so that none can stand in for another. */
export type KeyPurpose = "cookie" | "link" | "receipt" | "sign-in" | "cursor" | "provider-account" | "attempt" | "unsubscribe";

/** Parses `id:base64(32 bytes),…`; a string is why it is refused, as the end of a sentence, without any of the key. */
export function parseKeyRing(text: string): KeyRing | string {
  const keys: Key[] = [];
  for (const item of text.split(",").map((part) => part.trim())) {
    const colon = item.indexOf(":");
    const id = item.slice(0, colon);
    if (colon < 1 || !/^[A-Za-z0-9_-]{1,32}$/.test(id)) return "must be like id:base64,id:base64";
    const encoded = item.slice(colon + 1);
    const key = Buffer.from(encoded, "base64");
    if (key.length !== 32 || !/^[A-Za-z0-9+/]+=*$/.test(encoded)) return `must hold 32 bytes in base64 for the key ${id}`;
    if (keys.some((other) => other.id === id)) return `names the key ${id} twice`;
    keys.push({ id, key });
  }
  const [first, ...rest] = keys;
  return first ? [first, ...rest] : "must hold at least one key";
}

function derive(key: Key, purpose: KeyPurpose): Buffer {
  return Buffer.from(hkdfSync("sha256", key.key, "relink", purpose, 32));
}

/** The secret that writes, for one purpose: 32 bytes by HKDF-SHA-256 (RFC 5869) from the ring's first key. */
export function deriveKey(ring: KeyRing, purpose: KeyPurpose): Buffer {
  return derive(ring[0], purpose);
}

/** The secrets that read, for one purpose, newest first: for what an older key has signed. */
export function deriveKeys(ring: KeyRing, purpose: KeyPurpose): readonly Key[] {
  return ring.map((key) => ({ id: key.id, key: derive(key, purpose) }));
}

/** Reads the key that was made at first start, or makes it (mode 600). Processes that start at once agree on one. */
export function openKeyFile(dataDir: string): KeyRing {
  const file = join(dataDir, "keys");
  mkdirSync(dataDir, { recursive: true });
  const fresh = join(dataDir, `keys.${randomUUID()}`);
  writeFileSync(fresh, `k1:${randomBytes(32).toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true });
  try {
    linkSync(fresh, file);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  } finally {
    unlinkSync(fresh);
  }
  const ring = parseKeyRing(readFileSync(file, "utf8").trim());
  if (typeof ring === "string") throw new Error(`${file} can't be used: it ${ring}.`);
  return ring;
}
