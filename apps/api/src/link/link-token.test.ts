import { expect, test } from "vitest";
import { createLinkTokens } from "./link-token.ts";

const old = { id: "old", key: Buffer.alloc(32, 1) };
const fresh = { id: "fresh", key: Buffer.alloc(32, 2) };
const ref = { workspaceId: "0198c0de-0000-7000-8000-000000000001", linkId: "0198c0de-0000-7000-8000-0000000000ff" };

test("a token says which link it is, the same each time", () => {
  const tokens = createLinkTokens([fresh]);
  expect(tokens.toToken(ref)).toBe(tokens.toToken(ref));
  expect(tokens.parse(tokens.toToken(ref))).toEqual(ref);
});

test("a token of an older key is still read; one of a key that is gone is not", () => {
  const token = createLinkTokens([old]).toToken(ref);
  expect(createLinkTokens([fresh, old]).parse(token)).toEqual(ref);
  expect(createLinkTokens([fresh]).parse(token)).toBeNull();
});

test("no bit of it can be changed", () => {
  const tokens = createLinkTokens([fresh]);
  const bytes = Buffer.from(tokens.toToken(ref), "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(tokens.parse(changed.toString("base64url"))).toBeNull();
  }
});
