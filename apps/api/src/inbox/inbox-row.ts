import {
  noTrouble,
  type AccountKind,
  type Credentials,
  type DisconnectReason,
  type EmailAddress,
  type Evidence,
  type Grant,
  type GrantId,
  type Inbox,
  type InboxId,
  type MemberId,
  type OurEnd,
  type Provider,
  type ProviderAccess,
  type ProviderEnd,
  type SharedInboxId,
  type Trouble,
  type WorkspaceId,
} from "@relink/domain";

/** A time as PostgreSQL's JSON or the pg driver gives it. */
type Time = string | Date;

/** A row of table `inbox` with its health beside it. */
export interface InboxRow {
  workspace_id: string;
  id: string;
  kind: "PERSONAL" | "TEAM";
  owner_id: string | null;
  shared_inbox_id: string | null;
  connected_by: string | null;
  address: string;
  display_name: string | null;
  provider: Provider;
  mail_host: string | null;
  state: Inbox["ourEnd"]["state"];
  state_changed_at: Time;
  reason: DisconnectReason | null;
  provider_code: string | null;
  disconnected_at: Time | null;
  abandoned: boolean;
  grant_id: string | null;
  newest_ended_grant_id: string | null;
  provider_access: ProviderAccess;
  version: number;
  created_at: Time;
  last_checked_at: Time | null;
  last_succeeded_at: Time | null;
  next_check_at: Time | null;
  consecutive_failures: number | null;
  last_latency_ms: number | null;
  refusal_reason: DisconnectReason | null;
  refusal_code: string | null;
  refused_at: Time | null;
  uncoded_refusals: number | null;
  sending: Sending | null;
  uid_validity: string | null;
  uid_next: string | null;
  last_mail_seen_at: Time | null;
  access_expires_at: Time | null;
  token_refreshed_at: Time | null;
}

export type Sending = "UNKNOWN" | "WORKING" | "DISABLED" | "REFUSED";

/** What checks have shown, beside the lifecycle. Times are milliseconds since 1970. */
export interface Health {
  readonly lastCheckedAt: number | null;
  readonly lastSucceededAt: number | null;
  readonly nextCheckAt: number | null;
  readonly lastLatencyMs: number | null;
  readonly sending: Sending;
  readonly uidValidity: string | null;
  readonly uidNext: string | null;
  readonly lastMailSeenAt: number | null;
  readonly accessExpiresAt: number | null;
  readonly tokenRefreshedAt: number | null;
}

export const noHealth: Health = {
  lastCheckedAt: null,
  lastSucceededAt: null,
  nextCheckAt: null,
  lastLatencyMs: null,
  sending: "UNKNOWN",
  uidValidity: null,
  uidNext: null,
  lastMailSeenAt: null,
  accessExpiresAt: null,
  tokenRefreshedAt: null,
};

export interface GrantRow {
  workspace_id: string;
  id: string;
  inbox_id: string;
  provider: Provider;
  account_kind: AccountKind;
  account_key: string;
  signed_in_as: string | null;
  access: Exclude<ProviderAccess, "NONE">;
  access_changed_at: Time;
  revocation_asked: boolean;
  tries: number;
  credentials: Credentials;
  started_at: Time;
  ended_at: Time | null;
  ended_by: string | null;
  evidence: readonly { at: string; kind: Evidence["kind"]; providerCode: string | null; actorName: string | null }[];
  revision: number;
  receipt_id: string | null;
  receipt_body: string | null;
  receipt_signature: string | null;
}

/** A grant as it is kept: the domain's, and what only storage knows. */
export interface KeptGrant extends Grant {
  readonly endedBy: string | null;
  readonly receiptId: string | null;
  readonly receiptBody: string | null;
  readonly receiptSignature: string | null;
}

export function toMs(time: Time): number;
export function toMs(time: Time | null): number | null;
export function toMs(time: Time | null): number | null {
  if (time === null) return null;
  return typeof time === "string" ? Date.parse(time) : time.getTime();
}

