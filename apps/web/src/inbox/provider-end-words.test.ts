import { describe, expect, it } from "vitest";
import type { ConnectionState, DisconnectReason, ProviderAccess } from "../gql/graphql.ts";
import { toLiveEnd } from "./provider-end-words.ts";

function endOf(state: ConnectionState, reason: DisconnectReason | null = null, providerAccess: ProviderAccess = "GRANTED") {
  const disconnection = reason === null ? null : { reason, explanation: "", remedy: "", at: "2026-01-01T00:00:00Z" };
  return toLiveEnd({ state, providerAccess, disconnection }).state;
}

describe("the provider's end of a live inbox", () => {
  it("is granted only while checks pass; where nobody looks, it was so when we last looked", () => {
    expect(endOf("CONNECTED")).toBe("inbox.granted");
    expect((["FAILING", "OFF"] as const).map((state) => endOf(state))).toEqual(["inbox.grantedThen", "inbox.grantedThen"]);
    expect(endOf("CONNECTING", null, "NONE")).toBe("inbox.notGranted");
  });

  it.each([
    ["ACCESS_REVOKED", "inbox.refused"],
    ["CONSENT_REQUIRED", "inbox.refused"],
    ["SESSION_EXPIRED", "inbox.refused"],
    ["PASSWORD_CHANGED", "inbox.refused"],
    ["BAD_CREDENTIALS", "inbox.refused"],
    ["MFA_REQUIRED", "inbox.refused"],
    ["POLICY_BLOCKED", "inbox.refused"],
    ["ACCOUNT_DISABLED", "inbox.refused"],
    ["SCOPE_MISSING", "inbox.unopened"],
    ["MAILBOX_NOT_FOUND", "inbox.unopened"],
    ["PROTOCOL_DISABLED", "inbox.unopened"],
    ["UNREACHABLE", "inbox.grantedThen"],
    ["TLS_INVALID", "inbox.grantedThen"],
    ["PROVIDER_MIGRATED", "inbox.grantedThen"],
    ["CREDENTIALS_UNREADABLE", "inbox.grantedThen"],
  ] as const)("after %s: %s", (reason, state) => {
    expect(endOf("DISCONNECTED", reason)).toBe(state);
  });

  it("that was closed meanwhile is said to be closed", () => {
    expect(endOf("DISCONNECTED", "ACCESS_REVOKED", "REVOKED")).toBe("access.REVOKED");
  });
});
