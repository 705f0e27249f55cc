import { isFinal, verifyUntil, type Durations, type GrantId, type Inbox, type ProviderAccess } from "@relink/domain";
import { toGlobalId } from "../platform/global-id.ts";
import { newId } from "../platform/new-id.ts";
import type { KeptGrant } from "./grant-row.ts";
import { toIso } from "./inbox-row.ts";

/** Signs a text: a detached JWS (RFC 7515, appendix F). */
export interface ReceiptSigner {
  sign(text: string): Promise<string>;
}

/** Exactly the bytes that are signed. Field order is fixed; times are ISO 8601, UTC. */
export function toReceiptBody(inbox: Pick<Inbox, "address" | "id">, grant: KeptGrant, receiptId: string, durations: Durations): string {
  const nothing = providerEndOf(grant) === "NONE";
  const closed = grant.end.access === "REVOKED" ? grant.end.at : null;
  const destroyed = grant.evidence.find((shown) => shown.kind === "CREDENTIALS_DESTROYED");
  return JSON.stringify({
    id: toGlobalId("receipt", receiptId),
    revision: grant.revision,
    final: nothing || isFinal(grant),
    inboxId: toGlobalId("inbox", inbox.id),
    grantId: toGlobalId("grant", grant.id),
    address: inbox.address,
    provider: grant.provider,
    signedInAs: grant.signedInAs,
    startedAt: toIso(grant.startedAt),
    ourEndClosedAt: toIso(grant.endedAt),
    verifyUntil: toIso(verifyUntil(grant, durations.sealed)),
    credentialsDestroyedAt: toIso(destroyed?.at ?? null),
    providerEnd: providerEndOf(grant),
    providerEndClosedAt: toIso(closed),
    evidence: grant.evidence.map((shown) => ({
      at: toIso(shown.at),
      kind: shown.kind,
      providerCode: shown.providerCode,
      actorName: shown.actorName,
    })),
  });
}

/** The grant with the receipt of its newest revision; a grant in use has none. */
export async function withReceipt(inbox: Inbox, grant: KeptGrant, signer: ReceiptSigner, durations: Durations): Promise<KeptGrant> {
  if (grant.endedAt === null) return grant;
  const receiptId = grant.receiptId ?? newId();
  const receiptBody = toReceiptBody(inbox, grant, receiptId, durations);
  return { ...grant, receiptId, receiptBody, receiptSignature: await signer.sign(receiptBody) };
}

/**
 * The receipt of an inbox that was removed before anything was granted: there is nothing to close at the provider, and
 * it says so. It carries the inbox's own id, so that it need not be stored: the same bytes come out each time.
 */
export async function nothingGranted(inbox: Inbox, signer: ReceiptSigner, durations: Durations): Promise<KeptGrant> {
  const grant: KeptGrant = {
    workspaceId: inbox.workspaceId,
    id: inbox.id as string as GrantId,
    inboxId: inbox.id,
    provider: inbox.provider,
    clientId: null,
    accountKind: "IMAP",
    accountKey: nobody,
    signedInAs: null,
    end: { access: "GRANTED" },
    credentials: "DESTROYED",
    startedAt: inbox.createdAt,
    endedAt: inbox.stateChangedAt,
    evidence: [],
    revision: 1,
    endedBy: null,
    receiptId: inbox.id,
    receiptBody: null,
    receiptSignature: null,
  };
  return withReceipt(inbox, grant, signer, durations);
}

const nobody = "";

/** Where the provider's end of an ended grant stands; NONE where nothing was granted. */
export function providerEndOf(grant: KeptGrant): ProviderAccess {
  return grant.accountKey === nobody ? "NONE" : grant.end.access;
}
