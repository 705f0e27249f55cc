import { addressKey, disconnectionOf, type Inbox, type ProviderAccess } from "@relink/domain";
import { toIso, type Health, type KeptGrant } from "./inbox-row.ts";

/** The columns that commit_change writes; `kind` and whose it is are for the log. */
export function fromInbox(
  inbox: Inbox,
  more: { displayName: string | null; newestEndedGrantId: string | null; providerAccess: ProviderAccess },
): object {
  const disconnection = disconnectionOf(inbox.ourEnd);
  const { belonging } = inbox;
  return {
    workspace_id: inbox.workspaceId,
    id: inbox.id,
    kind: belonging.kind,
    owner_id: belonging.kind === "PERSONAL" ? belonging.ownerId : null,
    shared_inbox_id: belonging.kind === "TEAM" ? belonging.sharedInboxId : null,
    connected_by: inbox.connectedBy,
    address: inbox.address,
    address_key: addressKey(inbox.address),
    display_name: more.displayName,
    provider: inbox.provider,
    mail_host: inbox.mailHost,
    state: inbox.ourEnd.state,
    state_changed_at: toIso(inbox.stateChangedAt),
    reason: disconnection?.reason ?? null,
    provider_code: disconnection?.providerCode ?? null,
    disconnected_at: toIso(disconnection?.at ?? null),
    abandoned: inbox.ourEnd.state === "REMOVED" && inbox.ourEnd.abandoned,
    grant_id: inbox.grantId,
    newest_ended_grant_id: more.newestEndedGrantId,
    provider_access: more.providerAccess,
    version: inbox.version,
    created_at: toIso(inbox.createdAt),
  };
}

export function fromHealth(inbox: Inbox, health: Health): object {
  const end = inbox.ourEnd;
  const trouble = end.state === "CONNECTED" || end.state === "FAILING" ? end.trouble : null;
  return {
    workspace_id: inbox.workspaceId,
    inbox_id: inbox.id,
    last_checked_at: toIso(health.lastCheckedAt),
    last_succeeded_at: toIso(trouble?.lastOkAt ?? health.lastSucceededAt),
    next_check_at: toIso(health.nextCheckAt),
    consecutive_failures: trouble?.consecutiveFailures ?? 0,
    last_latency_ms: health.lastLatencyMs,
    refusal_reason: trouble?.refusal?.reason ?? null,
    refusal_code: trouble?.refusal?.providerCode ?? null,
    refused_at: toIso(trouble?.refusal?.at ?? null),
    uncoded_refusals: trouble?.uncodedRefusals ?? 0,
    sending: health.sending,
    uid_validity: health.uidValidity,
    uid_next: health.uidNext,
    last_mail_seen_at: toIso(health.lastMailSeenAt),
    access_expires_at: toIso(health.accessExpiresAt),
    token_refreshed_at: toIso(health.tokenRefreshedAt),
  };
}

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
  };
}
