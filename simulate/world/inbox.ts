import type { GrantId, Inbox } from "@relink/domain";
import { newGrant } from "../../apps/api/src/connect/connect-needs.ts";
import type { HeldInbox } from "../../apps/api/src/inbox/held-inbox.ts";
import type { Moment } from "@relink/domain";
import { isDeadly, type OwnFault, type Window } from "./faults.ts";

/** One mailbox's world: what Relink holds of it, and what is true at its provider. */
export interface SimInbox {
  held: HeldInbox;
  readonly domain: SimDomain;
  /** From 0 up to 1: which outages of its host meet it. */
  readonly luck: number;
  /** What befalls it alone, in order. */
  readonly faults: readonly Window[];
  /** How many of those that end a grant have happened. */
  killed: number;
  /** What has ended the grant in use. */
  dead: { readonly kind: OwnFault; readonly at: number } | null;
  readonly firstDueAt: number;
  /** When nothing was known to be wrong, and it was left out until something is. Null while it is looked at. */
  quietSince: number | null;
  /** When the provider first refused because of what is true now. */
  firstRefusedAt: number | null;
  /** When that became true. */
  causeSince: number | null;
  /** That refusal came late by a rule: after a NO without a code a password is tried again hours later, so that no account is locked. */
  waitedForUncoded: boolean;
  reconnects: number;
}

export interface SimDomain {
  readonly name: string;
  readonly workspaceId: string;
  /** Policies that its administrators set. */
  readonly policies: readonly Window[];
  /** When its MX named another provider, and where to; null: never. */
  readonly move: { readonly at: number; readonly to: "GOOGLE" | "MICROSOFT"; readonly closesAt: number } | null;
  /** Its MX says something that proves nothing, for a while. */
  readonly noise: { readonly from: number; readonly until: number; readonly says: "GATEWAY" | "SERVFAIL" | "SPLIT" } | null;
  readonly inboxes: SimInbox[];
}

/** Notes what has ended the grant in use until now. */
export function meetDeath(inbox: SimInbox, now: number): void {
  const deadly = inbox.faults.filter(({ kind }) => isDeadly(kind));
  for (let next = deadly[inbox.killed]; next && next.from <= now; next = deadly[inbox.killed]) {
    inbox.killed += 1;
    if (!inbox.dead && (inbox.held.grant?.startedAt ?? 0) < next.from) inbox.dead = { kind: next.kind, at: next.from };
  }
}

/** All that lasts for a while and is true of this inbox. */
function windowsOf({ faults, domain, held }: SimInbox): readonly Window[] {
  const own = [...faults.filter(({ kind }) => !isDeadly(kind)), ...domain.policies];
  const { move } = domain;
  return move && held.inbox.provider !== move.to ? [...own, { kind: "closed", from: move.closesAt, until: Infinity }] : own;
}

/** At Google and Microsoft. */
const longestBlip = 25_000;

/** What is wrong with it now, whatever its host does. */
export function faultsNow(inbox: SimInbox, now: number): readonly Window[] {
  meetDeath(inbox, now);
  const dead = inbox.dead ? [{ kind: inbox.dead.kind, from: inbox.dead.at, until: Infinity }] : [];
  const grantSince = inbox.held.grant?.startedAt ?? 0;
  const lasting = windowsOf(inbox).filter(({ kind, from, until }) => {
    // A second factor is given by signing in again.
    if (kind === "secondFactor" && grantSince >= from) return false;
    // Planned where it was; where it has moved to a moment is shorter, and so is the wait for the second look.
    if (kind === "blip" && inbox.held.inbox.provider !== "IMAP" && now >= from + longestBlip) return false;
    return from <= now && now < until;
  });
  return [...dead, ...lasting];
}

/** When the next thing of its own begins after this; Infinity: nothing does. */
export function nextFaultAt(inbox: SimInbox, now: number): number {
  const starts = [...inbox.faults, ...windowsOf(inbox)].map(({ from }) => from).filter((from) => from > now);
  return Math.min(Infinity, ...starts);
}

/** A fresh grant of the account, as a sign-in brings it. */
export function grantFor(inbox: Inbox, id: string, moment: Moment) {
  const accountKind = inbox.provider === "GOOGLE" ? "GOOGLE" : inbox.provider === "MICROSOFT" ? "MICROSOFT_WORK" : "IMAP";
  return newGrant(
    inbox,
    { id: id as GrantId, provider: inbox.provider, accountKind, accountKey: inbox.address, signedInAs: inbox.address, clientId: null },
    moment,
  );
}
