import type { Durations } from "../durations.ts";
import { fact, type Fact, type InboxEventType } from "../inbox/event.ts";
import type { ConnectionState } from "../inbox/inbox.ts";
import type { Ruled } from "../refusal.ts";
import { unreachable } from "../unreachable.ts";
import type { AccountKind, Evidence, Grant, ProviderEnd } from "./grant.ts";
import { isOrganisations } from "./needs-it.ts";
import { canGrant, type GrantOccurrence } from "./provider-end-transitions.ts";

/** What must follow, as durable timers. */
export type GrantEffect =
  | { readonly type: "revoke"; readonly at: number }
  | { readonly type: "verify"; readonly at: number }
  | { readonly type: "sealRunsOut"; readonly at: number }
  | { readonly type: "remind"; readonly at: number };

export interface GrantStep {
  readonly next: Grant;
  readonly facts: readonly Fact[];
  readonly effects: readonly GrantEffect[];
}

/**
 * What becomes of a grant when something occurs to it: the only place where the provider's end moves.
 * @param ourState - where our end stands now, for the facts.
 */
export function stepGrant(
  grant: Grant,
  occurrence: GrantOccurrence,
  ourState: ConnectionState,
  moment: { readonly now: number; readonly durations: Durations },
): Ruled<GrantStep> {
  if (!canGrant(grant, occurrence.type)) return { ok: false, refusal: { code: "TRANSITION_NOT_ALLOWED", state: ourState } };
  return { ok: true, ...settle(grant, move(grant, occurrence, moment.now, moment.durations), ourState, moment.now) };
}

/** What shows that a whole account is closed: only Google takes a request to end it; elsewhere the last grant's credentials were refused. */
const accountEvidence = {
  GOOGLE: "REVOCATION_ACCEPTED",
  MICROSOFT: "REFRESH_REFUSED",
  IMAP: "LOGIN_REFUSED",
} as const satisfies Record<Grant["provider"], Evidence["kind"]>;

/** One move of one grant; what is left out stays as it was. */
interface Move {
  readonly end: ProviderEnd;
  readonly says?: InboxEventType | null;
  readonly providerCode?: string | null;
  readonly shows?: readonly Omit<Evidence, "at">[];
  readonly credentials?: "SEALED" | "ONE_TRY" | "DESTROYED";
  readonly accountKind?: AccountKind;
  readonly endedAt?: number;
  readonly effects?: readonly GrantEffect[];
}

function move(grant: Grant, occurrence: GrantOccurrence, now: number, waits: Durations): Move {
  switch (occurrence.type) {
    case "end":
      return { ...ended(grant, occurrence, now, waits), endedAt: grant.endedAt ?? now };
    case "revocationAsked":
      return asked(grant, now);
    case "revocationAccepted":
      return accepted(grant, occurrence, now);
    case "revocationFailed":
      if (grant.end.access !== "REVOKING") return { end: grant.end };
      return grant.credentials === "ONE_TRY" ? unsealed(grant) : retry(grant, "revoke", now, waits);
    case "refused":
      return closed(show(occurrence.by === "refresh" ? "REFRESH_REFUSED" : "LOGIN_REFUSED", occurrence.providerCode), now);
    case "reportedByProvider":
      return closed(show("REPORTED_BY_PROVIDER", occurrence.providerCode), now);
    case "accountRevoked":
      return closed(show(accountEvidence[grant.provider], occurrence.providerCode), now);
    case "stillAccepted":
      return { ...stillOpen(grant, now, waits), shows: [show("STILL_ACCEPTED")] };
    case "inconclusive":
      if (grant.end.access === "REVOKING") return retry(grant, "verify", now, waits);
      return { end: grant.end, effects: laterLook(grant, now, waits) };
    case "attested":
      return {
        end: { access: "ATTESTED", at: now },
        says: "PROVIDER_ACCESS_ATTESTED",
        effects: laterLook(grant, now, waits, waits.attestedRecheck),
        shows: [show(occurrence.byIt ? "ATTESTED_BY_IT" : "ATTESTED_BY_PERSON", null, occurrence.actorName)],
      };
    case "consentTold":
      return told(grant, occurrence.byAdministrator);
    case "accountInUse":
      return stillUsed(now);
    case "sealRanOut":
      return unsealed(grant);
    default:
      return unreachable(occurrence);
  }
}

function ended(grant: Grant, occurrence: Extract<GrantOccurrence, { type: "end" }>, now: number, waits: Durations): Move {
  // What the provider ended before us is closed: only our end is left to let go.
  if (grant.end.access === "REVOKED") return { end: grant.end };
  if (occurrence.accountInUse) return stillUsed(now);
  const { destroyNow } = occurrence;
  const runsOut = { type: "sealRunsOut", at: now + waits.sealed } as const;
  const remind = { type: "remind", at: now + waits.providerEndReminder } as const;
  if (grant.provider === "GOOGLE") {
    // The one try to revoke still needs the credentials: `destroyNow` takes effect after it.
    return {
      end: { access: "REVOKING", asked: false, tries: 0 },
      says: "PROVIDER_ACCESS_REVOKING",
      credentials: destroyNow ? "ONE_TRY" : "SEALED",
      effects: [{ type: "revoke", at: now }, runsOut, remind],
    };
  }
  const look = destroyNow ? [] : [...laterLook(grant, now, waits), runsOut];
  return {
    end: { access: "AWAITING_PERSON" },
    says: "PROVIDER_ACCESS_AWAITING_PERSON",
    credentials: destroyNow ? "DESTROYED" : "SEALED",
    effects: [...look, remind],
  };
}

