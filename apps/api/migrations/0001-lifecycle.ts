import type { MigrationInterface, QueryRunner } from "typeorm";

/** The tables of the lifecycle: inboxes, grants, attempts, the log, and what must happen later. */
export class Lifecycle0001 implements MigrationInterface {
  readonly name = "Lifecycle0001_1764000001000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(inboxes);
    await runner.query(grants);
    await runner.query(log);
    await runner.query(around);
  }

  async down(): Promise<void> {
    throw new Error("The first migration has no way back: drop the database instead.");
  }
}

const inboxes = `
create table shared_inbox (
  workspace_id uuid not null, id uuid not null, name text not null, created_at timestamptz not null,
  primary key (workspace_id, id)
);
create unique index shared_inbox_name on shared_inbox (workspace_id, lower(name));

create table inbox (
  workspace_id uuid not null, id uuid not null,
  kind text not null check (kind in ('PERSONAL', 'TEAM')),
  owner_id uuid, shared_inbox_id uuid, connected_by uuid,
  address text not null, address_key text not null, display_name text,
  provider text not null check (provider in ('GOOGLE', 'MICROSOFT', 'IMAP')), mail_host text,
  state text not null check (state in ('CONNECTING', 'CONNECTED', 'FAILING', 'DISCONNECTED', 'OFF', 'REMOVED')),
  state_changed_at timestamptz not null,
  reason text, provider_code text, disconnected_at timestamptz,
  abandoned boolean not null default false,
  grant_id uuid, newest_ended_grant_id uuid,
  provider_access text not null default 'NONE',
  version integer not null, created_at timestamptz not null,
  primary key (workspace_id, id),
  check ((kind = 'PERSONAL') = (owner_id is not null)),
  check ((kind = 'TEAM') = (shared_inbox_id is not null)),
  check (state <> 'DISCONNECTED' or (reason is not null and disconnected_at is not null)),
  check (state not in ('CONNECTED', 'FAILING', 'OFF', 'DISCONNECTED') or grant_id is not null)
) with (fillfactor = 80);
create unique index inbox_address on inbox (workspace_id, address_key) where state in ('CONNECTED', 'FAILING', 'DISCONNECTED', 'OFF');
create index inbox_by_address on inbox (workspace_id, address_key, id) where state <> 'REMOVED';
create index inbox_by_owner on inbox (workspace_id, owner_id, address_key) where kind = 'PERSONAL';
create index inbox_by_shared_inbox on inbox (workspace_id, shared_inbox_id, address_key) where kind = 'TEAM';
create index inbox_end_open on inbox (workspace_id, state_changed_at) where provider_access in ('REVOKING', 'AWAITING_PERSON', 'ATTESTED');

create table inbox_health (
  workspace_id uuid not null, inbox_id uuid not null,
  last_checked_at timestamptz, last_succeeded_at timestamptz, next_check_at timestamptz,
  consecutive_failures integer not null default 0, last_latency_ms integer,
  refusal_reason text, refusal_code text, refused_at timestamptz, uncoded_refusals integer not null default 0,
  sending text not null default 'UNKNOWN' check (sending in ('UNKNOWN', 'WORKING', 'DISABLED', 'REFUSED')),
  uid_validity text, uid_next text, last_mail_seen_at timestamptz, access_expires_at timestamptz, token_refreshed_at timestamptz,
  primary key (workspace_id, inbox_id)
) with (fillfactor = 70);

-- What is to be looked at next, over all workspaces: a worker claims by time alone. due_at is the lease, too.
create table due_check (
  inbox_id uuid primary key, workspace_id uuid not null, host text not null, due_at timestamptz not null, token bigint not null default 0
) with (fillfactor = 70);
create index due_check_due on due_check (due_at);

create table inbox_check (
  workspace_id uuid not null, id uuid not null, inbox_id uuid not null, at timestamptz not null,
  verdict text not null check (verdict in ('OK', 'PASSING_FAILURE', 'REFUSED', 'APPLICATION_REFUSED')),
  provider_code text, latency_ms integer not null,
  primary key (workspace_id, inbox_id, id)
);`;

