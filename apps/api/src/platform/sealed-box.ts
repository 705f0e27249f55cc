import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** What AES-256-GCM (SP 800-38D) makes of a text. */
export interface SealedBox {
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly ciphertext: Buffer;
}

const cipher = "aes-256-gcm";
const ivLength = 12;
// Without it Node accepts a tag of 4 bytes, which can be guessed.
const authTagLength = 16;

/** Under a key of 32 bytes; `additional` binds it to its place, and is not in it. */
export function seal(key: Buffer, plain: Buffer, additional: Buffer): SealedBox {
  const iv = randomBytes(ivLength);
  const sealing = createCipheriv(cipher, key, iv, { authTagLength }).setAAD(additional);
  const ciphertext = Buffer.concat([sealing.update(plain), sealing.final()]);
  return { iv, tag: sealing.getAuthTag(), ciphertext };
}

/** Null where key, tag, ciphertext and additional data don't belong together. */
export function unseal(key: Buffer, { iv, tag, ciphertext }: SealedBox, additional: Buffer): Buffer | null {
  if (iv.length !== ivLength || tag.length !== authTagLength) return null;
  const opening = createDecipheriv(cipher, key, iv, { authTagLength }).setAAD(additional).setAuthTag(tag);
  const plain = opening.update(ciphertext);
  try {
    return Buffer.concat([plain, opening.final()]);
  } catch {
    return null;
  }
}

/** The same as one text: base64 of iv, tag and ciphertext. */
export function sealText(key: Buffer, plain: Buffer, additional: Buffer): string {
  const box = seal(key, plain, additional);
  return Buffer.concat([box.iv, box.tag, box.ciphertext]).toString("base64");
}

/** Null where it does not open to exactly `length` bytes. */
export function unsealText(key: Buffer, text: string, additional: Buffer, length: number): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length !== ivLength + authTagLength + length) return null;
  const tagEnd = ivLength + authTagLength;
  return unseal(
    key,
    { iv: bytes.subarray(0, ivLength), tag: bytes.subarray(ivLength, tagEnd), ciphertext: bytes.subarray(tagEnd) },
    additional,
  );
}