/** Says again that it waits for a person, since it is another one now. */
function told(grant: Grant, byAdministrator: boolean): Move {
  const accountKind = byAdministrator ? "MICROSOFT_WORK_ADMIN" : "MICROSOFT_WORK";
  if (!isOrganisations(grant.accountKind) || accountKind === grant.accountKind) return { end: grant.end };
  return { end: grant.end, accountKind, says: "PROVIDER_ACCESS_AWAITING_PERSON" };
}

function asked(grant: Grant, now: number): Move {
  const says = grant.end.access === "REVOKING" ? null : "PROVIDER_ACCESS_REVOKING";
  return { end: { access: "REVOKING", asked: false, tries: 0 }, says, effects: [{ type: "revoke", at: now }] };
}

function accepted(grant: Grant, occurrence: Extract<GrantOccurrence, { type: "revocationAccepted" }>, now: number): Move {
  const shows = [show(occurrence.alreadyGone ? "ALREADY_REVOKED" : "REVOCATION_ACCEPTED", occurrence.providerCode)];
  if (grant.credentials === "ONE_TRY") return { ...unsealed(grant), shows };
  const says = grant.end.access === "REVOKING" ? null : "PROVIDER_ACCESS_REVOKING";
  return { end: { access: "REVOKING", asked: true, tries: 0 }, says, shows, effects: [{ type: "verify", at: now }] };
}

function stillOpen(grant: Grant, now: number, waits: Durations): Move {
  if (grant.end.access === "REVOKING") return retry(grant, "verify", now, waits);
  const says = grant.end.access === "ATTESTED" ? "PROVIDER_ACCESS_AWAITING_PERSON" : null;
  return { end: { access: "AWAITING_PERSON" }, says, effects: laterLook(grant, now, waits) };
}

function retry(grant: Grant, what: "revoke" | "verify", now: number, waits: Durations): Move {
  const { end } = grant;
  const before = end.access === "REVOKING" ? end : { asked: false, tries: 0 };
  const wait = Math.min(waits.revokeRetryFirst * 2 ** before.tries, waits.revokeRetryMost);
  return {
    end: { access: "REVOKING", asked: before.asked, tries: before.tries + 1 },
    effects: [{ type: what, at: now + wait }],
  };
}

function closed(shown: Omit<Evidence, "at">, now: number): Move {
  return {
    end: { access: "REVOKED", at: now },
    says: "PROVIDER_ACCESS_REVOKED",
    providerCode: shown.providerCode,
    shows: [shown],
    credentials: "DESTROYED",
  };
}

function stillUsed(now: number): Move {
  return {
    end: { access: "STILL_USED", at: now },
    says: "PROVIDER_ACCESS_STILL_USED",
    shows: [show("STILL_USED")],
    credentials: "DESTROYED",
  };
}

function unsealed(grant: Grant): Move {
  if (grant.end.access !== "REVOKING") return { end: grant.end, credentials: "DESTROYED" };
  return { end: { access: "AWAITING_PERSON" }, says: "PROVIDER_ACCESS_AWAITING_PERSON", credentials: "DESTROYED" };
}

/** The next look by Relink itself: never at IMAP servers, so that no account gets locked. */
function laterLook(grant: Grant, now: number, waits: Durations, wait = waits.verifyMicrosoft): readonly GrantEffect[] {
  const tried = grant.provider !== "IMAP" && (grant.credentials === "SEALED" || grant.endedAt === null);
  return tried ? [{ type: "verify", at: now + wait }] : [];
}

function show(kind: Evidence["kind"], providerCode: string | null = null, actorName: string | null = null): Omit<Evidence, "at"> {
  return { kind, providerCode, actorName };
}

function settle(grant: Grant, moved: Move, ourState: ConnectionState, now: number): GrantStep {
  const {
    end,
    says = null,
    providerCode = null,
    shows = [],
    credentials = grant.credentials,
    endedAt = grant.endedAt,
    accountKind = grant.accountKind,
    effects = [],
  } = moved;
  const destroyed = credentials === "DESTROYED" && grant.credentials !== "DESTROYED";
  const shown = [...shows, ...(destroyed ? [show("CREDENTIALS_DESTROYED")] : [])].map((one) => ({ ...one, at: now }));
  const facts: Fact[] = says ? [fact(says, ourState, { grantId: grant.id, providerCode })] : [];
  if (destroyed) facts.push(fact("CREDENTIALS_DESTROYED", ourState, { grantId: grant.id }));
  // The receipt grows only by what it shows: a try that told nothing is no revision, and a final one stays as it is.
  const grew = shown.length > 0 || end.access !== grant.end.access;
  const revision = grew ? grant.revision + 1 : grant.revision;
  return {
    next: { ...grant, accountKind, end, credentials, endedAt, evidence: [...grant.evidence, ...shown], revision },
    facts,
    effects,
  };
}
