import { describe, expect, it } from "vitest";
import { judgeGoogleRevocation, judgeGoogleToken, provesGoogleEnd } from "./google-verdict.ts";
import type { TokenBody, TokenReply } from "./verdict.ts";

const reply = (body: TokenBody | null, status = 400): TokenReply => ({ kind: "reply", status, body });
const grant = (error_description: string, more: TokenBody = {}) => reply({ error: "invalid_grant", error_description, ...more });
const refused = (reason: string, providerCode = "invalid_grant") => ({ verdict: "refused", reason, providerCode });
const passing = (providerCode: string | null) => ({ verdict: "passing", providerCode });
const ours = (code: string) => ({ verdict: "ours", code });

describe("Google's token endpoint (providers.md 1.4)", () => {
  it.each([
    ["removed, unused, password changed: not told apart", grant("Token has been expired or revoked."), refused("ACCESS_REVOKED"), true],
    ["Bad Request", grant("Bad Request"), refused("ACCESS_REVOKED"), true],
    ["account deleted", grant("The account has been deleted"), refused("MAILBOX_NOT_FOUND"), true],
    ["account deleted, in other words", grant("Account has been deleted"), refused("MAILBOX_NOT_FOUND"), true],
    [
      "session control",
      grant("reauth related error (invalid_rapt)", { error_subtype: "invalid_rapt" }),
      refused("SESSION_EXPIRED", "invalid_rapt"),
      false,
    ],
    [
      "session control, not met before",
      grant("reauth", { error_subtype: "rapt_required" }),
      refused("SESSION_EXPIRED", "rapt_required"),
      false,
    ],
    ["session control, in words alone", grant("reauth related error (rapt_required)"), refused("SESSION_EXPIRED", "rapt_required"), false],
    ["a code used twice", grant("Malformed auth code."), passing("invalid_grant"), false],
    [
      "administrator restricted a scope",
      reply({ error: "admin_policy_enforced" }),
      refused("POLICY_BLOCKED", "admin_policy_enforced"),
      false,
    ],
    [
      "client not found",
      reply({ error: "invalid_client", error_description: "The OAuth client was not found." }, 401),
      ours("invalid_client"),
      false,
    ],
    ["client secret", reply({ error: "invalid_client", error_description: "Unauthorized" }, 401), ours("invalid_client"), false],
    ["client deleted", reply({ error: "deleted_client" }, 401), ours("deleted_client"), false],
    ["client disabled", reply({ error: "disabled_client" }), ours("disabled_client"), false],
    ["client not allowed", reply({ error: "unauthorized_client" }), ours("unauthorized_client"), false],
    ["our scope", reply({ error: "invalid_scope" }), ours("invalid_scope"), false],
    ["our request", reply({ error: "invalid_request" }), ours("invalid_request"), false],
    ["rate limit", reply({ error: "rate_limit_exceeded" }, 403), passing("rate_limit_exceeded"), false],
    ["too many requests", reply({ error: "invalid_grant" }, 429), passing("HTTP_429"), false],
    ["server error, whatever it says", reply({ error: "invalid_grant" }, 503), passing("HTTP_503"), false],
    ["a page instead of JSON", reply(null, 200), passing("HTTP_200"), false],
    ["JSON without an error", reply({}, 400), passing("HTTP_400"), false],
    ["an error nobody knows", reply({ error: "brand_new_error" }), passing("brand_new_error"), false],
    ["raw text where a code should be", reply({ error: "Sorry, ola@example.com" }), passing("unknown"), false],
    ["no answer", { kind: "noReply", code: "ETIMEDOUT" } as const, passing("ETIMEDOUT"), false],
    ["tokens", reply({}, 200), { verdict: "ok" }, false],
  ] as const)("%s", (_what, answer, verdict, proves) => {
    expect(judgeGoogleToken(answer)).toEqual(verdict);
    expect(provesGoogleEnd(answer)).toBe(proves);
  });

  it("keeps the wait that it asks for", () => {
    expect(judgeGoogleToken({ kind: "reply", status: 429, body: null, retryAfterMs: 5_000 })).toEqual({
      verdict: "passing",
      providerCode: "HTTP_429",
      retryAfterMs: 5_000,
    });
  });
});

describe("Google's revocation endpoint (providers.md 1.3)", () => {
  it.each([
    ["revoked", reply({}, 200), { type: "accepted", alreadyGone: false }],
    ["a page of something between us", reply(null, 200), { type: "failed", code: "HTTP_200" }],
    [
      "gone already",
      reply({ error: "invalid_token", error_description: "Token expired or revoked" }),
      { type: "accepted", alreadyGone: true },
    ],
    ["missing token", reply({ error: "invalid_request" }), { type: "failed", code: "invalid_request" }],
    ["server error", reply(null, 503), { type: "failed", code: "HTTP_503" }],
    ["an outage that says invalid_token", reply({ error: "invalid_token" }, 503), { type: "failed", code: "invalid_token" }],
    ["no answer", { kind: "noReply", code: "ECONNRESET" } as const, { type: "failed", code: "ECONNRESET" }],
  ] as const)("%s", (_what, answer, verdict) => {
    expect(judgeGoogleRevocation(answer)).toEqual(verdict);
  });
});
