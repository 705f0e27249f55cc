import { describe, expect, it } from "vitest";
import { judgeMicrosoftToken, provesMicrosoftEnd } from "./microsoft-verdict.ts";
import type { TokenBody, TokenReply } from "./verdict.ts";

const reply = (body: TokenBody | null, status = 400): TokenReply => ({ kind: "reply", status, body });
const grant = (...error_codes: number[]) => reply({ error: "invalid_grant", error_codes });

/** Every row of the table of providers.md 2.6 about the person's grant. */
const refusals: Record<string, readonly number[]> = {
  ACCESS_REVOKED: [50173, 70000],
  SESSION_EXPIRED: [70008, 700082, 700084, 70043, 50089, 50085, 50139, 700020],
  PASSWORD_CHANGED: [50132, 50133, 50055, 50144],
  MFA_REQUIRED: [50076, 50079, 50072, 50074, 50158, 50078],
  CONSENT_REQUIRED: [65001, 65004, 90094, 90095, 90008],
  ACCOUNT_DISABLED: [50057],
  MAILBOX_NOT_FOUND: [50034, 51004, 16000, 50020],
  POLICY_BLOCKED: [
    50105, 53000, 53001, 53002, 53003, 53004, 53011, 530032, 530034, 530035, 50131, 50097, 50155, 530003, 500021, 500022, 500212, 500213,
  ],
};
const oursCodes = [
  7000112, 70001, 700016, 700011, 7000215, 7000222, 70002, 7000218, 700025, 700027, 50011, 70004, 50194, 9002332, 70011, 28002, 28003,
  900144, 9002313, 501481, 54005,
];
const passingCodes = [50033, 50087, 90006, 90012, 90024, 90033, 90090, 40010, 70012, 90055, 50196, 50053];

describe("Microsoft's token endpoint (providers.md 2.6)", () => {
  it.each(Object.entries(refusals).flatMap(([reason, codes]) => codes.map((code) => [code, reason] as const)))(
    "AADSTS%d means %s",
    (code, reason) => {
      expect(judgeMicrosoftToken(grant(code))).toEqual({ verdict: "refused", reason, providerCode: `AADSTS${code}` });
    },
  );

  it.each(oursCodes)("AADSTS%d is about our application or our request: nobody is disconnected", (code) => {
    expect(judgeMicrosoftToken(grant(code))).toEqual({ verdict: "ours", code: `AADSTS${code}` });
  });

  it.each(passingCodes)("AADSTS%d may pass", (code) => {
    expect(judgeMicrosoftToken(grant(code))).toEqual({ verdict: "passing", providerCode: `AADSTS${code}` });
  });

  it.each(["invalid_client", "unauthorized_client", "invalid_request", "invalid_scope"])("%s is ours, whatever the number", (error) => {
    expect(judgeMicrosoftToken(reply({ error, error_codes: [50173] }, 401))).toEqual({
      verdict: "ours",
      code: "AADSTS50173",
    });
  });

  it.each([
    ["interaction_required", undefined, "SESSION_EXPIRED"],
    ["consent_required", undefined, "CONSENT_REQUIRED"],
    ["login_required", undefined, "SESSION_EXPIRED"],
    ["bad_token", undefined, "ACCESS_REVOKED"],
    ["ui_not_allowed", undefined, "SESSION_EXPIRED"],
    ["interrupted_user", undefined, "SESSION_EXPIRED"],
    ["invalid_grant", "message_only", "POLICY_BLOCKED"],
    ["invalid_grant", "additional_action", "SESSION_EXPIRED"],
    ["invalid_grant", "basic_action", "SESSION_EXPIRED"],
    ["invalid_grant", "user_password_expired", "PASSWORD_CHANGED"],
    ["invalid_grant", "consent_required", "CONSENT_REQUIRED"],
    ["invalid_grant", "bad_token", "ACCESS_REVOKED"],
    ["invalid_grant", undefined, "ACCESS_REVOKED"],
  ])("%s with suberror %s means %s where no number says more", (error, suberror, reason) => {
    expect(judgeMicrosoftToken(reply({ error, ...(suberror ? { suberror } : {}) }))).toEqual({
      verdict: "refused",
      reason,
      providerCode: error,
    });
  });

  it.each([
    ["a number nobody knows", grant(99_999_999), "AADSTS99999999"],
    ["an error nobody knows", reply({ error: "brand_new" }), "brand_new"],
    ["an error nobody knows, with a number that is known", reply({ error: "brand_new", error_codes: [50173] }), "AADSTS50173"],
    ["temporarily_unavailable", reply({ error: "temporarily_unavailable" }), "temporarily_unavailable"],
    ["server_error", reply({ error: "server_error" }), "server_error"],
    ["too many requests", reply({ error: "invalid_grant", error_codes: [50173] }, 429), "HTTP_429"],
    ["server error", reply({ error: "invalid_grant", error_codes: [50173] }, 500), "HTTP_500"],
    ["a page instead of JSON", reply(null), "HTTP_400"],
    ["no answer", { kind: "noReply", code: "ECONNRESET" } as const, "ECONNRESET"],
  ])("%s is a passing failure, never a disconnection by guess", (_what, answer, providerCode) => {
    expect(judgeMicrosoftToken(answer)).toEqual({ verdict: "passing", providerCode });
  });

  it("takes the number from the description where there are no codes, and tokens for what they are", () => {
    expect(
      judgeMicrosoftToken(reply({ error: "invalid_grant", error_description: "AADSTS50057: The user account is disabled." })),
    ).toMatchObject({ reason: "ACCOUNT_DISABLED" });
    expect(judgeMicrosoftToken(reply({}, 200))).toEqual({ verdict: "ok" });
  });
});

describe("the proof that the provider's end is closed at Microsoft", () => {
  it("is consent that is gone: 65001, and 70000 for personal accounts alone", () => {
    expect(provesMicrosoftEnd(grant(65001), "MICROSOFT_WORK")).toBe(true);
    expect(provesMicrosoftEnd(grant(65001), "MICROSOFT_WORK_ADMIN")).toBe(true);
    expect(provesMicrosoftEnd(grant(70000), "MICROSOFT_PERSONAL")).toBe(true);
    expect(provesMicrosoftEnd(grant(70000), "MICROSOFT_WORK")).toBe(false);
  });

  it.each([...Object.values(refusals).flat(), ...oursCodes, ...passingCodes].filter((code) => code !== 65001 && code !== 70000))(
    "is not AADSTS%d",
    (code) => {
      for (const kind of ["MICROSOFT_WORK", "MICROSOFT_PERSONAL"] as const) expect(provesMicrosoftEnd(grant(code), kind)).toBe(false);
    },
  );

  it("is not an outage that repeats the number", () => {
    expect(provesMicrosoftEnd(reply({ error: "invalid_grant", error_codes: [65001] }, 503), "MICROSOFT_WORK")).toBe(false);
  });
});
