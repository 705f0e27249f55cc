import type { Arrived, Fact, GrantEffect, GrantId, GrantStep, Inbox, MemberId, Moment, Step } from "@relink/domain";
import type { AttemptRow } from "../connect/attempt.ts";
import type { LinkRow } from "../link/link.ts";
import type { SealedRecord } from "../mail/vault.ts";
import type { HeldInbox } from "./held-inbox.ts";
import type { KeyRow } from "./idempotency.ts";
import type { KeptGrant } from "./grant-row.ts";
import { noHealth, type Health } from "./inbox-row.ts";

/** Who did it, in words that stay true. */
export interface Actor {
  readonly kind: "MEMBER" | "API_KEY" | "LINK" | "SYSTEM";
  readonly memberId: MemberId | null;
  /** The API key's id, where one did it. */
  readonly keyId?: string;
  readonly name: string;
}

/** What Relink does by itself. */
export const system: Actor = { kind: "SYSTEM", memberId: null, name: "Relink" };

export type TimerKind =
  | "attemptExpires"
  | "revoke"
  | "verify"
  | "sealRunsOut"
  | "remind"
  | "escalate"
  | "accountRevoked"
  | "endStrayGrant"
  | "accessLapses"
  | "reported"
  | "sendMail"
  | "remindDisconnected"
  | "policyNotice"
  | "migrate"
  | "inviteHolders"
  | "recheckMoved"
  | "tellWebhookDisabled";

/** Something that must happen later, stored with the change that asks for it. */
export interface NewTimer {
  readonly kind: TimerKind;
  readonly dueAt: number;
  readonly workspaceId?: string;
  readonly inboxId?: string;
  readonly grantId?: string;
  readonly attemptId?: string;
  /** Nothing secret. */
  readonly payload?: Readonly<Record<string, string>>;
}

export interface CheckRecord {
  /** UUID; default a new one. */
  readonly id?: string;
  readonly verdict: "OK" | "PASSING_FAILURE" | "REFUSED" | "APPLICATION_REFUSED";
  readonly providerCode: string | null;
  readonly latencyMs: number;
}

export interface StrayGrant {
  readonly id: string;
  readonly attemptId: string;
  readonly provider: string;
  readonly accountKey: string;
  readonly sealed: SealedRecord;
  readonly expiresAt: number;
}

/** What becomes of an inbox's links. */
export interface LinkChange {
  /** Open reconnect links are withdrawn. */
  readonly withdraw?: true;
  /** This one is withdrawn, where it is still open. */
  readonly withdrawOne?: string;
  /** A new one withdraws the one before it. */
  readonly created?: LinkRow;
  /** Its id; where it is not open any more, nothing of the change is stored. */
  readonly spend?: string;
}

/** All that one change of one inbox writes, in one statement. Everything beside the inbox is optional. */
export interface Change {
  readonly at: number;
  readonly actor: Actor;
  readonly inbox: Inbox;
  /** The version that was read; null for a new inbox. */
  readonly expect: number | null;
  /** False: nothing of the inbox itself changes, the version only guards. */
  readonly inboxMoves: boolean;
  readonly displayName: string | null;
  readonly facts: readonly Fact[];
  readonly grant: KeptGrant | null;
  readonly endedGrant: KeptGrant | null;
  /** Grants to write. */
  readonly grants: readonly KeptGrant[];
  readonly secrets: readonly { readonly grantId: GrantId; readonly sealed: SealedRecord }[];
  /** How the number of live grants of an account changes, and what it must be afterwards. */
  readonly accounts: readonly { readonly key: string; readonly delta: -1 | 1; readonly expect: number | null }[];
  readonly timers: readonly NewTimer[];
  /** Timers of this inbox that are not wanted any more; of one grant alone where it is named. */
  readonly cancel: readonly { readonly kind: TimerKind; readonly grantId?: string }[];
  readonly health: Health;
  readonly healthMoves: boolean;
  /** When a rule asks for the next look; null: the usual interval. */
  readonly checkAt: number | null;
  readonly check: CheckRecord | null;
  /** The fencing token of the claimed check that this is the end of: stored only while the claim is still ours. */
  readonly claim: number | null;
  /** What reached the INBOX since it was last seen; told with the event that brings the inbox back. */
  readonly arrived: Arrived | null;
  readonly attempt: AttemptRow | null;
  readonly stray: StrayGrant | null;
  /** The held grant (`StrayGrant`) that the inbox uses from now on, so that it is no stray any more. */
  readonly taken: string | null;
  readonly links: LinkChange;
  readonly audit: { readonly action: string; readonly ip: string | null; readonly outcome: string } | null;
  readonly idempotency: KeyRow | null;
}

