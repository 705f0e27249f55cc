import { createHash, createHmac } from "node:crypto";

/**
 * By what a provider may name a refresh token to us (developers.google.com/identity/protocols/risc): its first 16
 * characters, or base64(SHA-512(SHA-512(token))). Both are kept as keyed hashes only: a prefix is a part of the secret.
 */
export interface TokenHashes {
  readonly prefix: string;
  readonly digest: string;
}

export type TokenNaming = keyof TokenHashes;

function keyed(key: Buffer, naming: TokenNaming, value: string): string {
  return createHmac("sha256", key).update(`${naming}\0${value}`).digest("base64");
}

/** What is kept of a name that a provider gave. */
export function hashTokenName(key: Buffer, naming: TokenNaming, value: string): string {
  return keyed(key, naming, value);
}

export function hashToken(key: Buffer, token: string): TokenHashes {
  const inner = createHash("sha512").update(token).digest();
  return {
    prefix: keyed(key, "prefix", token.slice(0, 16)),
    digest: keyed(key, "digest", createHash("sha512").update(inner).digest("base64")),
  };
}