const grants = `
create table inbox_grant (
  workspace_id uuid not null, id uuid not null, inbox_id uuid not null,
  provider text not null, account_kind text not null, account_key text not null, signed_in_as text,
  access text not null check (access in ('GRANTED', 'REVOKING', 'AWAITING_PERSON', 'ATTESTED', 'REVOKED', 'STILL_USED')),
  access_changed_at timestamptz not null, revocation_asked boolean not null default false, tries integer not null default 0,
  credentials text not null check (credentials in ('IN_USE', 'SEALED', 'ONE_TRY', 'DESTROYED')),
  started_at timestamptz not null, ended_at timestamptz, ended_by uuid,
  evidence jsonb not null default '[]', revision integer not null default 0,
  receipt_id uuid, receipt_body text, receipt_signature text,
  primary key (workspace_id, id)
);
create index grant_by_inbox on inbox_grant (workspace_id, inbox_id, ended_at desc);
create index grant_by_account on inbox_grant (account_key) where access in ('REVOKING', 'AWAITING_PERSON', 'ATTESTED', 'STILL_USED');
create unique index grant_by_receipt on inbox_grant (workspace_id, receipt_id) where receipt_id is not null;

create table grant_secret (
  workspace_id uuid not null, grant_id uuid not null, inbox_id uuid not null, sealed jsonb not null, stored_at timestamptz not null,
  primary key (workspace_id, grant_id)
);

-- The one table that no workspace owns: how many live grants an account has, by keyed hash.
create table provider_account (account_key text primary key, live integer not null check (live >= 0));

-- Grants of sign-ins that failed: kept sealed until they are ended at the provider, a day at most.
create table stray_grant (
  workspace_id uuid not null, id uuid not null, attempt_id uuid not null, provider text not null, account_key text not null,
  sealed jsonb not null, expires_at timestamptz not null,
  primary key (workspace_id, id)
);

create table connection_attempt (
  workspace_id uuid not null, id uuid not null, inbox_id uuid not null, provider text not null,
  intent text not null check (intent in ('CONNECT', 'RECONNECT')),
  state text not null check (state in ('PENDING', 'SUCCEEDED', 'FAILED', 'EXPIRED', 'CANCELLED')),
  failure text, provider_code text, expected_address text not null, actual_address text,
  started_by uuid, started_by_name text not null, inbox_version integer not null, return_to text,
  state_hash text, browser_hash text,
  created_at timestamptz not null, expires_at timestamptz not null, callback_at timestamptz,
  primary key (workspace_id, id)
);
create index attempt_by_inbox on connection_attempt (workspace_id, inbox_id) where state = 'PENDING';`;

const log = `
create table workspace_log (
  workspace_id uuid primary key, last_number bigint not null default 0
) with (fillfactor = 50);

create table inbox_event (
  workspace_id uuid not null, number bigint not null, at timestamptz not null,
  id uuid not null, inbox_id uuid not null, type text not null, inbox_version integer not null,
  kind text not null, owner_id uuid, connected_by uuid, shared_inbox_id uuid, actor_id uuid,
  body text not null,
  primary key (workspace_id, number, at)
) partition by range (at);
create index inbox_event_by_inbox on inbox_event (workspace_id, inbox_id, number);
create table inbox_event_rest partition of inbox_event default;

-- How far the relay has turned each workspace's events into notifications.
create table relay_position (workspace_id uuid primary key, number bigint not null default 0);`;

const around = `
create table timer (
  id uuid primary key, kind text not null, due_at timestamptz not null, lease_until timestamptz, token bigint not null default 0,
  tries integer not null default 0, workspace_id uuid not null, inbox_id uuid, grant_id uuid, attempt_id uuid, payload jsonb not null default '{}'
);
create index timer_due on timer (due_at);
create index timer_of_inbox on timer (workspace_id, inbox_id, kind);

create table notification (
  workspace_id uuid not null, id uuid not null, member_id uuid not null,
  template text not null, params jsonb not null, because text not null,
  severity text not null check (severity in ('INFO', 'WARNING', 'CRITICAL')),
  episode text not null, inbox_id uuid, href text not null,
  created_at timestamptz not null, read_at timestamptz, closed_at timestamptz,
  primary key (workspace_id, id)
);
create unique index notification_episode on notification (workspace_id, member_id, episode);
create index notification_of_member on notification (workspace_id, member_id, id desc);
create index notification_open on notification (workspace_id, inbox_id) where closed_at is null;

create table notification_preference (
  workspace_id uuid not null, member_id uuid not null, locale text not null default 'en',
  primary key (workspace_id, member_id)
);

create table audit_entry (
  workspace_id uuid not null, id uuid not null, at timestamptz not null,
  actor_kind text not null, actor_id uuid, actor_name text not null,
  action text not null, target_id uuid, ip text, outcome text not null,
  primary key (workspace_id, id)
);

create table idempotency_key (
  workspace_id uuid not null, caller text not null, mutation text not null, key text not null,
  input_hash text not null, result jsonb, expires_at timestamptz not null,
  primary key (workspace_id, caller, mutation, key)
);
create index idempotency_expiry on idempotency_key (expires_at);`;