const nothing = {
  secrets: [],
  accounts: [],
  timers: [],
  cancel: [],
  healthMoves: false,
  checkAt: null,
  check: null,
  claim: null,
  arrived: null,
  attempt: null,
  stray: null,
  taken: null,
  links: {},
  audit: null,
  idempotency: null,
} as const;

/** A change that begins from what was read and moves nothing yet. */
export function unchanged(held: HeldInbox, at: number, actor: Actor): Change {
  return {
    ...nothing,
    at,
    actor,
    inbox: held.inbox,
    expect: held.inbox.version,
    inboxMoves: false,
    displayName: held.displayName,
    facts: [],
    grant: held.grant,
    endedGrant: held.endedGrant,
    grants: [],
    health: held.health,
  };
}

/** A change that makes an inbox. */
export function created(step: Step, displayName: string | null, at: number, actor: Actor): Change {
  return {
    ...nothing,
    at,
    actor,
    inbox: step.next,
    expect: null,
    inboxMoves: true,
    displayName,
    facts: step.facts,
    grant: null,
    endedGrant: null,
    grants: [],
    health: noHealth,
    healthMoves: true,
  };
}

/** Our end moves. What a grant must do about it (`endGrant`) is `withGrantStep`'s. */
export function withStep(change: Change, step: Step, moment: Moment): Change {
  const { next } = step;
  const version = change.inbox.version + step.facts.length;
  const escalates = step.facts.some((said) => said.type === "DISCONNECTED") && next.belonging.kind === "PERSONAL";
  return {
    ...change,
    inbox: { ...next, version },
    inboxMoves: change.inboxMoves || step.facts.length > 0,
    facts: [...change.facts, ...step.facts],
    healthMoves: true,
    checkAt: step.effects.find((effect) => effect.type === "checkAt")?.at ?? null,
    links: step.effects.some((effect) => effect.type === "withdrawLinks") ? { ...change.links, withdraw: true } : change.links,
    timers: [...change.timers, ...(escalates ? [{ kind: "escalate", dueAt: moment.now + moment.durations.escalate } as const] : [])],
  };
}

/** The provider's end of one grant moves. */
export function withGrantStep(change: Change, before: KeptGrant, step: GrantStep, endedBy: string | null = before.endedBy): Change {
  const after: KeptGrant = { ...before, ...step.next, endedBy };
  const ended = after.endedAt !== null;
  const isNewest = ended && (before.endedAt === null || change.endedGrant?.id === after.id);
  return {
    ...change,
    inbox: { ...change.inbox, version: change.inbox.version + step.facts.length },
    // Where the provider's end stands is a column of the inbox too.
    inboxMoves: true,
    facts: [...change.facts, ...step.facts],
    grant: change.grant?.id === after.id ? (ended ? null : after) : change.grant,
    endedGrant: isNewest ? after : change.endedGrant,
    grants: [...change.grants.filter((other) => other.id !== after.id), after],
    timers: [
      ...change.timers,
      ...step.effects.map((effect) => ({ kind: effect.type satisfies GrantEffect["type"], dueAt: effect.at, grantId: after.id })),
    ],
    // One chain of each kind for a grant: a new one takes the old one's place.
    cancel: [...change.cancel, ...step.effects.map((effect) => ({ kind: effect.type, grantId: after.id }))],
  };
}
