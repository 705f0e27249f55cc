import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

export type PasswordHash = { readonly salt: string; readonly hash: string };

/** One SHA-256: these accounts guard nothing, and a rehearsal makes thousands of log-ins a minute. */
export function hashPassword(password: string, salt = randomBytes(16).toString("base64url")): PasswordHash {
  return { salt, hash: createHash("sha256").update(`${salt}:${password}`).digest("base64url") };
}

export function isPassword(password: string, stored: PasswordHash): boolean {
  const given = Buffer.from(hashPassword(password, stored.salt).hash);
  const expected = Buffer.from(stored.hash);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
