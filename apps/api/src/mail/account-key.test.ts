import { expect, it } from "vitest";
import { accountKey, imapAccountId } from "./account-key.ts";

const key = Buffer.alloc(32, 1);

it("is the same for the same account, and tells nothing of it", () => {
  expect(accountKey(key, "GOOGLE", "1234")).toBe(accountKey(key, "GOOGLE", "1234"));
  expect(accountKey(key, "GOOGLE", "1234")).toMatch(/^[0-9a-f]{64}$/);
});

it("differs by key, provider and account, also where the parts only move", () => {
  const keys = [
    accountKey(key, "GOOGLE", "1234"),
    accountKey(key, "MICROSOFT", "1234"),
    accountKey(key, "GOOGLE", "12345"),
    accountKey(Buffer.alloc(32, 2), "GOOGLE", "1234"),
    accountKey(key, "IMAP", imapAccountId("a.test", "b|c")),
    accountKey(key, "IMAP", imapAccountId("a.test", "b|C")),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});

it("sees one IMAP host however it is written", () => {
  expect(imapAccountId("Mail.Example.COM.", "Ola")).toBe(imapAccountId("mail.example.com", "Ola"));
});
