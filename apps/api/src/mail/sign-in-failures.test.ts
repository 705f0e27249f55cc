import type { TokenReply } from "@relink/domain";
import { describe, expect, it } from "vitest";
import { judgeGoogleExchange, judgeGoogleRedirect } from "./google.ts";
import { judgeMicrosoftExchange, judgeMicrosoftRedirect, toMicrosoftAccount } from "./microsoft.ts";

const reply = (body: Extract<TokenReply, { kind: "reply" }>["body"], status = 400): TokenReply => ({ kind: "reply", status, body });
const aadsts = (number: number, error = "invalid_grant") => reply({ error, error_codes: [number] });

describe("a redirect with an error", () => {
  it.each([
    ["access_denied", { failure: "CONSENT_DECLINED" }],
    ["admin_policy_enforced", { failure: "ADMIN_CONSENT_REQUIRED" }],
    ["org_internal", { failure: "ADMIN_CONSENT_REQUIRED" }],
    ["temporarily_unavailable", { failure: "PROVIDER_UNAVAILABLE", applicationRefused: false }],
    ["redirect_uri_mismatch", { failure: "PROVIDER_UNAVAILABLE", applicationRefused: true }],
    ["something_new", { failure: "PROVIDER_REFUSED", providerCode: "something_new" }],
    ["<script>", { failure: "PROVIDER_REFUSED", providerCode: "unknown" }],
  ])("from Google: %s", (error, expected) => {
    expect(judgeGoogleRedirect(new URLSearchParams({ error }))).toMatchObject(expected);
  });

  it.each([
    ["access_denied", "AADSTS65004: User declined to consent.", { failure: "CONSENT_DECLINED", providerCode: "AADSTS65004" }],
    ["access_denied", "", { failure: "CONSENT_DECLINED", providerCode: "access_denied" }],
    [
      "access_denied",
      "AADSTS90094: The grant requires admin permission.",
      { failure: "ADMIN_CONSENT_REQUIRED", providerCode: "AADSTS90094" },
    ],
    ["consent_required", "AADSTS90095: Admin consent is required.", { failure: "ADMIN_CONSENT_REQUIRED" }],
    ["invalid_grant", "AADSTS90008: The organisation is not known.", { failure: "ADMIN_CONSENT_REQUIRED" }],
    ["interaction_required", "AADSTS50105: Not assigned.", { failure: "PROVIDER_REFUSED", reason: "POLICY_BLOCKED" }],
    ["invalid_client", "AADSTS7000215: Invalid client secret.", { failure: "PROVIDER_UNAVAILABLE", applicationRefused: true }],
    ["server_error", "AADSTS90033: A transient error.", { failure: "PROVIDER_UNAVAILABLE", applicationRefused: false }],
  ])("from Microsoft: %s %s", (error, error_description, expected) => {
    expect(judgeMicrosoftRedirect(new URLSearchParams({ error, error_description }))).toMatchObject(expected);
  });

  it("from Microsoft: the person left the page", () => {
    expect(judgeMicrosoftRedirect(new URLSearchParams({ error: "server_error", error_subcode: "cancel" }))).toMatchObject({
      failure: "CONSENT_DECLINED",
    });
  });
});

describe("a refused code", () => {
  it("speaks of the code at Google, and gives the account no reason", () => {
    expect(judgeGoogleExchange(reply({ error: "invalid_grant", error_description: "Malformed auth code." }))).toMatchObject({
      failure: "PROVIDER_REFUSED",
      reason: null,
    });
    expect(judgeGoogleExchange(reply({ error: "admin_policy_enforced" }))).toMatchObject({ failure: "ADMIN_CONSENT_REQUIRED" });
    expect(judgeGoogleExchange(reply({ error: "invalid_client" }, 401))).toMatchObject({
      failure: "PROVIDER_UNAVAILABLE",
      applicationRefused: true,
    });
    expect(judgeGoogleExchange(reply(null, 502))).toMatchObject({ failure: "PROVIDER_UNAVAILABLE", applicationRefused: false });
    expect(judgeGoogleExchange({ kind: "noReply", code: "ECONNRESET" })).toMatchObject({
      failure: "PROVIDER_UNAVAILABLE",
      providerCode: "ECONNRESET",
    });
    expect(judgeGoogleExchange(reply({}, 200))).toMatchObject({ failure: "PROVIDER_UNAVAILABLE", providerCode: "UNEXPECTED_REPLY" });
  });

  it("is told apart by number at Microsoft", () => {
    expect(judgeMicrosoftExchange(aadsts(70000))).toMatchObject({ failure: "PROVIDER_REFUSED", reason: null });
    expect(judgeMicrosoftExchange(aadsts(53003))).toMatchObject({ failure: "PROVIDER_REFUSED", reason: "POLICY_BLOCKED" });
    expect(judgeMicrosoftExchange(aadsts(90094))).toMatchObject({ failure: "ADMIN_CONSENT_REQUIRED" });
    expect(judgeMicrosoftExchange(aadsts(7000222, "invalid_client"))).toMatchObject({
      failure: "PROVIDER_UNAVAILABLE",
      applicationRefused: true,
    });
  });
});

describe("an account at Microsoft", () => {
  const claims = { iss: "i", aud: "a", sub: "pairwise", iat: 0, exp: 0, oid: "o1" };
  it("is tenant and object, never the pairwise sub", () => {
    expect(toMicrosoftAccount({ ...claims, tid: "t1", preferred_username: "ola@m.test" })).toEqual({
      id: "t1.o1",
      claimedAddress: "ola@m.test",
      kind: "MICROSOFT_WORK",
    });
  });
  it("is personal in the tenant of all free accounts", () => {
    expect(toMicrosoftAccount({ ...claims, tid: "9188040d-6c67-4c5b-b112-36a304b66dad" })).toMatchObject({
      kind: "MICROSOFT_PERSONAL",
      claimedAddress: null,
    });
  });
  it("is none without its tenant", () => {
    expect(toMicrosoftAccount(claims)).toBeNull();
  });
});
