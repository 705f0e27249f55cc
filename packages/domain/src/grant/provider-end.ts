import type { Durations } from "../durations.ts";
import { fact, type Fact, type InboxEventType } from "../inbox/event.ts";
import type { ConnectionState } from "../inbox/inbox.ts";
import type { Ruled } from "../refusal.ts";
import { unreachable } from "../unreachable.ts";
import type { Evidence, EvidenceKind, Grant, ProviderAccess, ProviderEnd } from "./grant.ts";

/** What may occur to the provider's end of a grant. */
export type GrantOccurrence =
  /** Our end let go. `accountInUse`: another live inbox, in any workspace, uses the account. */
  | { readonly type: "end"; readonly accountInUse: boolean; readonly destroyNow: boolean }
  /** The provider's revocation endpoint took our request; `alreadyGone` where it knew the token no more. */
  | { readonly type: "revocationAccepted"; readonly alreadyGone: boolean; readonly providerCode: string | null }
  /** It could not be reached, or failed in a passing way. */
  | { readonly type: "revocationFailed" }
  /** The sealed credentials were tried and refused: the proof. `by` says which way. */
  | { readonly type: "refused"; readonly by: "refresh" | "login"; readonly providerCode: string | null }
  /** The sealed credentials were tried and still work. */
  | { readonly type: "stillAccepted" }
  /** A person says that it is done at the provider. */
  | { readonly type: "attested"; readonly byIt: boolean; readonly actorName: string }
  /** The provider itself said so (RISC). */
  | { readonly type: "reportedByProvider"; readonly providerCode: string | null }
  /** Another live inbox came to use the account before the revocation ran. */
  | { readonly type: "accountInUse" }
  /** The last inbox of the account ended, and its revocation closes this one too. */
  | { readonly type: "accountRevoked"; readonly providerCode: string | null }
  /** The time for sealed credentials is over. */
  | { readonly type: "sealRanOut" };

export type GrantOccurrenceType = GrantOccurrence["type"];

/** The provider's end, complete: what is not here cannot happen. */
export const providerEndTransitions = {
  NONE: {},
  GRANTED: { end: ["REVOKING", "AWAITING_PERSON", "STILL_USED"] },
  REVOKING: {
    revocationAccepted: ["REVOKING", "AWAITING_PERSON"], revocationFailed: ["REVOKING", "AWAITING_PERSON"], refused: ["REVOKED"],
    stillAccepted: ["REVOKING"], attested: ["ATTESTED"], reportedByProvider: ["REVOKED"], accountInUse: ["STILL_USED"],
    accountRevoked: ["REVOKED"], sealRanOut: ["AWAITING_PERSON"],
  },
  AWAITING_PERSON: {
    revocationAccepted: ["REVOKING", "AWAITING_PERSON"], revocationFailed: ["AWAITING_PERSON"], refused: ["REVOKED"],
    stillAccepted: ["AWAITING_PERSON"], attested: ["ATTESTED"], reportedByProvider: ["REVOKED"], accountInUse: ["STILL_USED"],
    accountRevoked: ["REVOKED"], sealRanOut: ["AWAITING_PERSON"],
  },
  ATTESTED: {
    refused: ["REVOKED"], stillAccepted: ["AWAITING_PERSON"], reportedByProvider: ["REVOKED"], accountInUse: ["STILL_USED"],
    accountRevoked: ["REVOKED"], sealRanOut: ["ATTESTED"],
  },
  REVOKED: { sealRanOut: ["REVOKED"] },
  STILL_USED: { accountRevoked: ["REVOKED"] },
} as const satisfies Record<ProviderAccess, Partial<Record<GrantOccurrenceType, readonly ProviderAccess[]>>>;

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

const cells: Record<ProviderAccess, Partial<Record<GrantOccurrenceType, readonly ProviderAccess[]>>> = providerEndTransitions;

/** Whether the provider's end can be moved this way now. */
export function canGrant(grant: Grant, occurrence: GrantOccurrenceType): boolean {
  return cells[grant.end.access][occurrence] !== undefined;
}

/**
 * What becomes of a grant when something occurs to it: the only place where the provider's end moves.
 * @param ourState - where our end stands now, for the facts.
 */
export function stepGrant(
  grant: Grant, occurrence: GrantOccurrence, ourState: ConnectionState, moment: { readonly now: number; readonly durations: Durations },
): Ruled<GrantStep> {
  if (!canGrant(grant, occurrence.type)) return { ok: false, refusal: { code: "TRANSITION_NOT_ALLOWED", state: ourState } };
  const move = new Move(grant, ourState, moment.now);
  const waits = moment.durations;
  switch (occurrence.type) {
    case "end":
      return move.ended(occurrence, waits);
    case "revocationAccepted":
      move.show(occurrence.alreadyGone ? "ALREADY_REVOKED" : "REVOCATION_ACCEPTED", occurrence.providerCode);
      if (grant.credentials === "ONE_TRY") return move.unsealed();
      return move.done({ access: "REVOKING", asked: true, tries: 0 }, grant.end.access === "REVOKING" ? null : "PROVIDER_ACCESS_REVOKING", { type: "verify", at: moment.now });
    case "revocationFailed":
      if (grant.end.access !== "REVOKING") return move.done(grant.end, null);
      return grant.credentials === "ONE_TRY" ? move.unsealed() : move.retry("revoke", waits);
    case "refused":
      move.show(occurrence.by === "refresh" ? "REFRESH_REFUSED" : "LOGIN_REFUSED", occurrence.providerCode);
      return move.closed(occurrence.providerCode);
    case "reportedByProvider":
      move.show("REPORTED_BY_PROVIDER", occurrence.providerCode);
      return move.closed(occurrence.providerCode);
    case "accountRevoked":
      move.show("REVOCATION_ACCEPTED", occurrence.providerCode);
      return move.closed(occurrence.providerCode);
    case "stillAccepted":
      move.show("STILL_ACCEPTED", null);
      if (grant.end.access === "REVOKING") return move.retry("verify", waits);
      return move.done({ access: "AWAITING_PERSON" }, grant.end.access === "ATTESTED" ? "PROVIDER_ACCESS_AWAITING_PERSON" : null);
    case "attested":
      move.show(occurrence.byIt ? "ATTESTED_BY_IT" : "ATTESTED_BY_PERSON", null, occurrence.actorName);
      return move.done({ access: "ATTESTED", at: moment.now }, "PROVIDER_ACCESS_ATTESTED", ...move.laterLook(waits));
    case "accountInUse":
      return move.stillUsed();
    case "sealRanOut":
      return move.unsealed();
    default:
      return unreachable(occurrence);
  }
}

