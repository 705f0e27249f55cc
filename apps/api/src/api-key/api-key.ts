import { createHash, randomBytes, randomInt } from "node:crypto";

/** A key as its holder has it: `rlk_<prefix>_<secret>`. The prefix finds it, the secret proves it. */
export interface ApiKeyParts {
  /** 12 characters of a-z and 0-9; names the key in lists and logs. */
  readonly prefix: string;
  /** 256 random bits in base64url. */
  readonly secret: string;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const pattern = /^rlk_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/;

export function mintApiKey(): ApiKeyParts {
  const prefix = Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)]).join("");
  return { prefix, secret: randomBytes(32).toString("base64url") };
}

export function toKeyText({ prefix, secret }: ApiKeyParts): string {
  return `${toShownPrefix(prefix)}_${secret}`;
}

/** What people see of a key: how its text begins. */
export function toShownPrefix(prefix: string): string {
  return `rlk_${prefix}`;
}

/** Null: not one of ours. */
export function parseApiKey(text: string): ApiKeyParts | null {
  const [, prefix, secret] = pattern.exec(text) ?? [];
  return prefix && secret ? { prefix, secret } : null;
}

/** SHA-256 of the secret: of 256 random bits nothing slower is needed. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/**
 * What an Authorization header carries as a bearer token (RFC 6750, 2.1); null where it is another scheme, such as the
 * Basic of a proxy in front of us, which says nothing to us.
 */
export function findBearer(authorization: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1] ?? null;
}
