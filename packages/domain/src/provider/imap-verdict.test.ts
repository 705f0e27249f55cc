import { describe, expect, it } from "vitest";
import { judgeImap, provesImapEnd, type ImapReply } from "./imap-verdict.ts";
import { judgeSmtp } from "./smtp-verdict.ts";

const no = (responseCode: string | null, more: Partial<Extract<ImapReply, { kind: "no" }>> = {}): ImapReply => ({
  kind: "no",
  status: "NO",
  responseCode,
  text: "",
  oauth: false,
  ...more,
});
const oauth = (responseCode: string | null, oauthStatus: string | null = null): ImapReply => no(responseCode, { oauth: true, oauthStatus });
const fault = (code: string, tls = false): ImapReply => ({ kind: "fault", code, tls });
const alert = (text: string): ImapReply => no("ALERT", { text });
const refused = (reason: string, providerCode: string) => ({ verdict: "refused", reason, providerCode });
const passing = (providerCode: string | null) => ({ verdict: "passing", providerCode });
const uncoded = { verdict: "uncoded", providerCode: null };

describe("an IMAP login that failed (providers.md 3.3)", () => {
  it.each([
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "CONNECT_TIMEOUT",
    "GREETING_TIMEOUT",
    "UPGRADE_TIMEOUT",
    "ETIMEOUT",
    "NoConnection",
    "EConnectionClosed",
    "ClosedAfterConnectTLS",
    "ClosedAfterConnectText",
    "ETHROTTLE",
    "SOMETHING_NEW",
  ])("%s may pass", (code) => {
    expect(judgeImap(fault(code))).toEqual(passing(code));
  });

  it.each([
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_SSL_WRONG_VERSION_NUMBER",
    "STARTTLS_INJECTION",
    "tlsFailed",
  ])("%s is the server's certificate, not the password", (code) => {
    expect(judgeImap(fault(code))).toEqual(refused("TLS_INVALID", code));
  });

  it.each([
    ["UNAVAILABLE", no("UNAVAILABLE"), passing("UNAVAILABLE")],
    ["LIMIT", no("LIMIT"), passing("LIMIT")],
    ["INUSE", no("INUSE"), passing("INUSE")],
    ["SERVERBUG", no("SERVERBUG"), passing("SERVERBUG")],
    ["a code nobody knows", no("XNEW"), passing("XNEW")],
    ["AUTHENTICATIONFAILED to a password", no("AUTHENTICATIONFAILED"), refused("BAD_CREDENTIALS", "AUTHENTICATIONFAILED")],
    ["AUTHENTICATIONFAILED to a token", oauth("AUTHENTICATIONFAILED", "400"), refused("ACCESS_REVOKED", "AUTHENTICATIONFAILED")],
    [
      "AUTHENTICATIONFAILED for want of a scope",
      oauth("AUTHENTICATIONFAILED", "insufficient_scope"),
      refused("SCOPE_MISSING", "AUTHENTICATIONFAILED"),
    ],
    ["EXPIRED to a password", no("EXPIRED"), refused("PASSWORD_CHANGED", "EXPIRED")],
    ["EXPIRED to a token", oauth("EXPIRED"), refused("SESSION_EXPIRED", "EXPIRED")],
    ["CONTACTADMIN", no("CONTACTADMIN"), refused("ACCOUNT_DISABLED", "CONTACTADMIN")],
    ["NOPERM", no("NOPERM"), refused("POLICY_BLOCKED", "NOPERM")],
    ["AUTHORIZATIONFAILED", no("AUTHORIZATIONFAILED"), refused("POLICY_BLOCKED", "AUTHORIZATIONFAILED")],
    ["PRIVACYREQUIRED", no("PRIVACYREQUIRED"), refused("TLS_INVALID", "PRIVACYREQUIRED")],
    ["ALERT: too many sessions", alert("Too many simultaneous connections. (Failure)"), passing("ALERT")],
    [
      "ALERT: app password",
      alert("Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)"),
      refused("MFA_REQUIRED", "ALERT"),
    ],
    [
      "ALERT: browser",
      alert("Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)"),
      refused("SESSION_EXPIRED", "ALERT"),
    ],
    [
      "ALERT: IMAP off",
      alert("IMAP access is disabled for your domain. Please contact your domain administrator. (Failure)"),
      refused("PROTOCOL_DISABLED", "ALERT"),
    ],
    ["ALERT: anything else", alert("Maintenance tonight"), passing("ALERT")],
    ["no code to a password", no(null), uncoded],
    ["BAD without a code to a password", no(null, { status: "BAD" }), uncoded],
    ["no code to a token", oauth(null), passing(null)],
    [
      "Exchange: authenticated but not connected",
      no(null, { status: "BAD", oauth: true, text: "User is authenticated but not connected." }),
      passing(null),
    ],
    ["no code to a token, but JSON: 401", oauth(null, "401"), refused("ACCESS_REVOKED", "401")],
    ["no code to a token, but JSON: invalid_token", oauth(null, "invalid_token"), refused("ACCESS_REVOKED", "invalid_token")],
    ["no code to a token, but JSON: a scope is missing", oauth(null, "insufficient_scope"), refused("SCOPE_MISSING", "insufficient_scope")],
  ])("%s", (_what, answer, verdict) => {
    expect(judgeImap(answer)).toEqual(verdict);
  });

  it("keeps the wait of a server that throttles, and takes a reset during TLS for what it is", () => {
    expect(judgeImap({ kind: "fault", code: "ETHROTTLE", tls: false, retryAfterMs: 92_415 })).toEqual({
      verdict: "passing",
      providerCode: "ETHROTTLE",
      retryAfterMs: 92_415,
    });
    expect(judgeImap(fault("ECONNRESET", true))).toEqual(passing("ECONNRESET"));
    expect(judgeImap(fault("ERR_SSL_TLSV1_ALERT", true))).toEqual(refused("TLS_INVALID", "ERR_SSL_TLSV1_ALERT"));
  });
});

