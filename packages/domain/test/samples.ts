import {
  durations,
  fact,
  noTrouble,
  type ConnectionState,
  type EmailAddress,
  type Fact,
  type Grant,
  type GrantId,
  type GrantOccurrence,
  type GrantOccurrenceType,
  type Inbox,
  type InboxId,
  type InboxKind,
  type MemberId,
  type Moment,
  type Occurrence,
  type OccurrenceType,
  type OurEnd,
  type ProviderAccess,
  type ProviderEnd,
  type SharedInboxId,
  type Trouble,
  type WorkspaceId,
} from "../src/index.ts";

/** When everything begins here: no rule may care which day it is. */
export const start = Date.UTC(2026, 10, 23, 8);
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

export const owner = "01890000-0000-7000-8000-000000000001" as MemberId;
export const connector = "01890000-0000-7000-8000-000000000002" as MemberId;
export const stranger = "01890000-0000-7000-8000-000000000003" as MemberId;

/** @param later - milliseconds after `start`. */
export function at(later: number): Moment {
  return { now: start + later, durations };
}

export function trouble(more: Partial<Trouble> = {}): Trouble {
  return { ...noTrouble(start), ...more };
}

export const ends: Readonly<Record<ConnectionState, OurEnd>> = {
  CONNECTING: { state: "CONNECTING" },
  CONNECTED: { state: "CONNECTED", trouble: trouble() },
  FAILING: { state: "FAILING", trouble: trouble({ consecutiveFailures: 3 }) },
  DISCONNECTED: {
    state: "DISCONNECTED",
    disconnection: { reason: "ACCESS_REVOKED", providerCode: "invalid_grant", at: start },
  },
  OFF: { state: "OFF" },
  REMOVED: { state: "REMOVED", abandoned: false, replaced: false, disconnection: null },
};

/** An inbox in a state; PERSONAL at Google unless said otherwise. */
export function inboxIn(state: ConnectionState, more: Partial<Inbox> = {}, kind: InboxKind = "PERSONAL"): Inbox {
  const grantless = state === "CONNECTING" || state === "REMOVED";
  return {
    workspaceId: "01890000-0000-7000-8000-00000000000a" as WorkspaceId,
    id: "01890000-0000-7000-8000-00000000000b" as InboxId,
    belonging:
      kind === "PERSONAL" ? { kind, ownerId: owner } : { kind, sharedInboxId: "01890000-0000-7000-8000-00000000000c" as SharedInboxId },
    connectedBy: kind === "PERSONAL" ? owner : connector,
    address: "ola@example.com" as EmailAddress,
    provider: "GOOGLE",
    mailHost: "imap.gmail.com",
    ourEnd: ends[state],
    stateChangedAt: start,
    grantId: grantless ? null : ("01890000-0000-7000-8000-00000000000d" as GrantId),
    version: 7,
    createdAt: start,
    ...more,
  };
}

export const newGrantId = "01890000-0000-7000-8000-00000000000e" as GrantId;

/** One of each: what may occur to an inbox. */
export const occurrences: { readonly [Type in OccurrenceType]: Extract<Occurrence, { type: Type }> } = {
  grantAccepted: { type: "grantAccepted", grantId: newGrantId, mailHost: "imap.gmail.com" },
  abandon: { type: "abandon" },
  checkPassed: { type: "checkPassed" },
  checkFailed: { type: "checkFailed", providerCode: "ETIMEDOUT", held: false },
  checkRefused: { type: "checkRefused", reason: "ACCESS_REVOKED", providerCode: "invalid_grant", held: false },
  checkUncoded: { type: "checkUncoded", providerCode: null, held: false },
  domainMoved: { type: "domainMoved", toProvider: "MICROSOFT" },
  turnOff: { type: "turnOff" },
  turnOnPassed: { type: "turnOnPassed" },
  turnOnRefused: { type: "turnOnRefused", reason: "ACCESS_REVOKED", providerCode: "invalid_grant" },
  remove: { type: "remove" },
  deleteChannel: { type: "deleteChannel" },
  ownerLeft: { type: "ownerLeft" },
  reconnected: { type: "reconnected", grantId: newGrantId, provider: "MICROSOFT", mailHost: "outlook.office365.com" },
};

const providerEnds: Readonly<Record<Exclude<ProviderAccess, "NONE">, ProviderEnd>> = {
  GRANTED: { access: "GRANTED" },
  REVOKING: { access: "REVOKING", asked: false, tries: 0 },
  AWAITING_PERSON: { access: "AWAITING_PERSON" },
  ATTESTED: { access: "ATTESTED", at: start },
  REVOKED: { access: "REVOKED", at: start },
  STILL_USED: { access: "STILL_USED", at: start },
};

/** The states in which a grant can stand (NONE is an inbox's that never had one). */
export const grantStates = Object.keys(providerEnds) as Exclude<ProviderAccess, "NONE">[];

/** A grant in a state, at Google unless said otherwise; once it has ended its credentials are sealed, and destroyed where it is closed. */
export function grantIn(access: Exclude<ProviderAccess, "NONE">, more: Partial<Grant> = {}): Grant {
  const live = access === "GRANTED";
  const closed = access === "REVOKED" || access === "STILL_USED";
  const inbox = inboxIn("CONNECTED");
  return {
    workspaceId: inbox.workspaceId,
    id: newGrantId,
    inboxId: inbox.id,
    provider: "GOOGLE",
    accountKind: "GOOGLE",
    accountKey: "account",
    signedInAs: "ola@example.com" as EmailAddress,
    end: providerEnds[access],
    credentials: live ? "IN_USE" : closed ? "DESTROYED" : "SEALED",
    startedAt: start - day,
    endedAt: live ? null : start,
    evidence: [],
    revision: live ? 0 : 1,
    ...more,
  };
}

/** One of each: what may occur to the provider's end. */
export const grantOccurrences: { readonly [Type in GrantOccurrenceType]: Extract<GrantOccurrence, { type: Type }> } = {
  end: { type: "end", accountInUse: false, destroyNow: false },
  revocationAsked: { type: "revocationAsked" },
  revocationAccepted: { type: "revocationAccepted", alreadyGone: false, providerCode: null },
  revocationFailed: { type: "revocationFailed" },
  refused: { type: "refused", by: "refresh", providerCode: "invalid_grant" },
  stillAccepted: { type: "stillAccepted" },
  inconclusive: { type: "inconclusive" },
  attested: { type: "attested", byIt: false, actorName: "Ola" },
  consentTold: { type: "consentTold", byAdministrator: true },
  reportedByProvider: { type: "reportedByProvider", providerCode: "tokens-revoked" },
  accountInUse: { type: "accountInUse" },
  accountRevoked: { type: "accountRevoked", providerCode: null },
  sealRanOut: { type: "sealRanOut" },
};

/** The event types of facts, for short comparisons. */
export function typesOf(facts: readonly Fact[]): readonly string[] {
  return facts.map(({ type }) => type);
}

/** A fact of a type, with an earlier state. */
export function factFrom(type: Fact["type"], fromState: ConnectionState, toState: ConnectionState): Fact {
  return fact(type, toState, { fromState });
}
