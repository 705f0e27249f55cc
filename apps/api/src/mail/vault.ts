import { randomBytes } from "node:crypto";
import type { Key, KeyRing } from "../platform/key-ring.ts";
import { seal, sealText, unseal, unsealText } from "../platform/sealed-box.ts";
import type { MailServer } from "./mailbox.ts";
import { hashToken, type TokenHashes } from "./token-hash.ts";

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
  /** Of a refresh token: by what its provider may name it. */
  readonly token?: TokenHashes;
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

const dataKeyLength = 32;

// Identifiers hold no "|": they are UUIDs, and a field's name is ours.
function additionalData({ workspaceId, inboxId, grantId, field }: SealBinding, part: "data" | "key"): Buffer {
  return Buffer.from(`${workspaceId}|${inboxId}|${grantId}|${field}|v1${part === "key" ? "|key" : ""}`);
}

function wrap(key: Key, dataKey: Buffer, binding: SealBinding): string {
  return sealText(key.key, dataKey, additionalData(binding, "key"));
}

function parseRecord(record: unknown): SealedRecord | null {
  if (typeof record !== "object" || record === null || !("v" in record) || record.v !== 1) return null;
  const text = (name: string): string | null => {
    const value = (record as Record<string, unknown>)[name];
    return typeof value === "string" ? value : null;
  };
  const [keyId, wrappedKey, iv, tag, ciphertext] = ["keyId", "wrappedKey", "iv", "tag", "ciphertext"].map(text);
  if (!keyId || !wrappedKey || !iv || !tag || !ciphertext) return null;
  // What it was made with beside these stays as it is (`token`).
  return { ...record, v: 1, keyId, wrappedKey, iv, tag, ciphertext };
}

type DataKey = { readonly ok: true; readonly record: SealedRecord; readonly dataKey: Buffer } | Extract<Opened, { ok: false }>;

function findDataKey(ring: KeyRing, found: unknown, binding: SealBinding): DataKey {
  const record = parseRecord(found);
  if (!record) return { ok: false, why: "UNREADABLE" };
  const key = ring.find(({ id }) => id === record.keyId);
  if (!key) return { ok: false, why: "KEY_MISSING" };
  const dataKey = unsealText(key.key, record.wrappedKey, additionalData(binding, "key"), dataKeyLength);
  return dataKey ? { ok: true, record, dataKey } : { ok: false, why: "UNREADABLE" };
}

function openRecord(ring: KeyRing, found: unknown, binding: SealBinding): Opened {
  const key = findDataKey(ring, found, binding);
  if (!key.ok) return key;
  const { iv, tag, ciphertext } = key.record;
  const box = { iv: Buffer.from(iv, "base64"), tag: Buffer.from(tag, "base64"), ciphertext: Buffer.from(ciphertext, "base64") };
  const plain = unseal(key.dataKey, box, additionalData(binding, "data"));
  // What authenticates was written by us, so it parses: anything else is a bug, and throws.
  return plain ? { ok: true, secret: JSON.parse(plain.toString()) as GrantSecret } : { ok: false, why: "UNREADABLE" };
}

/**
 * Envelope encryption at rest: a data key per record (AES-256-GCM, SP 800-38D), wrapped by the ring; deleting the record destroys it.
 * @param tokenKey - with it a sealed refresh token carries the keyed hashes by which its provider may name it.
 */
export function createVault(ring: KeyRing, tokenKey: Buffer | null = null): Vault {
  return {
    seal(secret, binding) {
      const dataKey = randomBytes(dataKeyLength);
      const box = seal(dataKey, Buffer.from(JSON.stringify(secret)), additionalData(binding, "data"));
      return {
        v: 1,
        keyId: ring[0].id,
        wrappedKey: wrap(ring[0], dataKey, binding),
        iv: box.iv.toString("base64"),
        tag: box.tag.toString("base64"),
        ciphertext: box.ciphertext.toString("base64"),
        ...(tokenKey && secret.kind === "oauth" ? { token: hashToken(tokenKey, secret.refreshToken) } : {}),
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
