import { randomBytes } from "node:crypto";
import type { Key, KeyRing } from "../platform/key-ring.ts";
import { seal, sealText, unseal, unsealText } from "../platform/sealed-box.ts";

/** As it stands in the database (jsonb). Every part but `v` and `keyId` is base64. */
export interface Envelope {
  readonly v: 1;
  /** The key of the ring that wraps this record's data key. */
  readonly keyId: string;
  /** iv (12 bytes), tag (16), encrypted data key (32). */
  readonly wrappedKey: string;
  readonly iv: string;
  readonly tag: string;
  readonly ciphertext: string;
}

/** UNREADABLE: its own key can't open it. KEY_MISSING: the ring lacks that key, which is the operator's to mend. */
export type Unopened = { readonly ok: false; readonly why: "UNREADABLE" | "KEY_MISSING" };

const dataKeyLength = 32;

/** `place` is where the record belongs; it can't be opened anywhere else. */
function additionalData(place: string, part: "data" | "key"): Buffer {
  return Buffer.from(`${place}|v1${part === "key" ? "|key" : ""}`);
}

function wrap(key: Key, dataKey: Buffer, place: string): string {
  return sealText(key.key, dataKey, additionalData(place, "key"));
}

function parseEnvelope(record: unknown): Envelope | null {
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

type DataKey = { readonly ok: true; readonly record: Envelope; readonly dataKey: Buffer } | Unopened;

function findDataKey(ring: KeyRing, found: unknown, place: string): DataKey {
  const record = parseEnvelope(found);
  if (!record) return { ok: false, why: "UNREADABLE" };
  const key = ring.find(({ id }) => id === record.keyId);
  if (!key) return { ok: false, why: "KEY_MISSING" };
  const dataKey = unsealText(key.key, record.wrappedKey, additionalData(place, "key"), dataKeyLength);
  return dataKey ? { ok: true, record, dataKey } : { ok: false, why: "UNREADABLE" };
}

/** Seals with a fresh data key (AES-256-GCM, SP 800-38D), wrapped by the ring's first key. */
export function sealEnvelope(ring: KeyRing, plain: Buffer, place: string): Envelope {
  const dataKey = randomBytes(dataKeyLength);
  const box = seal(dataKey, plain, additionalData(place, "data"));
  return {
    v: 1,
    keyId: ring[0].id,
    wrappedKey: wrap(ring[0], dataKey, place),
    iv: box.iv.toString("base64"),
    tag: box.tag.toString("base64"),
    ciphertext: box.ciphertext.toString("base64"),
  };
}

/** `found` is whatever stood in the database: a broken shape is UNREADABLE. */
export function openEnvelope(ring: KeyRing, found: unknown, place: string): { readonly ok: true; readonly plain: Buffer } | Unopened {
  const key = findDataKey(ring, found, place);
  if (!key.ok) return key;
  const { iv, tag, ciphertext } = key.record;
  const box = { iv: Buffer.from(iv, "base64"), tag: Buffer.from(tag, "base64"), ciphertext: Buffer.from(ciphertext, "base64") };
  const plain = unseal(key.dataKey, box, additionalData(place, "data"));
  return plain ? { ok: true, plain } : { ok: false, why: "UNREADABLE" };
}

/** The same record under the ring's first key; null where it can't be opened, or is there already. */
export function rewrapEnvelope(ring: KeyRing, found: unknown, place: string): Envelope | null {
  const key = findDataKey(ring, found, place);
  if (!key.ok || key.record.keyId === ring[0].id) return null;
  return { ...key.record, keyId: ring[0].id, wrappedKey: wrap(ring[0], key.dataKey, place) };
}
