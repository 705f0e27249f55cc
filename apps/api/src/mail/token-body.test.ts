import { expect, it } from "vitest";
import { parseObject, parseTokens, toClaimsChallenge, toRetryAfterMs, toTokenBody } from "./token-body.ts";

it("takes the tokens out, and keeps the old refresh token where no new one came", () => {
  const fields = { access_token: "a", expires_in: 3600, scope: "openid  mail", refresh_token_expires_in: 604_800 };
  expect(parseTokens(fields, ["asked"], "old", 1_000)).toEqual({
    refreshToken: "old",
    accessToken: "a",
    accessExpiresAt: 3_601_000,
    scopes: ["openid", "mail"],
    accessLapsesAt: 604_801_000,
  });
  expect(parseTokens({ ...fields, refresh_token: "new" }, [], "old", 0)).toMatchObject({ refreshToken: "new" });
});

it("holds what was asked for granted where the answer names no scope, and an unstated life for short", () => {
  expect(parseTokens({ access_token: "a" }, ["asked"], null, 0)).toEqual({
    refreshToken: "",
    accessToken: "a",
    accessExpiresAt: 300_000,
    scopes: ["asked"],
    accessLapsesAt: null,
  });
});

it.each([null, {}, { access_token: "" }, { access_token: 7 }])("finds no tokens in %j", (fields) => {
  expect(parseTokens(fields, [], "old", 0)).toBeNull();
});

it("shows the judges the error and never a token", () => {
  const fields = {
    access_token: "secret",
    refresh_token: "secret",
    id_token: "secret",
    error: "e",
    error_codes: [7, "x"],
    suberror: "",
    error_description: 5,
  };
  expect(toTokenBody(fields)).toEqual({ error: "e", error_codes: [7] });
});

it.each(["", "<html>", "[1]", "null", "7", '"text"'])("takes %j for no object", (text) => expect(parseObject(text)).toBeNull());

it("reads Retry-After in seconds and as a date", () => {
  const at = Date.parse("Mon, 23 Nov 2026 10:00:00 GMT");
  expect(toRetryAfterMs("120", Number.NaN)).toBe(120_000);
  expect(toRetryAfterMs("Mon, 23 Nov 2026 10:00:30 GMT", at)).toBe(30_000);
  expect([toRetryAfterMs(null, at), toRetryAfterMs("soon", at), toRetryAfterMs("Mon, 23 Nov 2026 09:00:00 GMT", at)]).toEqual([
    null,
    null,
    null,
  ]);
});

it("takes what the next sign-in has to ask for where it is a JSON object that fits into a URL", () => {
  const wanting = (claims: unknown) =>
    toClaimsChallenge({ kind: "reply", status: 400, body: toTokenBody({ error: "invalid_grant", claims }) });
  expect(wanting('{"access_token":{}}')).toBe('{"access_token":{}}');
  for (const claims of [undefined, "", 5, {}, "no JSON", "[1]", JSON.stringify({ long: "x".repeat(4_000) })])
    expect(wanting(claims)).toBeNull();
  expect(toClaimsChallenge({ kind: "noReply", code: "ECONNRESET" })).toBeNull();
});
