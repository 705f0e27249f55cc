import { judgeImap, judgeSmtp, provesImapEnd, type Verdict } from "@relink/domain";
import type { Env } from "../env.ts";
import { boundedTimeout } from "./deadline.ts";
import { type Admission, createHostGuard, type HostGuard } from "./host-guard.ts";
import { toImapReply } from "./imap-reply.ts";
import { openInbox } from "./imap-session.ts";
import { createMailTrust, type MailTrust } from "./mail-trust.ts";
import type { Mailboxes, MailboxLogin, MailboxReply } from "./mailbox.ts";
import { askSmtp, smtpProviderCode } from "./smtp-session.ts";

export type MailboxEnv = Pick<Env, "dnsServers" | "mailPorts" | "allowedPrivateHosts" | "extraCaFile" | "google" | "microsoft">;

// Such a character would end a field of the login early, and begin another.
const controlCharacter = /\p{Cc}/u;

function secretOf({ auth }: MailboxLogin): string {
  return "password" in auth ? auth.password : auth.accessToken;
}

function isWritable(login: MailboxLogin): boolean {
  return login.user !== "" && secretOf(login) !== "" && !controlCharacter.test(login.user) && !controlCharacter.test(secretOf(login));
}

function passing(providerCode: string): Verdict {
  return { verdict: "passing", providerCode };
}

/** What keeps us from asking at all. Refused hosts look like names that are not there. */
function withoutAsking(admission: Exclude<Admission, { type: "admitted" }>): Pick<MailboxReply, "verdict" | "refusedHost"> {
  if (admission.type === "refusedHost") return { verdict: passing("ENOTFOUND"), refusedHost: true };
  return { verdict: passing(admission.code), refusedHost: false };
}

/** What the look-up of the host has left of the time. */
function remaining(timeoutMs: number | undefined, begun: number): number {
  return Math.max(1, boundedTimeout(timeoutMs) - (performance.now() - begun));
}

type Look = Omit<MailboxReply, "latencyMs">;
const nothing = { provesEnd: false, refusedHost: false, inbox: null } as const;

async function look(
  guard: HostGuard,
  trust: MailTrust,
  login: MailboxLogin,
  timeoutMs: number | undefined,
  hadWorked: boolean,
): Promise<Look> {
  if (!isWritable(login))
    return { ...nothing, verdict: { verdict: "refused", reason: "BAD_CREDENTIALS", providerCode: "INVALID_CHARACTERS" } };
  const begun = performance.now();
  const admission = await guard.admit(login.server);
  if (admission.type !== "admitted") return { ...nothing, ...withoutAsking(admission) };
  const oauth = "accessToken" in login.auth;
  try {
    const inbox = await openInbox(login, admission, trust, remaining(timeoutMs, begun));
    return { ...nothing, verdict: { verdict: "ok" }, inbox };
  } catch (error) {
    const reply = toImapReply(error, oauth);
    return { ...nothing, verdict: judgeImap(reply), provesEnd: !oauth && provesImapEnd(reply, hadWorked) };
  }
}

/** Mailboxes behind a guard and with a trust; what `createMailboxes` puts together from the settings. */
export function createGuardedMailboxes(guard: HostGuard, trust: MailTrust): Mailboxes {
  return {
    async open(login, options = {}) {
      const begun = performance.now();
      const seen = await look(guard, trust, login, options.timeoutMs, options.hadWorked ?? false);
      return { ...seen, latencyMs: Math.round(performance.now() - begun) };
    },
    async checkSmtp(login, options = {}) {
      if (!isWritable(login)) return { sending: "REFUSED", providerCode: "INVALID_CHARACTERS" };
      const begun = performance.now();
      const admission = await guard.admit(login.server);
      if (admission.type === "refusedHost") return { sending: "UNKNOWN", providerCode: "ENOTFOUND" };
      if (admission.type === "unresolved") return { sending: "UNKNOWN", providerCode: admission.code };
      const reply = await askSmtp(login, admission, trust, remaining(options.timeoutMs, begun), options.signal);
      return { sending: judgeSmtp(reply), providerCode: smtpProviderCode(reply) };
    },
  };
}

/** The guard that the settings describe; the operator's own provider servers are reached wherever they are. */
export function createMailHostGuard(env: MailboxEnv): HostGuard {
  const { google, microsoft } = env;
  const own = [google.imap, google.smtp, microsoft.imap, microsoft.smtp];
  const trusted = microsoft.personalSmtp ? [...own, microsoft.personalSmtp] : own;
  return createHostGuard({ dnsServers: env.dnsServers, mailPorts: env.mailPorts, allowedPrivateHosts: env.allowedPrivateHosts, trusted });
}

/** Throws where RELINK_EXTRA_CA can't be read. */
export function createMailboxes(env: MailboxEnv): Mailboxes {
  return createGuardedMailboxes(createMailHostGuard(env), createMailTrust(env.extraCaFile));
}
