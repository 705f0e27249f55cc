import { createPublicKey, randomBytes, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Key } from "../platform/key-ring.ts";
import { createReceiptSigner, type PublicKey } from "./receipt-signer.ts";

const one: Key = { id: "k1", key: randomBytes(32) };
const two: Key = { id: "k2", key: randomBytes(32) };
const text = JSON.stringify({ receipt: "r1", access: "REVOKED", name: "Zażółć" });

/** As somebody without our code would, by RFC 7515 (5.2, appendix F) alone. */
function holds(jws: string, payload: string, keys: readonly PublicKey[]): boolean {
  const [header = "", middle, signature = ""] = jws.split(".");
  if (middle !== "") return false;
  const { alg, kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { alg: string; kid: string };
  const found = keys.find((key) => key.kid === kid);
  if (alg !== "EdDSA" || !found) return false;
  const { kty, crv, x } = found;
  const key = createPublicKey({ key: { kty, crv, x }, format: "jwk" });
  return verify(null, Buffer.from(`${header}.${Buffer.from(payload).toString("base64url")}`), key, Buffer.from(signature, "base64url"));
}

describe("a receipt's signature", () => {
  it("is verified without our code", async () => {
    const signer = createReceiptSigner([one]);
    const { keys } = await signer.jwks();
    expect(holds(await signer.sign(text), text, keys)).toBe(true);
  });

  it("does not hold when one byte of the receipt, or of itself, is changed", async () => {
    const signer = createReceiptSigner([one]);
    const [jws, { keys }] = [await signer.sign(text), await signer.jwks()];
    expect(holds(jws, text.replace("REVOKED", "REVOKEE"), keys)).toBe(false);
    const signature = Buffer.from(jws.split(".")[2] ?? "", "base64url");
    signature[10] = (signature[10] ?? 0) ^ 1;
    expect(holds(`${jws.split(".")[0]}..${signature.toString("base64url")}`, text, keys)).toBe(false);
  });

  it("still holds after the ring has a newer key", async () => {
    const jws = await createReceiptSigner([one]).sign(text);
    const rotated = createReceiptSigner([two, one]);
    const { keys } = await rotated.jwks();
    expect(keys).toHaveLength(2);
    expect(holds(jws, text, keys)).toBe(true);
    expect(JSON.parse(Buffer.from((await rotated.sign(text)).split(".")[0] ?? "", "base64url").toString())).toMatchObject({
      kid: keys[0]?.kid,
    });
  });

  it("comes from the same key on every process, and shows no private part", async () => {
    const [a, b] = [createReceiptSigner([one]), createReceiptSigner([{ ...one }])];
    expect(await a.sign(text)).toBe(await b.sign(text));
    for (const key of (await a.jwks()).keys) expect(Object.keys(key).toSorted()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  });
});
