import { isFinal, verifyUntil, type Durations, type Inbox } from "@relink/domain";
import { toGlobalId } from "../platform/global-id.ts";
import { newId } from "../platform/new-id.ts";
import { toIso, type KeptGrant } from "./inbox-row.ts";

/** Signs a text: a detached JWS (RFC 7515, appendix F). */
export interface ReceiptSigner {
  sign(text: string): Promise<string>;
}

/** Exactly the bytes that are signed. Field order is fixed; times are ISO 8601, UTC. */
export function toReceiptBody(inbox: Pick<Inbox, "address" | "id">, grant: KeptGrant, receiptId: string, durations: Durations): string {
  const closed = grant.end.access === "REVOKED" ? grant.end.at : null;
  const destroyed = grant.evidence.find((shown) => shown.kind === "CREDENTIALS_DESTROYED");
  return JSON.stringify({
    id: toGlobalId("receipt", receiptId),
    revision: grant.revision,
    final: isFinal(grant),
    inboxId: toGlobalId("inbox", inbox.id),
    grantId: toGlobalId("grant", grant.id),
    address: inbox.address,
    provider: grant.provider,
    signedInAs: grant.signedInAs,
    startedAt: toIso(grant.startedAt),
    ourEndClosedAt: toIso(grant.endedAt),
    verifyUntil: toIso(verifyUntil(grant, durations.sealed)),
    credentialsDestroyedAt: toIso(destroyed?.at ?? null),
    providerEnd: grant.end.access,
    providerEndClosedAt: toIso(closed),
    evidence: grant.evidence.map((shown) => ({ at: toIso(shown.at), kind: shown.kind, providerCode: shown.providerCode, actorName: shown.actorName })),
  });
}

/** The grant with the receipt of its newest revision; a grant in use has none. */
export async function withReceipt(inbox: Inbox, grant: KeptGrant, signer: ReceiptSigner, durations: Durations): Promise<KeptGrant> {
  if (grant.endedAt === null) return grant;
  const receiptId = grant.receiptId ?? newId();
  const receiptBody = toReceiptBody(inbox, grant, receiptId, durations);
  return { ...grant, receiptId, receiptBody, receiptSignature: await signer.sign(receiptBody) };
}
