import type { SendingState, Verdict } from "@relink/domain";

/** A mail server and how TLS begins there: with the connection (TLS), or by STARTTLS, never without. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: "TLS" | "STARTTLS";
}

export type MailboxAuth =
  /** XOAUTH2 or OAUTHBEARER, as `user`: that address's own mailbox, an alias, or a shared mailbox. */
  { readonly accessToken: string; readonly provider: "GOOGLE" | "MICROSOFT" } | { readonly password: string };

export interface MailboxLogin {
  readonly server: MailServer;
  readonly user: string;
  readonly auth: MailboxAuth;
}

/** What one try to open a mailbox showed. */
export interface MailboxReply {
  readonly verdict: Verdict;
  /** This answer to a password shows that the provider's end is closed; of an OAuth grant only a refresh shows it. */
  readonly provesEnd: boolean;
  /** The host may not be reached from here, or isn't there; which of the two is not told (it would map our network). */
  readonly refusedHost: boolean;
  readonly latencyMs: number;
  /** The INBOX, where the session opened. UIDs are decimal (RFC 9051, 2.3.1.1: 32 bits). */
  readonly inbox: { readonly uidValidity: string; readonly uidNext: string; readonly messages: number } | null;
}

export interface SendingVerdict {
  readonly sending: SendingState;
  readonly providerCode: string | null;
}

/** Real sessions at mail servers. Nothing here reads a message, and no method throws for what a server does. */
export interface Mailboxes {
  /**
   * Signs in and asks for the INBOX's STATUS; `timeoutMs` 15,000 at most, and by default.
   * `hadWorked`: these very credentials had opened a session before, so that even a NO without a code proves their end.
   */
  open(login: MailboxLogin, options?: { readonly timeoutMs?: number; readonly hadWorked?: boolean }): Promise<MailboxReply>;
  /** Signs in to the sending server, and sends nothing; `timeoutMs` as above, `signal` ends it at once. */
  checkSmtp(login: MailboxLogin, options?: { readonly timeoutMs?: number; readonly signal?: AbortSignal }): Promise<SendingVerdict>;
}
