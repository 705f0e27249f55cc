import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deriveKey, deriveKeys, openKeyFile, parseKeyRing } from "./key-ring.ts";

const encode = (byte: number): string => Buffer.alloc(32, byte).toString("base64");

function parsed(text: string) {
  const ring = parseKeyRing(text);
  if (typeof ring === "string") throw new Error(ring);
  return ring;
}

test("the first key writes and all keys read", () => {
  const old = parsed(`old:${encode(1)}`);
  const both = parsed(`new:${encode(2)}, old:${encode(1)}`);
  expect(both.map((key) => key.id)).toEqual(["new", "old"]);
  expect(deriveKey(both, "link").equals(deriveKey(old, "link"))).toBe(false);
  expect(deriveKeys(both, "link").map((key) => key.id)).toEqual(["new", "old"]);
  expect(deriveKeys(both, "link")[1]?.key.equals(deriveKey(old, "link"))).toBe(true);
});

test("each purpose has its own secret of 32 bytes, the same at each start", () => {
  const ring = parsed(`k:${encode(3)}`);
  const secrets = (["cookie", "link", "receipt", "sign-in"] as const).map((purpose) => deriveKey(ring, purpose).toString("hex"));
  expect(new Set(secrets).size).toBe(4);
  expect(secrets.every((secret) => secret.length === 64)).toBe(true);
  expect(deriveKey(parsed(`k:${encode(3)}`), "cookie").toString("hex")).toBe(secrets[0]);
});

test("HKDF-SHA-256 as RFC 5869 has it: what was derived by an earlier release still is", () => {
  // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:0505… -kdfopt salt:relink -kdfopt info:cookie HKDF
  expect(deriveKey(parsed(`k:${encode(5)}`), "cookie").toString("hex")).toBe(
    "9977486d9a49640c847608f1dd71e6c6aa2997918fd4a81a4b72d8e05f6851d3",
  );
});

test.each([
  ["", /id:base64/],
  ["k1", /id:base64/],
  [`k 1:${encode(1)}`, /id:base64/],
  ["k1:AAAA", /32 bytes in base64 for the key k1/],
  [`k1:${encode(1)},k1:${encode(2)}`, /names the key k1 twice/],
])("%j is refused, and the reason shows nothing of the key", (text, reason) => {
  const ring = parseKeyRing(text);
  expect(ring).toMatch(reason);
  expect(ring).not.toContain("AAAA");
});

test("the key of the first start is kept with mode 600, and starts at once agree on one", () => {
  const folder = mkdtempSync(join(tmpdir(), "relink-keys-"));
  const [first, second] = [openKeyFile(folder), openKeyFile(folder)];
  expect(first).toEqual(second);
  expect(statSync(join(folder, "keys")).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["keys"]);
  expect(parsed(readFileSync(join(folder, "keys"), "utf8").trim())).toEqual(first);
});
