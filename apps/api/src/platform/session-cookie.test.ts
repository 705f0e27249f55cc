import { createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { createSessionTokenFinder } from "./session-cookie.ts";

const secret = "a secret of the tests";
const name = "relink.session_token";
const signed = (token: string, by = secret) =>
  `${name}=${encodeURIComponent(`${token}.${createHmac("sha256", by).update(token).digest("base64")}`)}`;

it("finds the token among other cookies, the second time as the first", () => {
  const find = createSessionTokenFinder(name, secret);
  const header = `theme=dark; ${signed("abc")}; other=1`;
  expect([find(header), find(header)]).toEqual(["abc", "abc"]);
});

it.each([
  ["no header", undefined],
  ["another cookie", "theme=dark"],
  ["another secret's signature", signed("abc", "another")],
  ["a signature of another token", signed("abc").replace("abc", "abd")],
  ["no signature", `${name}=abc`],
  ["half a percent sign", `${name}=%E0%A4%A`],
])("finds none in %s, however often it is asked", (_what, header) => {
  const find = createSessionTokenFinder(name, secret);
  find(signed("abc"));
  expect([find(header), find(header)]).toEqual([null, null]);
});
