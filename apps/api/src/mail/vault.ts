import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Key, KeyRing } from "../platform/key-ring.ts";
import type { MailServer } from "./mailbox.ts";

/** The credentials of one grant. */
export type GrantSecret =
  | {
      readonly kind: "oauth";
      readonly refreshToken: string;
      readonly accessToken: string | null;
      /** Milliseconds since 1970, UTC. */
      readonly accessExpiresAt: number | null;
      readonly scopes: readonly string[];
    }
  | {
      readonly kind: "password";
      readonly username: string;
      readonly password: string;
      readonly imap: MailServer;
      readonly smtp: MailServer | null;
    };

/** Where a sealed record belongs; it can't be opened anywhere else. */
export interface SealBinding {
  readonly workspaceId: string;
  readonly inboxId: string;
  readonly grantId: string;
  readonly field: string;
}

/** As it stands in the database (jsonb). Every part but `v` and `keyId` is base64. */
export interface SealedRecord {
  readonly v: 1;
  /** The key of the ring that wraps this record's data key. */
  readonly keyId: string;
  /** iv (12 bytes), tag (16), encrypted data key (32). */
  readonly wrappedKey: string;
  readonly iv: string;
  readonly tag: string;
  readonly ciphertext: string;
}

export type Opened =
  | { readonly ok: true; readonly secret: GrantSecret }
  /** UNREADABLE: its own key can't open it. KEY_MISSING: the ring lacks that key, which is the operator's to mend. */
  | { readonly ok: false; readonly why: "UNREADABLE" | "KEY_MISSING" };

export interface Vault {
  /** Seals with a fresh data key, wrapped by the ring's first key. */
  seal(secret: GrantSecret, binding: SealBinding): SealedRecord;
  /** `record` is whatever stood in the database: a broken shape is UNREADABLE. */
  open(record: unknown, binding: SealBinding): Opened;
  /** The same record under the ring's first key; null where it can't be opened, or is there already. */
  rewrap(record: unknown, binding: SealBinding): SealedRecord | null;
}

const cipher = "aes-256-gcm";
const ivLength = 12;
// Without it Node accepts a tag of 4 bytes, which can be guessed.
const authTagLength = 16;
const dataKeyLength = 32;

interface Box {
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly ciphertext: Buffer;
}

function encrypt(key: Buffer, plain: Buffer, additional: Buffer): Box {
  const iv = randomBytes(ivLength);
  const sealing = createCipheriv(cipher, key, iv, { authTagLength }).setAAD(additional);
  const ciphertext = Buffer.concat([sealing.update(plain), sealing.final()]);
  return { iv, tag: sealing.getAuthTag(), ciphertext };
}

/** Null where key, tag, ciphertext and additional data don't belong together. */
function decrypt(key: Buffer, { iv, tag, ciphertext }: Box, additional: Buffer): Buffer | null {
  if (iv.length !== ivLength || tag.length !== authTagLength) return null;
  const opening = createDecipheriv(cipher, key, iv, { authTagLength }).setAAD(additional).setAuthTag(tag);
  const plain = opening.update(ciphertext);
  try {
    return Buffer.concat([plain, opening.final()]);
  } catch {
    return null;
  }
}

// Identifiers hold no "|": they are UUIDs, and a field's name is ours.
function additionalData({ workspaceId, inboxId, grantId, field }: SealBinding, part: "data" | "key"): Buffer {
  return Buffer.from(`${workspaceId}|${inboxId}|${grantId}|${field}|v1${part === "key" ? "|key" : ""}`);
}

function wrap(key: Key, dataKey: Buffer, binding: SealBinding): string {
  const box = encrypt(key.key, dataKey, additionalData(binding, "key"));
  return Buffer.concat([box.iv, box.tag, box.ciphertext]).toString("base64");
}

function unwrap(key: Key, wrappedKey: string, binding: SealBinding): Buffer | null {
  const bytes = Buffer.from(wrappedKey, "base64");
  if (bytes.length !== ivLength + authTagLength + dataKeyLength) return null;
  const box = {
    iv: bytes.subarray(0, ivLength),
    tag: bytes.subarray(ivLength, ivLength + authTagLength),
    ciphertext: bytes.subarray(ivLength + authTagLength),
  };
  return decrypt(key.key, box, additionalData(binding, "key"));
}

function parseRecord(record: unknown): SealedRecord | null {
  if (typeof record !== "object" || record === null || !("v" in record) || record.v !== 1) return null;
  const text = (name: string): string | null => {
    const value = (record as Record<string, unknown>)[name];
    return typeof value === "string" ? value : null;
  };
  const [keyId, wrappedKey, iv, tag, ciphertext] = ["keyId", "wrappedKey", "iv", "tag", "ciphertext"].map(text);
  if (!keyId || !wrappedKey || !iv || !tag || !ciphertext) return null;
  return { v: 1, keyId, wrappedKey, iv, tag, ciphertext };
}

type DataKey = { readonly ok: true; readonly record: SealedRecord; readonly dataKey: Buffer } | Extract<Opened, { ok: false }>;

function findDataKey(ring: KeyRing, found: unknown, binding: SealBinding): DataKey {
  const record = parseRecord(found);
  if (!record) return { ok: false, why: "UNREADABLE" };
  const key = ring.find(({ id }) => id === record.keyId);
  if (!key) return { ok: false, why: "KEY_MISSING" };
  const dataKey = unwrap(key, record.wrappedKey, binding);
  return dataKey ? { ok: true, record, dataKey } : { ok: false, why: "UNREADABLE" };
}

function openRecord(ring: KeyRing, found: unknown, binding: SealBinding): Opened {
  const key = findDataKey(ring, found, binding);
  if (!key.ok) return key;
  const { iv, tag, ciphertext } = key.record;
  const box = { iv: Buffer.from(iv, "base64"), tag: Buffer.from(tag, "base64"), ciphertext: Buffer.from(ciphertext, "base64") };
  const plain = decrypt(key.dataKey, box, additionalData(binding, "data"));
  // What authenticates was written by us, so it parses: anything else is a bug, and throws.
  return plain ? { ok: true, secret: JSON.parse(plain.toString()) as GrantSecret } : { ok: false, why: "UNREADABLE" };
}

/** Envelope encryption at rest: a data key per record (AES-256-GCM, SP 800-38D), wrapped by the ring; deleting the record destroys it. */
export function createVault(ring: KeyRing): Vault {
  return {
    seal(secret, binding) {
      const dataKey = randomBytes(dataKeyLength);
      const box = encrypt(dataKey, Buffer.from(JSON.stringify(secret)), additionalData(binding, "data"));
      return {
        v: 1,
        keyId: ring[0].id,
        wrappedKey: wrap(ring[0], dataKey, binding),
        iv: box.iv.toString("base64"),
        tag: box.tag.toString("base64"),
        ciphertext: box.ciphertext.toString("base64"),
      };
    },
    open: (record, binding) => openRecord(ring, record, binding),
    rewrap(found, binding) {
      const key = findDataKey(ring, found, binding);
      if (!key.ok || key.record.keyId === ring[0].id) return null;
      return { ...key.record, keyId: ring[0].id, wrappedKey: wrap(ring[0], key.dataKey, binding) };
    },
  };
}
