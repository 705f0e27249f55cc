import type { Account, Accounts, HostName } from "../accounts/account.store.ts";
import type { Consents } from "../oauth/consent.store.ts";
import { hostProfiles } from "../oauth/sign-in-host.ts";

export type Credentials =
  | { readonly method: "password"; readonly user: string; readonly password: string }
  | { readonly method: "token"; readonly user: string; readonly token: string };

/** Why a mail server says no, before IMAP or SMTP words it. */
export type LogInRefusal =
  | "bad-credentials"
  | "bad-token"
  | "app-password-required"
  | "basic-auth-off"
  | "not-connected"
  | "contact-admin"
  | "unavailable"
  | "limit"
  | "throttled"
  | "no-code"
  | "smtp-disabled";

export type LogInVerdict =
  | { readonly kind: "ok"; readonly provider: HostName; readonly mailbox: Account }
  | { readonly kind: "refused"; readonly provider: HostName; readonly why: LogInRefusal }
  | { readonly kind: "hang" }
  | { readonly kind: "drop" };

export type LogInNeeds = { readonly accounts: Accounts; readonly consents: Consents };

/** By which name clients call a provider's mail servers. */
export function toServerHost(serverName: string | false | null | undefined): HostName | null {
  const match = /^(?:imap|smtp|mail)\.(google|microsoft|imap)\.demo\.test$/.exec(serverName || "");
  return match ? (match[1] as HostName) : null;
}

/** The user's domain decides which provider answers; an unknown domain is an ordinary mail host. */
export function toProvider(user: string): HostName {
  const domain = user.toLowerCase().split("@")[1] ?? "";
  if (domain === "google.demo.test") return "google";
  return domain === "microsoft.demo.test" || domain === "outlook.demo.test" ? "microsoft" : "imap";
}

/**
 * Judges credentials for IMAP or SMTP: the mailbox that they open, or why they open none.
 * @param at - the provider whose server is asked; null where the client did not say.
 */
export async function logIn(
  needs: LogInNeeds,
  service: "imap" | "smtp",
  credentials: Credentials,
  at: HostName | null = null,
): Promise<LogInVerdict> {
  const named = await needs.accounts.find(credentials.user);
  const held = named && named.mailbox !== named.address ? await needs.accounts.find(named.mailbox) : named;
  const hasMoved = held !== null && held.movedTo !== null && held.movedTo === at;
  const provider = hasMoved ? at : toProvider(credentials.user);
  const mailbox = hasMoved ? { ...held, suspended: false, mailboxDeleted: false } : held;
  const trouble = mailbox && !hasMoved ? findTrouble(mailbox, service) : null;
  if (trouble === "hang" || trouble === "drop") return { kind: trouble };
  const why =
    trouble ??
    (credentials.method === "password"
      ? await judgePassword(needs, provider, mailbox, credentials.password)
      : await judgeToken(needs, provider, service, mailbox, credentials.token));
  if (why !== null || mailbox === null) return { kind: "refused", provider, why: why ?? "bad-credentials" };
  return { kind: "ok", provider, mailbox };
}

function findTrouble(account: Account, service: "imap" | "smtp"): LogInRefusal | "hang" | "drop" | null {
  if (service === "smtp" && account.smtpReply) return account.smtpReply === "disabled" ? "smtp-disabled" : "unavailable";
  if (service === "imap" && account.imapReply) {
    // Microsoft words it in its own way (providers.md 2.8).
    if (account.imapReply === "limit" && account.provider === "microsoft") return "throttled";
    return account.imapReply === "contactadmin" ? "contact-admin" : account.imapReply;
  }
  return account.suspended ? "contact-admin" : null;
}

async function judgePassword(
  { accounts }: LogInNeeds,
  provider: HostName,
  mailbox: Account | null,
  password: string,
): Promise<LogInRefusal | null> {
  if (provider === "google") return "app-password-required";
  if (provider === "microsoft") return "basic-auth-off";
  return mailbox && (await accounts.hasPassword(mailbox.address, password)) ? null : "bad-credentials";
}

async function judgeToken(
  { accounts, consents }: LogInNeeds,
  provider: HostName,
  service: "imap" | "smtp",
  mailbox: Account | null,
  token: string,
): Promise<LogInRefusal | null> {
  if (provider === "imap") return "bad-token";
  const record = await consents.findToken(provider, token, ["AccessToken"]);
  const scope = service === "imap" ? hostProfiles[provider].imapScope : hostProfiles[provider].smtpScope;
  if (!record?.live || !record.scope.split(" ").includes(scope)) return "bad-token";
  const holder = await accounts.findBySubject(record.subject);
  const opens = holder && mailbox && mayOpen(holder, mailbox) && !mailbox.mailboxDeleted;
  if (opens) return null;
  // Microsoft takes the token, and only then finds no mailbox that it opens (providers.md 2.8).
  return provider === "microsoft" ? "not-connected" : "bad-token";
}

function mayOpen(holder: Account, mailbox: Account): boolean {
  return holder.address === mailbox.address || mailbox.delegates.includes(holder.address);
}
