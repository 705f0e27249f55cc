import { createHmac, createPrivateKey, createSecretKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import type { WebhookSigning } from "@relink/domain";

/** A secret as it is sealed: `whsec_` and base64 of 32 random bytes, or `whsk_` and base64 of an ed25519 private key's seed. */
export interface MintedSecret {
  readonly text: string;
  /** `whpk_` and base64 of the public key's 32 bytes; null where the secret is shared. */
  readonly publicKey: string | null;
}

// RFC 8410: what stands before the 32 bytes of an ed25519 private key in PKCS #8, and of a public one in SPKI.
const seedPrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefixLength = 12;

export function mintWebhookSecret(signing: WebhookSigning): MintedSecret {
  if (signing === "SYMMETRIC") return { text: `whsec_${randomBytes(32).toString("base64")}`, publicKey: null };
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const seed = privateKey.export({ format: "der", type: "pkcs8" }).subarray(seedPrefix.length);
  return { text: `whsk_${seed.toString("base64")}`, publicKey: toPublicText(publicKey) };
}

function toPublicText(key: KeyObject): string {
  return `whpk_${key.export({ format: "der", type: "spki" }).subarray(publicPrefixLength).toString("base64")}`;
}

function toPrivateKey(secret: string): KeyObject {
  const seed = Buffer.from(secret.slice("whsk_".length), "base64");
  return createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: "der", type: "pkcs8" });
}

/** Signs `{id}.{timestamp}.{body}` (Standard Webhooks): one signature, with its version in front. */
export type SignMessage = (message: string) => string;

/** The key is read once, for many messages. */
export function createSigner(secret: string): SignMessage {
  if (secret.startsWith("whsk_")) {
    const key = toPrivateKey(secret);
    return (message) => `v1a,${sign(null, Buffer.from(message), key).toString("base64")}`;
  }
  // As a KeyObject a message costs a fifth of what it costs with the bytes.
  const key = createSecretKey(Buffer.from(secret.slice("whsec_".length), "base64"));
  return (message) => `v1,${createHmac("sha256", key).update(message).digest("base64")}`;
}

export interface MessageHead {
  /** `webhook-id`: the receiver's idempotency key. */
  readonly id: string;
  /** Of this try; milliseconds since 1970. */
  readonly at: number;
}

/** The headers of one try; each signer's signature stands in `webhook-signature`, the newest first. */
export function toSignedHeaders({ id, at }: MessageHead, body: string, signers: readonly SignMessage[]): Record<string, string> {
  const timestamp = String(Math.floor(at / 1_000));
  const message = `${id}.${timestamp}.${body}`;
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signers.map((signMessage) => signMessage(message)).join(" "),
  };
}