export function toIso(ms: number): string;
export function toIso(ms: number | null): string | null;
export function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

export function toInbox(row: InboxRow): Inbox {
  return {
    workspaceId: row.workspace_id as WorkspaceId,
    id: row.id as InboxId,
    belonging:
      row.kind === "PERSONAL"
        ? { kind: "PERSONAL", ownerId: row.owner_id as MemberId }
        : { kind: "TEAM", sharedInboxId: row.shared_inbox_id as SharedInboxId },
    connectedBy: row.connected_by as MemberId | null,
    address: row.address as EmailAddress,
    provider: row.provider,
    mailHost: row.mail_host,
    ourEnd: toOurEnd(row),
    stateChangedAt: toMs(row.state_changed_at),
    grantId: row.grant_id as GrantId | null,
    version: row.version,
    createdAt: toMs(row.created_at),
  };
}

function toOurEnd(row: InboxRow): OurEnd {
  const at = toMs(row.disconnected_at);
  const disconnection = row.reason && at !== null ? { reason: row.reason, providerCode: row.provider_code, at } : null;
  switch (row.state) {
    case "CONNECTED":
    case "FAILING":
      return { state: row.state, trouble: toTrouble(row) };
    case "DISCONNECTED":
      if (!disconnection) throw new Error(`Inbox ${row.id} is disconnected without a reason.`);
      return { state: row.state, disconnection };
    case "REMOVED":
      return { state: row.state, abandoned: row.abandoned, disconnection };
    default:
      return { state: row.state };
  }
}

function toTrouble(row: InboxRow): Trouble {
  const clean = noTrouble(toMs(row.last_succeeded_at) ?? toMs(row.state_changed_at));
  const refusedAt = toMs(row.refused_at);
  return {
    ...clean,
    consecutiveFailures: row.consecutive_failures ?? 0,
    refusal:
      row.refusal_reason && refusedAt !== null ? { reason: row.refusal_reason, providerCode: row.refusal_code, at: refusedAt } : null,
    uncodedRefusals: row.uncoded_refusals ?? 0,
  };
}

export function toHealth(row: InboxRow): Health {
  return {
    lastCheckedAt: toMs(row.last_checked_at),
    lastSucceededAt: toMs(row.last_succeeded_at),
    nextCheckAt: toMs(row.next_check_at),
    lastLatencyMs: row.last_latency_ms,
    sending: row.sending ?? "UNKNOWN",
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    lastMailSeenAt: toMs(row.last_mail_seen_at),
    accessExpiresAt: toMs(row.access_expires_at),
    tokenRefreshedAt: toMs(row.token_refreshed_at),
  };
}

export function toGrant(row: GrantRow): KeptGrant {
  return {
    workspaceId: row.workspace_id as WorkspaceId,
    id: row.id as GrantId,
    inboxId: row.inbox_id as InboxId,
    provider: row.provider,
    accountKind: row.account_kind,
    accountKey: row.account_key,
    signedInAs: row.signed_in_as as EmailAddress | null,
    end: toProviderEnd(row),
    credentials: row.credentials,
    startedAt: toMs(row.started_at),
    endedAt: toMs(row.ended_at),
    evidence: row.evidence.map((shown) => ({ ...shown, at: Date.parse(shown.at) })),
    revision: row.revision,
    endedBy: row.ended_by,
    receiptId: row.receipt_id,
    receiptBody: row.receipt_body,
    receiptSignature: row.receipt_signature,
  };
}

function toProviderEnd(row: GrantRow): ProviderEnd {
  const at = toMs(row.access_changed_at);
  switch (row.access) {
    case "REVOKING":
      return { access: "REVOKING", asked: row.revocation_asked, tries: row.tries };
    case "ATTESTED":
    case "REVOKED":
    case "STILL_USED":
      return { access: row.access, at };
    default:
      return { access: row.access };
  }
}
