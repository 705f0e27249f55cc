import type { HostName } from "../accounts/account.store.ts";
import type { LogInRefusal } from "./log-in.ts";

export type ImapRefusal = {
  /** JSON that goes ahead as a continuation; the client answers it before the tagged reply (providers.md 3.1). */
  readonly challenge: string | null;
  /** The tagged reply, without its tag. */
  readonly reply: string;
};

const gmailChallenge = JSON.stringify({ status: "400", schemes: "Bearer", scope: "https://mail.google.com/" });

/** A refused log-in as the provider words it: RFC 5530 codes, Gmail's alerts, Microsoft's silence. */
export function toImapRefusal(provider: HostName, why: Exclude<LogInRefusal, "smtp-disabled">): ImapRefusal {
  switch (why) {
    case "bad-token":
      if (provider === "microsoft") return plain("NO AUTHENTICATE failed.");
      if (provider === "imap") return plain("NO [AUTHENTICATIONFAILED] Authentication failed.");
      return { challenge: gmailChallenge, reply: "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)" };
    case "bad-credentials":
      return plain("NO [AUTHENTICATIONFAILED] Authentication failed.");
    case "app-password-required":
      return plain("NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)");
    case "basic-auth-off":
      return plain("NO AUTHENTICATE failed.");
    case "not-connected":
      return plain("BAD User is authenticated but not connected.");
    case "contact-admin":
      return plain("NO [CONTACTADMIN] This account is suspended. Contact your administrator.");
    case "unavailable":
      return plain("NO [UNAVAILABLE] Temporary authentication failure. Try again later.");
    case "limit":
      return plain("NO [LIMIT] Maximum number of connections from user+IP exceeded.");
    case "throttled":
      return plain("BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds");
    case "no-code":
      return plain("NO Login failed.");
  }
}

function plain(reply: string): ImapRefusal {
  return { challenge: null, reply };
}
