import { expect, test } from "vitest";
import { holdersOf } from "./find-canaries.ts";

const secret = "pässword-Zm9vYmFy-0123456789";
const bytes = Buffer.from(secret);

test.each([
  ["as it is", `{"password":"${secret}"}`],
  ["in an address", `https://a.test/?p=${encodeURIComponent(secret)}`],
  ["in hex", `\\x00${bytes.toString("hex")}ff`],
  ["as bytes", bytes.toString("latin1")],
  ["in base64", bytes.toString("base64")],
  ["in base64 after one byte", Buffer.from(`:${secret}@`).toString("base64")],
  ["in base64 after two bytes", Buffer.from(`u:${secret}@host`).toString("base64")],
  ["in base64 after many", Buffer.from(`\0user@a.test\0${secret}`).toString("base64")],
  ["in base64url", Buffer.from(`ab${secret}xy`).toString("base64url")],
])("a secret is found %s", (_how, text) => {
  expect(
    holdersOf(
      secret,
      new Map([
        ["log", text],
        ["other", "nothing"],
      ]),
    ),
  ).toEqual(["log"]);
});
