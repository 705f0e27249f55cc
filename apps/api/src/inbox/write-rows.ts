import type { KeptGrant } from "./grant-row.ts";
import { toIso } from "./inbox-row.ts";

/** A row of table `inbox_grant`. */
export function fromGrant(grant: KeptGrant): object {
  const { end } = grant;
  return {
    workspace_id: grant.workspaceId,
    id: grant.id,
    inbox_id: grant.inboxId,
    provider: grant.provider,
    account_kind: grant.accountKind,
    account_key: grant.accountKey,
    signed_in_as: grant.signedInAs,
    access: end.access,
    access_changed_at: toIso("at" in end ? end.at : (grant.endedAt ?? grant.startedAt)),
    revocation_asked: end.access === "REVOKING" && end.asked,
    tries: end.access === "REVOKING" ? end.tries : 0,
    credentials: grant.credentials,
    started_at: toIso(grant.startedAt),
    ended_at: toIso(grant.endedAt),
    ended_by: grant.endedBy,
    evidence: grant.evidence.map((shown) => ({ ...shown, at: toIso(shown.at) })),
    revision: grant.revision,
    receipt_id: grant.receiptId,
    receipt_body: grant.receiptBody,
    receipt_signature: grant.receiptSignature,
    client_id: grant.clientId,
  };
}
