import type { DisconnectReason } from "../inbox/reasons.ts";
import { passing, refused, toProviderCode, type Verdict } from "./verdict.ts";

/** What an IMAP server answered to a login, or what kept us from asking. */
export type ImapReply =
  | {
      readonly kind: "no";
      readonly status: "NO" | "BAD";
      /** RFC 5530's code, upper case, without brackets; null where there was none. */
      readonly responseCode: string | null;
      /** For telling ALERTs apart, never stored or shown. */
      readonly text: string;
      /** Whether the login was by OAuth (XOAUTH2, OAUTHBEARER) and not by password. */
      readonly oauth: boolean;
      /** `status` of the JSON that came before the NO. */
      readonly oauthStatus?: string | null;
    }
  | {
      readonly kind: "fault";
      /** Node's or the client's own code: ETIMEDOUT, CERT_HAS_EXPIRED, ETHROTTLE … */
      readonly code: string;
      /** The TLS handshake failed. */
      readonly tls: boolean;
      /** The wait that the server asked for, in milliseconds. */
      readonly retryAfterMs?: number;
    };

const passingFaults: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "CONNECT_TIMEOUT",
  "GREETING_TIMEOUT",
  "UPGRADE_TIMEOUT",
  "ETIMEOUT",
  "NoConnection",
  "EConnectionClosed",
  "ClosedAfterConnectTLS",
  "ClosedAfterConnectText",
  "ETHROTTLE",
]);

const tlsFaults: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_UNTRUSTED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "STARTTLS_INJECTION",
  "tlsFailed",
]);

/** What Gmail says in ALERTs (its own wording, which no code tells apart); null: it passes. */
const alerts: readonly (readonly [RegExp, DisconnectReason | null])[] = [
  [/too many simultaneous connections/i, null],
  [/application-specific password required/i, "MFA_REQUIRED"],
  [/log in via your web browser/i, "SESSION_EXPIRED"],
  [/imap access is disabled/i, "PROTOCOL_DISABLED"],
];

/**
 * Judges the refusal of an IMAP login (providers.md 3.3; RFC 5530). A client's "authentication failed" flag is not looked at: it is
 * set for passing failures too. One refused OAuth login proves nothing: the caller refreshes once and tries once more before it asks.
 */
export function judgeImap(reply: ImapReply): Verdict {
  if (reply.kind === "fault") return judgeFault(reply);
  const { responseCode, oauth } = reply;
  switch (responseCode) {
    case null:
      return judgeUncoded(reply);
    case "AUTHENTICATIONFAILED":
      if (reply.oauthStatus === "insufficient_scope") return refused("SCOPE_MISSING", responseCode);
      return refused(oauth ? "ACCESS_REVOKED" : "BAD_CREDENTIALS", responseCode);
    case "EXPIRED":
      return refused(oauth ? "SESSION_EXPIRED" : "PASSWORD_CHANGED", responseCode);
    case "CONTACTADMIN":
      return refused("ACCOUNT_DISABLED", responseCode);
    case "NOPERM":
    case "AUTHORIZATIONFAILED":
      return refused("POLICY_BLOCKED", responseCode);
    case "PRIVACYREQUIRED":
      return refused("TLS_INVALID", responseCode);
    case "ALERT":
      return judgeAlert(reply.text);
    default:
      // UNAVAILABLE, LIMIT, INUSE, SERVERBUG, CORRUPTION, OVERQUOTA; and whatever nobody knows.
      return passing(toProviderCode(responseCode));
  }
}

function judgeFault(fault: Extract<ImapReply, { kind: "fault" }>): Verdict {
  const code = toProviderCode(fault.code);
  if (tlsFaults.has(fault.code)) return refused("TLS_INVALID", code);
  if (passingFaults.has(fault.code)) return passing(code, fault.retryAfterMs);
  return fault.tls ? refused("TLS_INVALID", code) : passing(code, fault.retryAfterMs);
}

function judgeAlert(text: string): Verdict {
  const reason = alerts.find(([pattern]) => pattern.test(text))?.[1] ?? null;
  return reason ? refused(reason, "ALERT") : passing("ALERT");
}

function judgeUncoded(reply: Extract<ImapReply, { kind: "no" }>): Verdict {
  if (!reply.oauth) return { verdict: "uncoded", providerCode: null };
  switch (reply.oauthStatus) {
    case "400":
    case "401":
    case "invalid_token":
      return refused("ACCESS_REVOKED", reply.oauthStatus);
    case "insufficient_scope":
      return refused("SCOPE_MISSING", reply.oauthStatus);
    default:
      // Exchange says "User is authenticated but not connected" and "AUTHENTICATE failed" without a code, also when it is only busy.
      return passing(reply.oauthStatus ? toProviderCode(reply.oauthStatus) : null);
  }
}

/**
 * Whether the refusal of sealed credentials proves that they open nothing.
 * @param hadWorked - whether these very credentials had opened a session before: only then an uncoded NO proves something.
 */
export function provesImapEnd(reply: ImapReply, hadWorked: boolean): boolean {
  if (reply.kind === "fault") return false;
  if (reply.responseCode === "AUTHENTICATIONFAILED" || reply.responseCode === "EXPIRED") return true;
  return reply.responseCode === null && reply.status === "NO" && hadWorked;
}
