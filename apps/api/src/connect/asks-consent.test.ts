import { describe, expect, it } from "vitest";
import { asksConsent } from "./asks-consent.ts";

const failed = (failure: "ADMIN_CONSENT_REQUIRED" | "SCOPE_MISSING" | "PROVIDER_REFUSED", provider_code: string | null = null) => ({
  failure,
  provider_code,
});
const for65001 = { reason: "CONSENT_REQUIRED", providerCode: "AADSTS65001" } as const;

describe("a sign-in at Microsoft asks for consent once more", () => {
  it.each([
    ["after a permission was missing", failed("SCOPE_MISSING"), null],
    ["after the code was refused for want of consent", failed("PROVIDER_REFUSED", "AADSTS65001"), null],
    ["where the inbox was disconnected for want of consent", null, for65001],
    ["where a permission is missing to the inbox", null, { reason: "SCOPE_MISSING", providerCode: null }],
  ] as const)("%s", (_when, before, disconnection) => {
    expect(asksConsent(before, disconnection)).toBe(true);
  });
});

describe("and does not", () => {
  it.each([
    ["at a first connection", null, null],
    [
      "once an administrator was needed, whatever was missing before: the person would be turned back again",
      failed("ADMIN_CONSENT_REQUIRED"),
      for65001,
    ],
    ["where the refresh said so already", null, { reason: "CONSENT_REQUIRED", providerCode: "AADSTS90094" }],
    ["after a password or a session ended", null, { reason: "SESSION_EXPIRED", providerCode: "AADSTS70043" }],
    ["after a sign-in that came to a good end", { failure: null, provider_code: null }, null],
  ] as const)("%s", (_when, before, disconnection) => {
    expect(asksConsent(before, disconnection)).toBe(false);
  });
});
