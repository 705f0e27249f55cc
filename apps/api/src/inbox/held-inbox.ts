import type { Inbox, ProviderAccess } from "@relink/domain";
import { toGrant, toHealth, toInbox, type GrantRow, type Health, type InboxRow, type KeptGrant } from "./inbox-row.ts";

/** An inbox with what the rules need beside it: one read brings it all. */
export interface HeldInbox {
  readonly inbox: Inbox;
  readonly displayName: string | null;
  readonly health: Health;
  /** The grant in use, or kept. */
  readonly grant: KeptGrant | null;
  /** The newest ended one. */
  readonly endedGrant: KeptGrant | null;
  readonly providerAccess: ProviderAccess;
}

/** An inbox without its current grant: lists are mostly asked for without, and it is half of what they would cost. */
export type ListedInbox = Omit<HeldInbox, "grant">;

const inboxColumns = `i.*, h.last_checked_at, h.last_succeeded_at, h.next_check_at, h.consecutive_failures, h.last_latency_ms, h.refusal_reason, h.refusal_code,
    h.refused_at, h.uncoded_refusals, h.sending, h.uid_validity, h.uid_next, h.last_mail_seen_at, h.access_expires_at, h.token_refreshed_at,
    to_json(e) as ended_grant`;
const inboxJoins = `left join inbox_health h on h.workspace_id = i.workspace_id and h.inbox_id = i.id
  left join inbox_grant e on e.workspace_id = i.workspace_id and e.id = i.newest_ended_grant_id`;

/** The columns and joins that `toHeldInbox` reads; `where` follows. */
export const heldInboxSql = `
  select ${inboxColumns}, to_json(g) as current_grant
  from inbox i
  ${inboxJoins}
  left join inbox_grant g on g.workspace_id = i.workspace_id and g.id = i.grant_id`;

/** The same for `toListedInbox`. */
export const listedInboxSql = `
  select ${inboxColumns}
  from inbox i
  ${inboxJoins}`;

export interface ListedInboxRow extends InboxRow {
  ended_grant: GrantRow | null;
}

export interface HeldInboxRow extends ListedInboxRow {
  current_grant: GrantRow | null;
}

export function toHeldInbox(row: HeldInboxRow): HeldInbox {
  return { ...toListedInbox(row), grant: row.current_grant && toGrant(row.current_grant) };
}

export function toListedInbox(row: ListedInboxRow): ListedInbox {
  return {
    inbox: toInbox(row),
    displayName: row.display_name,
    health: toHealth(row),
    endedGrant: row.ended_grant && toGrant(row.ended_grant),
    providerAccess: row.provider_access,
  };
}

/** Where the provider's end stands: of the grant in use, after removal of the newest ended one. */
export function toProviderAccess(grant: KeptGrant | null, endedGrant: KeptGrant | null): ProviderAccess {
  return (grant ?? endedGrant)?.end.access ?? "NONE";
}
