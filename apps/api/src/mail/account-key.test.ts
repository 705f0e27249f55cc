import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { accountKey, imapAccountId } from "./account-key.ts";

const key = Buffer.alloc(32, 1);

it("is the same for the same account, and tells nothing of it", () => {
  expect(accountKey(key, "GOOGLE", "1234", null)).toBe(accountKey(key, "GOOGLE", "1234", null));
  expect(accountKey(key, "GOOGLE", "1234", "app")).toMatch(/^[0-9a-f]{64}$/);
});

it("differs by key, provider, account and application, also where the parts only move", () => {
  const keys = [
    accountKey(key, "GOOGLE", "1234", null),
    accountKey(key, "GOOGLE", "1234", "app"),
    accountKey(key, "GOOGLE", "1234", "other"),
    accountKey(key, "MICROSOFT", "1234", null),
    accountKey(key, "GOOGLE", "12345", null),
    accountKey(Buffer.alloc(32, 2), "GOOGLE", "1234", null),
    accountKey(key, "IMAP", imapAccountId("a.test", "b|c"), null),
    accountKey(key, "IMAP", imapAccountId("a.test", "b|C"), null),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

it("is what it was before applications were told apart, for the one that the installation began with", () => {
  const before = createHmac("sha256", key).update(["GOOGLE", "1234"].join("\0")).digest("hex");
  expect(accountKey(key, "GOOGLE", "1234", null)).toBe(before);
});

it("sees one IMAP host however it is written", () => {
  expect(imapAccountId("Mail.Example.COM.", "Ola")).toBe(imapAccountId("mail.example.com", "Ola"));
});
