import type { EmailAddress, GrantId, InboxId, WorkspaceId } from "../ids.ts";
import type { Provider } from "../inbox/inbox.ts";

export const providerAccesses = ["NONE", "GRANTED", "REVOKING", "AWAITING_PERSON", "ATTESTED", "REVOKED", "STILL_USED"] as const;
/** The provider's end: what the mailbox's own account still lets us do. */
export type ProviderAccess = (typeof providerAccesses)[number];

/** Which of the five guides fits the account. */
export const accountKinds = ["GOOGLE", "MICROSOFT_WORK", "MICROSOFT_WORK_ADMIN", "MICROSOFT_PERSONAL", "IMAP"] as const;
export type AccountKind = (typeof accountKinds)[number];

export const credentialStates = ["IN_USE", "SEALED", "ONE_TRY", "DESTROYED"] as const;
/** What we hold of it: in use, sealed for the check that it is refused, sealed for one try to revoke, or destroyed. */
export type Credentials = (typeof credentialStates)[number];

/** Where the provider's end of one grant stands. */
export type ProviderEnd =
  | { readonly access: "GRANTED" }
  /** `asked`: the provider took our request; what is missing is to be refused. */
  | { readonly access: "REVOKING"; readonly asked: boolean; readonly tries: number }
  | { readonly access: "AWAITING_PERSON" }
  | { readonly access: "ATTESTED"; readonly at: number }
  | { readonly access: "REVOKED"; readonly at: number }
  | { readonly access: "STILL_USED"; readonly at: number };

/** What a provider let us do at one sign-in. */
export interface Grant {
  readonly workspaceId: WorkspaceId;
  readonly id: GrantId;
  readonly inboxId: InboxId;
  readonly provider: Provider;
  readonly accountKind: AccountKind;
  /** Keyed hash of provider and account id: what two grants of one account share. */
  readonly accountKey: string;
  readonly signedInAs: EmailAddress | null;
  readonly end: ProviderEnd;
  readonly credentials: Credentials;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly evidence: readonly Evidence[];
  /** Revision of its receipt; 0 while it lives. */
  readonly revision: number;
}

export const evidenceKinds = [
  "REVOCATION_ACCEPTED",
  "ALREADY_REVOKED",
  "REFRESH_REFUSED",
  "LOGIN_REFUSED",
  "STILL_ACCEPTED",
  "ATTESTED_BY_PERSON",
  "ATTESTED_BY_IT",
  "REPORTED_BY_PROVIDER",
  "CREDENTIALS_DESTROYED",
  "STILL_USED",
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** One thing that showed how far the provider's end is closed. */
export interface Evidence {
  readonly at: number;
  readonly kind: EvidenceKind;
  readonly providerCode: string | null;
  readonly actorName: string | null;
}

/** Until when sealed credentials may be kept; null where none are. */
export function verifyUntil(grant: Grant, sealed: number): number | null {
  return (grant.credentials === "SEALED" || grant.credentials === "ONE_TRY") && grant.endedAt !== null ? grant.endedAt + sealed : null;
}

/** A receipt is final when the provider's end can move no more. */
export function isFinal(grant: Grant): boolean {
  const { access } = grant.end;
  // STILL_USED is not: it is closed too when the last inbox of the account ends.
  return access === "REVOKED" || (access === "ATTESTED" && grant.credentials === "DESTROYED");
}