describe("the proof that the provider's end is closed at an IMAP server", () => {
  it.each([
    ["AUTHENTICATIONFAILED", no("AUTHENTICATIONFAILED"), true, true],
    ["EXPIRED", no("EXPIRED"), true, true],
    ["an uncoded NO", no(null), true, false],
    ["an uncoded BAD", no(null, { status: "BAD" }), false, false],
    ["UNAVAILABLE", no("UNAVAILABLE"), false, false],
    ["CONTACTADMIN", no("CONTACTADMIN"), false, false],
    ["a time-out", fault("ETIMEDOUT"), false, false],
  ])("%s: %s for credentials that had worked", (_what, answer, hadWorked, hadNot) => {
    expect([provesImapEnd(answer, true), provesImapEnd(answer, false)]).toEqual([hadWorked, hadNot]);
  });
});

describe("sending (providers.md 2.8, 3.5)", () => {
  it.each([
    ["it works", { kind: "ok" }, "WORKING"],
    [
      "off for the tenant",
      {
        kind: "refused",
        responseCode: 535,
        text: "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
      },
      "DISABLED",
    ],
    [
      "no passwords",
      {
        kind: "refused",
        responseCode: 550,
        text: "5.7.30 Basic authentication is not supported for Client Submission.",
      },
      "DISABLED",
    ],
    ["no AUTH offered", { kind: "refused", responseCode: 500, text: "" }, "DISABLED"],
    ["bad token", { kind: "refused", responseCode: 535, text: "5.7.3 Authentication unsuccessful" }, "REFUSED"],
    ["temporary", { kind: "refused", responseCode: 454, text: "4.7.0 Temporary authentication failure" }, "UNKNOWN"],
    ["unreachable", { kind: "fault", code: "ESOCKET" }, "UNKNOWN"],
  ] as const)("%s", (_what, answer, state) => {
    expect(judgeSmtp(answer)).toBe(state);
  });
});
