import type { AccountTrouble, HostName } from "../accounts/account.store.ts";
import type { TokenReply } from "../oauth/application.store.ts";

/** Whom a trouble meets: one mailbox, all mailboxes of a domain, or all that a provider's host has. */
export const scopes = ["mailbox", "domain", "host"] as const;
export type Scope = (typeof scopes)[number];
export type Target = { readonly scope: Scope; readonly name: string };

export const hostNames = ["google", "microsoft", "imap"] as const satisfies readonly HostName[];

export const troubleKinds = [
  "access-revoked",
  "password-changed",
  "mfa-demanded",
  "mailbox-deleted",
  "account-suspended",
  "policy-blocked",
  "stopped",
  "answers-503",
  "throttled",
  "uncoded",
  "sending-off",
  "mx-moved",
  "dns-fails",
  "secret-lapsed",
] as const;
export type TroubleKind = (typeof troubleKinds)[number];

/** A trouble that was made and not ended yet. */
export type Trouble = Target & {
  readonly id: number;
  readonly kind: TroubleKind;
  readonly since: string;
  /** Where a domain moved to; what else only this kind has. */
  readonly detail: Readonly<Record<string, string>>;
};

type Rule = {
  /** What it is about: a trouble of a domain or of a host widens the target that was named to that. */
  readonly reach: Scope;
  /** Where it can be. */
  readonly hosts: readonly HostName[];
  /** What each account in it meets. */
  readonly meets?: AccountTrouble;
};

const everywhere = hostNames;
const withSignIn = ["google", "microsoft"] as const;

export const troubleRules: Readonly<Record<TroubleKind, Rule>> = {
  "access-revoked": { reach: "mailbox", hosts: withSignIn },
  "password-changed": { reach: "mailbox", hosts: everywhere },
  "mfa-demanded": { reach: "mailbox", hosts: withSignIn, meets: { refreshReply: "mfa" } },
  "mailbox-deleted": { reach: "mailbox", hosts: everywhere, meets: { mailboxDeleted: true } },
  "account-suspended": { reach: "mailbox", hosts: everywhere, meets: { suspended: true } },
  "policy-blocked": { reach: "mailbox", hosts: withSignIn, meets: { refreshReply: "policy" } },
  stopped: { reach: "mailbox", hosts: everywhere, meets: { imapReply: "drop", smtpReply: "unavailable", tokenReply: "drop" } },
  "answers-503": { reach: "mailbox", hosts: everywhere, meets: { imapReply: "unavailable", smtpReply: "unavailable", tokenReply: "503" } },
  throttled: { reach: "mailbox", hosts: everywhere, meets: { imapReply: "limit", smtpReply: "unavailable", tokenReply: "429" } },
  uncoded: { reach: "mailbox", hosts: ["imap"], meets: { imapReply: "no-code" } },
  "sending-off": { reach: "mailbox", hosts: everywhere, meets: { smtpReply: "disabled" } },
  "mx-moved": { reach: "domain", hosts: everywhere },
  "dns-fails": { reach: "domain", hosts: everywhere },
  "secret-lapsed": { reach: "host", hosts: withSignIn },
};

/** What a host's token endpoint answers everybody while one of these is on for the whole host. */
export const hostTokenReplies: Partial<Readonly<Record<TroubleKind, TokenReply>>> = {
  stopped: "drop",
  "answers-503": "503",
  throttled: "429",
  "secret-lapsed": "invalid_client",
};

/** Which comes first where an account is in several: what does not answer can't refuse either. */
export function toMeeting(kinds: readonly TroubleKind[]): AccountTrouble {
  const inOrder = troubleKinds.filter((kind) => kinds.includes(kind)).toSorted((one, other) => weight(one) - weight(other));
  return Object.assign({}, ...inOrder.map((kind) => troubleRules[kind].meets ?? {}));
}

function weight(kind: TroubleKind): number {
  return ["uncoded", "throttled", "answers-503", "stopped"].indexOf(kind);
}

/** Where a company goes whose domain moves and nobody said where to. */
export const usualMove: Readonly<Record<HostName, HostName>> = { google: "microsoft", microsoft: "google", imap: "microsoft" };
