import type { Grant, ProviderAccess } from "./grant.ts";

/** What may occur to the provider's end of a grant. */
export type GrantOccurrence =
  /** Our end let go. `accountInUse`: another live inbox, in any workspace, uses the account. */
  | { readonly type: "end"; readonly accountInUse: boolean; readonly destroyNow: boolean }
  /** A person asks for another try to revoke. */
  | { readonly type: "revocationAsked" }
  /** The provider's revocation endpoint took our request; `alreadyGone` where it knew the token no more. */
  | { readonly type: "revocationAccepted"; readonly alreadyGone: boolean; readonly providerCode: string | null }
  /** It could not be reached, or failed in a passing way. */
  | { readonly type: "revocationFailed" }
  /** The sealed credentials were tried and refused: the proof. `by` says which way. */
  | { readonly type: "refused"; readonly by: "refresh" | "login"; readonly providerCode: string | null }
  /** The sealed credentials were tried and still work. */
  | { readonly type: "stillAccepted" }
  /** They were tried, and the answer proves nothing: a time-out, a policy, a password. */
  | { readonly type: "inconclusive" }
  /** A person says that it is done at the provider. */
  | { readonly type: "attested"; readonly byIt: boolean; readonly actorName: string }
  /** A person says who gave the consent, and so who can end it: at Microsoft 365 no sign-in tells. */
  | { readonly type: "consentTold"; readonly byAdministrator: boolean }
  /** The provider itself said so (RISC). */
  | { readonly type: "reportedByProvider"; readonly providerCode: string | null }
  /** Another live inbox came to use the account before the revocation ran. */
  | { readonly type: "accountInUse" }
  /** The last inbox of the account ended, and its revocation closes this one too. */
  | { readonly type: "accountRevoked"; readonly providerCode: string | null }
  /** The time for sealed credentials is over. */
  | { readonly type: "sealRanOut" };

export type GrantOccurrenceType = GrantOccurrence["type"];

export const grantOccurrenceTypes = [
  "end",
  "revocationAsked",
  "revocationAccepted",
  "revocationFailed",
  "refused",
  "stillAccepted",
  "inconclusive",
  "attested",
  "consentTold",
  "reportedByProvider",
  "accountInUse",
  "accountRevoked",
  "sealRanOut",
] as const satisfies readonly GrantOccurrenceType[];

/** The provider's end, complete: what is not here cannot happen. */
export const providerEndTransitions = {
  NONE: {},
  GRANTED: { end: ["REVOKING", "AWAITING_PERSON", "STILL_USED"], reportedByProvider: ["REVOKED"] },
  REVOKING: {
    revocationAsked: ["REVOKING"],
    revocationAccepted: ["REVOKING", "AWAITING_PERSON"],
    revocationFailed: ["REVOKING", "AWAITING_PERSON"],
    refused: ["REVOKED"],
    stillAccepted: ["REVOKING"],
    inconclusive: ["REVOKING"],
    reportedByProvider: ["REVOKED"],
    accountInUse: ["STILL_USED"],
    accountRevoked: ["REVOKED"],
    sealRanOut: ["AWAITING_PERSON"],
  },
  AWAITING_PERSON: {
    revocationAsked: ["REVOKING"],
    revocationAccepted: ["REVOKING", "AWAITING_PERSON"],
    revocationFailed: ["AWAITING_PERSON"],
    refused: ["REVOKED"],
    stillAccepted: ["AWAITING_PERSON"],
    inconclusive: ["AWAITING_PERSON"],
    attested: ["ATTESTED"],
    consentTold: ["AWAITING_PERSON"],
    reportedByProvider: ["REVOKED"],
    accountInUse: ["STILL_USED"],
    accountRevoked: ["REVOKED"],
    sealRanOut: ["AWAITING_PERSON"],
  },
  ATTESTED: {
    refused: ["REVOKED"],
    stillAccepted: ["AWAITING_PERSON"],
    inconclusive: ["ATTESTED"],
    reportedByProvider: ["REVOKED"],
    accountInUse: ["STILL_USED"],
    accountRevoked: ["REVOKED"],
    sealRanOut: ["ATTESTED"],
  },
  REVOKED: { end: ["REVOKED"], sealRanOut: ["REVOKED"] },
  STILL_USED: { reportedByProvider: ["REVOKED"], accountRevoked: ["REVOKED"] },
} as const satisfies Record<ProviderAccess, Partial<Record<GrantOccurrenceType, readonly ProviderAccess[]>>>;

const cells: Record<ProviderAccess, Partial<Record<GrantOccurrenceType, readonly ProviderAccess[]>>> = providerEndTransitions;

/** Whether the provider's end can be moved this way now. */
export function canGrant(grant: Grant, occurrence: GrantOccurrenceType): boolean {
  return cells[grant.end.access][occurrence] !== undefined;
}