/** One move of one grant, gathering what it says on the way. */
class Move {
  readonly #grant: Grant;
  readonly #ourState: ConnectionState;
  readonly #now: number;
  readonly #evidence: Evidence[] = [];
  #credentials: Grant["credentials"];
  #endedAt: number | null;
  #destroyed = false;

  constructor(grant: Grant, ourState: ConnectionState, now: number) {
    this.#grant = grant;
    this.#ourState = ourState;
    this.#now = now;
    this.#credentials = grant.credentials;
    this.#endedAt = grant.endedAt;
  }

  show(kind: EvidenceKind, providerCode: string | null, actorName: string | null = null): void {
    this.#evidence.push({ at: this.#now, kind, providerCode, actorName });
  }

  ended(occurrence: Extract<GrantOccurrence, { type: "end" }>, waits: Durations): Ruled<GrantStep> {
    this.#endedAt = this.#now;
    if (occurrence.accountInUse) return this.stillUsed();
    const byUs = this.#grant.provider === "GOOGLE";
    // At Google the one try to revoke still needs them: `destroyNow` takes effect after it.
    if (occurrence.destroyNow && !byUs) this.#destroy();
    else this.#credentials = occurrence.destroyNow ? "ONE_TRY" : "SEALED";
    const runsOut = { type: "sealRunsOut", at: this.#now + waits.sealed } as const;
    const remind = { type: "remind", at: this.#now + waits.providerEndReminder } as const;
    if (byUs) {
      return this.done({ access: "REVOKING", asked: false, tries: 0 }, "PROVIDER_ACCESS_REVOKING", { type: "revoke", at: this.#now }, runsOut, remind);
    }
    const look = this.#grant.provider === "MICROSOFT" && !occurrence.destroyNow ? [{ type: "verify", at: this.#now + waits.verifyMicrosoft } as const] : [];
    return this.done({ access: "AWAITING_PERSON" }, "PROVIDER_ACCESS_AWAITING_PERSON", ...look, ...(occurrence.destroyNow ? [] : [runsOut]), remind);
  }

  retry(what: "revoke" | "verify", waits: Durations): Ruled<GrantStep> {
    const end = this.#grant.end;
    const tries = end.access === "REVOKING" ? end.tries + 1 : 1;
    const wait = Math.min(waits.revokeRetryFirst * 2 ** (tries - 1), waits.revokeRetryMost);
    const asked = end.access === "REVOKING" && end.asked;
    return this.done({ access: "REVOKING", asked, tries }, null, { type: what, at: this.#now + wait });
  }

  closed(providerCode: string | null): Ruled<GrantStep> {
    this.#destroy();
    return this.done({ access: "REVOKED", at: this.#now }, ["PROVIDER_ACCESS_REVOKED", providerCode]);
  }

  stillUsed(): Ruled<GrantStep> {
    this.show("STILL_USED", null);
    this.#destroy();
    return this.done({ access: "STILL_USED", at: this.#now }, "PROVIDER_ACCESS_STILL_USED");
  }

  unsealed(): Ruled<GrantStep> {
    this.#destroy();
    const waiting = this.#grant.end.access === "REVOKING";
    return this.done(waiting ? { access: "AWAITING_PERSON" } : this.#grant.end, waiting ? "PROVIDER_ACCESS_AWAITING_PERSON" : null);
  }

  laterLook(waits: Durations): readonly GrantEffect[] {
    if (this.#grant.credentials !== "SEALED") return [];
    // IMAP servers are tried only when someone asks, so that no account gets locked.
    return this.#grant.provider === "IMAP" ? [] : [{ type: "verify", at: this.#now + waits.attestedRecheck }];
  }

  done(end: ProviderEnd, said: InboxEventType | readonly [InboxEventType, string | null] | null, ...effects: readonly GrantEffect[]): Ruled<GrantStep> {
    const [type, providerCode] = typeof said === "string" ? [said, null] : (said ?? [null, null]);
    const grantId = this.#grant.id;
    const facts = type ? [fact(type, this.#ourState, { grantId, providerCode })] : [];
    if (this.#destroyed) facts.push(fact("CREDENTIALS_DESTROYED", this.#ourState, { grantId }));
    const evidence = [...this.#grant.evidence, ...this.#evidence];
    const revision = this.#endedAt === null ? 0 : this.#grant.revision + 1;
    const next: Grant = { ...this.#grant, end, credentials: this.#credentials, endedAt: this.#endedAt, evidence, revision };
    return { ok: true, next, facts, effects };
  }

  #destroy(): void {
    if (this.#credentials === "DESTROYED") return;
    this.#credentials = "DESTROYED";
    this.#destroyed = true;
    this.show("CREDENTIALS_DESTROYED", null);
  }
}
