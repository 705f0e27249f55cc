/** Every fifth workspace is for lists: its inboxes are in all states. Workspace 0 is for watchers and has no inboxes. */
export function worldSql(size: {
  readonly workspaces: number;
  readonly inboxesEach: number;
  readonly watchers: number;
}): readonly string[] {
  return [
    "select ensure_parts('inbox_event', now()), ensure_parts('inbox_check', now())",
    `create table bench_workspace as select n, uuidv7() as id, uuidv7() as user_id, uuidv7() as member_id,
       case when n = 0 then 'watch' when n % 5 = 0 then 'list' else 'turn' end as part from generate_series(0, ${size.workspaces}) n`,
    `create table bench_person as select part, id as workspace_id, user_id, member_id, n, 'SUPER_ADMIN' as role from bench_workspace where n > 0
       union all select part, id, uuidv7(), uuidv7(), w, 'ADMIN' from bench_workspace, generate_series(1, ${size.watchers}) w where n = 0`,
    "insert into workspace (id, name, slug, created_at) select id, 'Workspace ' || n, 'workspace-' || n, now() from bench_workspace",
    `insert into user_account (id, name, email, email_verified, created_at, updated_at)
       select user_id, 'Ola ' || n, part || '-' || n || '@people.test', true, now(), now() from bench_person`,
    "insert into member (workspace_id, id, user_id, role, joined_at) select workspace_id, member_id, user_id, role, now() from bench_person",
    `insert into session (id, token, user_id, expires_at, created_at, updated_at)
       select uuidv7(), part || '-' || md5(n::text) || md5(user_id::text), user_id, now() + interval '1 day', now(), now() from bench_person`,
    `create table bench_inbox as select w.id as workspace_id, w.member_id, uuidv7() as id, uuidv7() as grant_id, uuidv7() as ended_id, w.n as nth, i,
       'person-' || i || '@company-' || w.n || '.test' as address,
       case when w.part = 'turn' then 'CONNECTED' when i % 10 = 3 then 'DISCONNECTED' when i % 20 = 4 then 'OFF' when i % 20 = 14 then 'FAILING' else 'CONNECTED' end as state,
       (array['GOOGLE', 'MICROSOFT', 'IMAP'])[1 + i % 3] as provider
     from bench_workspace w, generate_series(1, ${size.inboxesEach}) i where w.n > 0`,
    inboxes,
    grants,
    health,
    dueChecks,
    "vacuum analyze",
  ];
}

const inboxes = `insert into inbox (workspace_id, id, kind, owner_id, connected_by, address, address_key, provider, mail_host, state, state_changed_at,
    reason, provider_code, disconnected_at, grant_id, newest_ended_grant_id, provider_access, version, created_at)
  select workspace_id, id, 'PERSONAL', member_id, member_id, address, address, provider, 'imap.company-' || nth || '.test', state,
    date_trunc('milliseconds', now()) - i * interval '1 hour',
    case when state = 'DISCONNECTED' then 'ACCESS_REVOKED' end, case when state = 'DISCONNECTED' then 'invalid_grant' end,
    case when state = 'DISCONNECTED' then date_trunc('milliseconds', now()) - i * interval '1 hour' end,
    grant_id, case when i % 25 = 0 then ended_id end, 'GRANTED', 3, now() - interval '90 days'
  from bench_inbox`;

const grants = `insert into inbox_grant (workspace_id, id, inbox_id, provider, account_kind, account_key, signed_in_as, access, access_changed_at, credentials, started_at, ended_at, evidence, revision)
  select workspace_id, grant_id, id, provider, case provider when 'MICROSOFT' then 'MICROSOFT_WORK' else provider end, md5(address), address, 'GRANTED',
    now() - interval '90 days', 'IN_USE', now() - interval '90 days', null::timestamptz, '[]'::jsonb, 0 from bench_inbox
  union all
  select workspace_id, ended_id, id, provider, case provider when 'MICROSOFT' then 'MICROSOFT_WORK' else provider end, md5(address), address, 'REVOKED',
    now() - interval '90 days', 'DESTROYED', now() - interval '190 days', now() - interval '91 days',
    '[{"at": "2026-01-05T10:00:00.000Z", "kind": "REFRESH_REFUSED", "providerCode": "invalid_grant", "actorName": null}]'::jsonb, 2 from bench_inbox where i % 25 = 0`;

const health = `insert into inbox_health (workspace_id, inbox_id, last_checked_at, last_succeeded_at, next_check_at, consecutive_failures, last_latency_ms, sending, uid_validity, uid_next, last_mail_seen_at)
  select workspace_id, id, date_trunc('milliseconds', now()) - i * interval '1 minute', date_trunc('milliseconds', now()) - i * interval '1 minute',
    date_trunc('milliseconds', now()) + interval '10 minutes', case when state = 'FAILING' then 2 else 0 end, 120 + i, 'WORKING', '17', (1000 + i)::text,
    date_trunc('milliseconds', now()) - i * interval '1 minute' from bench_inbox`;

const dueChecks = `insert into due_check (inbox_id, workspace_id, host, due_at)
  select id, workspace_id, 'imap.company-' || nth || '.test', now() + interval '1 hour' from bench_inbox where state in ('CONNECTED', 'FAILING')`;
