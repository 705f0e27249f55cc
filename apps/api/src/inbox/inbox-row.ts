import {
  noTrouble,
  type DisconnectReason,
  type EmailAddress,
  type GrantId,
  type Inbox,
  type InboxId,
  type MemberId,
  type OurEnd,
  type Provider,
  type ProviderAccess,
  type SendingState,
  type SharedInboxId,
  type Trouble,
  type WorkspaceId,
} from "@relink/domain";

/** A time as PostgreSQL's JSON or the pg driver gives it. */
export type Time = string | Date;

/** A row of table `inbox`. */
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
  replaced: boolean;
  grant_id: string | null;
  newest_ended_grant_id: string | null;
  provider_access: ProviderAccess;
  version: number;
  created_at: Time;
}

/** A row of table `inbox_health`; beside an inbox that has none, nothing but nulls. Lists, which show no `sending_tried_at`, do not read it. */
export interface HealthRow {
  last_checked_at: Time | null;
  last_succeeded_at: Time | null;
  next_check_at: Time | null;
  consecutive_failures: number | null;
  last_latency_ms: number | null;
  refusal_reason: DisconnectReason | null;
  refusal_code: string | null;
  refused_at: Time | null;
  uncoded_refusals: number | null;
  sending: SendingState | null;
  sending_tried_at?: Time | null;
  uid_validity: string | null;
  uid_next: string | null;
  last_mail_seen_at: Time | null;
  access_expires_at: Time | null;
  token_refreshed_at: Time | null;
}

/** What checks have shown, beside the lifecycle. Times are milliseconds since 1970. */
export interface Health {
  readonly lastCheckedAt: number | null;
  readonly lastSucceededAt: number | null;
  readonly nextCheckAt: number | null;
  readonly lastLatencyMs: number | null;
  readonly sending: SendingState;
  /** When a login to the sending server was tried last; null: not with these credentials. */
  readonly sendingTriedAt: number | null;
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
  sendingTriedAt: null,
  uidValidity: null,
  uidNext: null,
  lastMailSeenAt: null,
  accessExpiresAt: null,
  tokenRefreshedAt: null,
};

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

export function toInbox(row: InboxRow, health: HealthRow | null): Inbox {
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
    ourEnd: toOurEnd(row, health),
    stateChangedAt: toMs(row.state_changed_at),
    grantId: row.grant_id as GrantId | null,
    version: row.version,
    createdAt: toMs(row.created_at),
  };
}

function toOurEnd(row: InboxRow, health: HealthRow | null): OurEnd {
  const at = toMs(row.disconnected_at);
  const disconnection = row.reason && at !== null ? { reason: row.reason, providerCode: row.provider_code, at } : null;
  switch (row.state) {
    case "CONNECTED":
    case "FAILING":
      return { state: row.state, trouble: toTrouble(row, health) };
    case "DISCONNECTED":
      if (!disconnection) throw new Error(`Inbox ${row.id} is disconnected without a reason.`);
      return { state: row.state, disconnection };
    case "REMOVED":
      return { state: row.state, abandoned: row.abandoned, replaced: row.replaced, disconnection };
    default:
      return { state: row.state };
  }
}

function toTrouble(row: InboxRow, health: HealthRow | null): Trouble {
  const refusedAt = toMs(health?.refused_at ?? null);
  return {
    ...noTrouble(toMs(health?.last_succeeded_at ?? row.state_changed_at)),
    consecutiveFailures: health?.consecutive_failures ?? 0,
    refusal:
      health?.refusal_reason && refusedAt !== null
        ? { reason: health.refusal_reason, providerCode: health.refusal_code, at: refusedAt }
        : null,
    uncodedRefusals: health?.uncoded_refusals ?? 0,
  };
}

export function toHealth(row: HealthRow | null): Health {
  if (row === null) return noHealth;
  return {
    lastCheckedAt: toMs(row.last_checked_at),
    lastSucceededAt: toMs(row.last_succeeded_at),
    nextCheckAt: toMs(row.next_check_at),
    lastLatencyMs: row.last_latency_ms,
    sending: row.sending ?? "UNKNOWN",
    sendingTriedAt: toMs(row.sending_tried_at ?? null),
    uidValidity: row.uid_validity,
    uidNext: row.uid_next,
    lastMailSeenAt: toMs(row.last_mail_seen_at),
    accessExpiresAt: toMs(row.access_expires_at),
    tokenRefreshedAt: toMs(row.token_refreshed_at),
  };
}
