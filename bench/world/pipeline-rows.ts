import type { HeldInboxRow } from "../../apps/api/src/inbox/held-inbox.ts";

const at = new Date("2026-11-23T09:30:00.000Z");

/** Fifty inboxes as the database driver gives them, and nothing else: what both contestants of the pipeline start from. */
export const pipelineRows: readonly (HeldInboxRow & { state_changed_at: Date; created_at: Date })[] = Array.from({ length: 50 }, (_, nth) => ({
  workspace_id: "0198c000-0000-7000-8000-000000000001", id: `0198c000-0000-7000-8000-${String(nth + 1).padStart(12, "0")}`,
  kind: "PERSONAL", owner_id: "0198c000-0000-7000-8000-00000000000a", shared_inbox_id: null, connected_by: "0198c000-0000-7000-8000-00000000000a",
  address: `person-${String(nth).padStart(2, "0")}@company.test`, display_name: null, provider: "GOOGLE", mail_host: "imap.company.test", state: "CONNECTED",
  state_changed_at: at, reason: null, provider_code: null, disconnected_at: null, abandoned: false, grant_id: "0198c000-0000-7000-8000-00000000000b",
  newest_ended_grant_id: null, provider_access: "GRANTED", version: 3 + nth, created_at: at,
  last_checked_at: at, last_succeeded_at: at, next_check_at: at, consecutive_failures: 0, last_latency_ms: 120, refusal_reason: null, refusal_code: null,
  refused_at: null, uncoded_refusals: 0, sending: "WORKING", uid_validity: "17", uid_next: "1000", last_mail_seen_at: at, access_expires_at: null,
  token_refreshed_at: null, current_grant: null, ended_grant: null,
}));
