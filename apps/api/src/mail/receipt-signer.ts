import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { calculateJwkThumbprint, FlattenedSign } from "jose";
import { deriveKeys, type KeyRing } from "../platform/key-ring.ts";

/** A public key as JWK (RFC 8037). */
export interface PublicKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  /** Thumbprint (RFC 7638). */
  readonly kid: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
}

export interface ReceiptSigner {
  /** A detached JWS (RFC 7515, appendix F) over the UTF-8 bytes of `text`: `header..signature`. */
  sign(text: string): Promise<string>;
  /** The keys of the whole ring, the signing one first. */
  jwks(): Promise<{ readonly keys: readonly PublicKey[] }>;
}

// PKCS #8 around the 32 bytes of an Ed25519 seed (RFC 8410, section 7).
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");

function toPrivateKey(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: "der", type: "pkcs8" });
}

async function toPublicKey(key: KeyObject): Promise<PublicKey> {
  const { x } = createPublicKey(key).export({ format: "jwk" });
  if (x === undefined) throw new Error("An Ed25519 key has no public half.");
  const jwk = { kty: "OKP", crv: "Ed25519", x } as const;
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), use: "sig", alg: "EdDSA" };
}

/** Signs receipts with Ed25519 keys derived from the key ring, so that there is no other secret to keep. */
export function createReceiptSigner(ring: KeyRing): ReceiptSigner {
  const privateKeys = deriveKeys(ring, "receipt").map(({ key }) => toPrivateKey(key));
  const publicKeys = Promise.all(privateKeys.map(toPublicKey));
  return {
    async sign(text) {
      const [key] = privateKeys;
      const [publicKey] = await publicKeys;
      if (!key || !publicKey) throw new Error("A key ring holds at least one key.");
      const header = { alg: publicKey.alg, kid: publicKey.kid };
      const jws = await new FlattenedSign(new TextEncoder().encode(text)).setProtectedHeader(header).sign(key);
      return `${jws.protected}..${jws.signature}`;
    },
    jwks: async () => ({ keys: await publicKeys }),
  };
}
