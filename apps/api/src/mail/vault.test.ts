import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Key, KeyRing } from "../platform/key-ring.ts";
import { createVault, type GrantSecret, type SealedRecord } from "./vault.ts";

const older: Key = { id: "k1", key: randomBytes(32) };
const newer: Key = { id: "k2", key: randomBytes(32) };
const ring: KeyRing = [newer, older];
const binding = { workspaceId: "w1", inboxId: "i1", grantId: "g1", field: "credentials" };
const secret: GrantSecret = { kind: "oauth", refreshToken: "r-ę-1", accessToken: "a", accessExpiresAt: 5, scopes: ["openid"] };

function flip(text: string, at = 0): string {
  const bytes = Buffer.from(text, "base64");
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString("base64");
}

describe("the vault", () => {
  it("opens what it sealed, also after the way through the database's JSON", () => {
    const vault = createVault(ring);
    const record = JSON.parse(JSON.stringify(vault.seal(secret, binding))) as unknown;
    expect(vault.open(record, binding)).toEqual({ ok: true, secret });
  });

  it("keeps an IMAP password with its servers", () => {
    const vault = createVault(ring);
    const password: GrantSecret = {
      kind: "password",
      username: "u",
      password: "p\u0000ß",
      imap: { host: "h", port: 993, security: "TLS" },
      smtp: null,
    };
    expect(vault.open(vault.seal(password, binding), binding)).toEqual({ ok: true, secret: password });
  });

  it("shows nothing of the secret, and never the same twice", () => {
    const vault = createVault(ring);
    const [one, other] = [vault.seal(secret, binding), vault.seal(secret, binding)];
    expect(JSON.stringify(one)).not.toContain("r-ę-1");
    expect(Buffer.from(one.ciphertext, "base64").toString("latin1")).not.toContain("openid");
    for (const part of ["wrappedKey", "iv", "tag", "ciphertext"] as const) expect(one[part]).not.toBe(other[part]);
    expect(one.keyId).toBe("k2");
  });

  it.each(["workspaceId", "inboxId", "grantId", "field"] as const)("does not open a record moved to another %s", (part) => {
    const vault = createVault(ring);
    const record = vault.seal(secret, binding);
    expect(vault.open(record, { ...binding, [part]: "another" })).toEqual({ ok: false, why: "UNREADABLE" });
  });

  it("does not open a ciphertext under the data key of another record of the same grant", () => {
    const vault = createVault(ring);
    const [one, other] = [vault.seal(secret, binding), vault.seal(secret, binding)];
    expect(vault.open({ ...one, wrappedKey: other.wrappedKey }, binding)).toEqual({ ok: false, why: "UNREADABLE" });
  });

  it.each(["wrappedKey", "iv", "tag", "ciphertext"] as const)("notices one changed bit of its %s", (part) => {
    const vault = createVault(ring);
    const record = vault.seal(secret, binding);
    expect(vault.open({ ...record, [part]: flip(record[part]) }, binding)).toEqual({ ok: false, why: "UNREADABLE" });
  });

  it.each([4, 8, 12, 15])("refuses a tag cut to %i bytes, which could be guessed", (length) => {
    const vault = createVault(ring);
    const record = vault.seal(secret, binding);
    const tag = Buffer.from(record.tag, "base64").subarray(0, length).toString("base64");
    expect(vault.open({ ...record, tag }, binding)).toEqual({ ok: false, why: "UNREADABLE" });
  });

  it.each([null, 7, "text", [], {}, { v: 2 }, { v: 1, keyId: "k2" }])("calls the shape %j unreadable", (record) => {
    expect(createVault(ring).open(record, binding)).toEqual({ ok: false, why: "UNREADABLE" });
  });

  it("reads with an older key, and blames a missing one on nobody but the operator", () => {
    const record = createVault([older]).seal(secret, binding);
    expect(createVault(ring).open(record, binding)).toEqual({ ok: true, secret });
    expect(createVault([newer]).open(record, binding)).toEqual({ ok: false, why: "KEY_MISSING" });
  });

  it("calls a record unreadable when another key bears its key's name", () => {
    const record = createVault([older]).seal(secret, binding);
    expect(createVault([{ id: "k1", key: randomBytes(32) }]).open(record, binding)).toEqual({ ok: false, why: "UNREADABLE" });
  });

  it("wraps the data key anew for a rotated ring, and leaves the ciphertext alone", () => {
    const record = createVault([older]).seal(secret, binding);
    const rewrapped = createVault(ring).rewrap(record, binding) as SealedRecord;
    expect(rewrapped).toMatchObject({ keyId: "k2", ciphertext: record.ciphertext });
    expect(createVault([newer]).open(rewrapped, binding)).toEqual({ ok: true, secret });
    expect(createVault(ring).rewrap(rewrapped, binding)).toBeNull();
    expect(createVault([newer]).rewrap(record, binding)).toBeNull();
  });
});
