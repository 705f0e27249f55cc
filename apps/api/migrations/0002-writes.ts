import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Every write is one SQL function: it sets the workspace for row-level security first, and either all of it happens
 * or, by a raised error, none. SQLSTATEs: RL001 the version moved on, RL002 another number of live grants than the
 * caller decided on, RL003 the idempotency key is taken, 23505 on inbox_address: the address is in use.
 */
export class Writes0002 implements MigrationInterface {
  readonly name = "Writes0002_1764000002000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(months);
    await runner.query(appendEvents);
    await runner.query(rememberSuccess);
    await runner.query(commitAround);
    await runner.query(commitChange);
    await runner.query(smallWrites);
  }

  async down(): Promise<void> {
    throw new Error("The second migration has no way back: drop the database instead.");
  }
}

const months = `
-- Makes the log's partitions for the month of the given time and the one after it.
create function ensure_event_months(p_at timestamptz) returns void language plpgsql security definer set search_path = public as $$
declare v_month date; v_name text;
begin
  for v_month in select date_trunc('month', p_at at time zone 'UTC')::date + make_interval(months => m) from generate_series(0, 1) m loop
    v_name := 'inbox_event_' || to_char(v_month, 'YYYY_MM');
    continue when to_regclass(v_name) is not null;
    -- Rows that a clock put there early make the month stay in the default partition.
    begin
      execute format('create table %I partition of inbox_event for values from (%L) to (%L)', v_name,
        v_month::timestamp at time zone 'UTC', (v_month + interval '1 month')::timestamp at time zone 'UTC');
    exception when check_violation or duplicate_table then null;
    end;
  end loop;
end $$;`;

const appendEvents = `
-- Numbers and stores events. The counter's row stays locked until the commit, so that a reader who sees n has seen all before it.
create function append_events(p_workspace uuid, p_inbox jsonb, p_events jsonb) returns bigint language plpgsql as $$
declare v_count integer := jsonb_array_length(p_events); v_last bigint;
begin
  insert into workspace_log as l (workspace_id, last_number) values (p_workspace, v_count)
    on conflict (workspace_id) do update set last_number = l.last_number + v_count returning last_number into v_last;
  insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, connected_by, shared_inbox_id, actor_id, body)
    select p_workspace, v_last - v_count + e.nth, (e.value->>'at')::timestamptz, (e.value->>'id')::uuid, (p_inbox->>'id')::uuid, e.value->>'type',
      (e.value->>'inbox_version')::integer, p_inbox->>'kind', (p_inbox->>'owner_id')::uuid, (p_inbox->>'connected_by')::uuid,
      (p_inbox->>'shared_inbox_id')::uuid, (e.value->>'actor_id')::uuid, e.value->>'body'
    from jsonb_array_elements(p_events) with ordinality as e(value, nth);
  return v_last;
end $$;`;

const rememberSuccess = `
-- What a mutation made, under its caller's idempotency key: in the statement that makes it, so that both happen or none.
create function remember_success(p_key jsonb, p_at timestamptz) returns void language plpgsql as $$
declare v_new idempotency_key := jsonb_populate_record(null::idempotency_key, p_key);
begin
  insert into idempotency_key as k values (v_new.*)
    on conflict (workspace_id, caller, mutation, key) do update set input_hash = excluded.input_hash, result = excluded.result, expires_at = excluded.expires_at
      where k.expires_at < p_at;
  if not found then raise exception 'idempotency key taken' using errcode = 'RL003'; end if;
end $$;`;

const commitAround = `
-- What a change of an inbox carries with it: grants, secrets, accounts, attempt, timers, audit, idempotency.
create function commit_around(p_workspace uuid, p_change jsonb) returns void language plpgsql as $$
declare v_account jsonb; v_live integer; v_audit audit_entry;
begin
  if p_change ? 'accounts' then
    for v_account in select value from jsonb_array_elements(p_change->'accounts') order by value->>'key' loop
      insert into provider_account as a (account_key, live) values (v_account->>'key', greatest((v_account->>'delta')::integer, 0))
        on conflict (account_key) do update set live = a.live + (v_account->>'delta')::integer returning live into v_live;
      if v_account->>'expect' is not null and v_live <> (v_account->>'expect')::integer then
        raise exception 'account in other use' using errcode = 'RL002';
      end if;
    end loop;
  end if;
  if p_change ? 'grants' then
    insert into inbox_grant select g.* from jsonb_array_elements(p_change->'grants') e, jsonb_populate_record(null::inbox_grant, e) g
    on conflict (workspace_id, id) do update set signed_in_as = excluded.signed_in_as, account_kind = excluded.account_kind, access = excluded.access, access_changed_at = excluded.access_changed_at,
      revocation_asked = excluded.revocation_asked, tries = excluded.tries, credentials = excluded.credentials, ended_at = excluded.ended_at,
      ended_by = excluded.ended_by, evidence = excluded.evidence, revision = excluded.revision, receipt_id = excluded.receipt_id,
      receipt_body = excluded.receipt_body, receipt_signature = excluded.receipt_signature;
  end if;
  if p_change ? 'secrets' then
    insert into grant_secret select s.* from jsonb_array_elements(p_change->'secrets') e, jsonb_populate_record(null::grant_secret, e) s
    on conflict (workspace_id, grant_id) do update set sealed = excluded.sealed, stored_at = excluded.stored_at;
  end if;
  if p_change ? 'destroy' then
    delete from grant_secret where workspace_id = p_workspace and grant_id in (select value::uuid from jsonb_array_elements_text(p_change->'destroy'));
  end if;
  if p_change ? 'attempt' then
    insert into connection_attempt select * from jsonb_populate_record(null::connection_attempt, p_change->'attempt')
    on conflict (workspace_id, id) do update set state = excluded.state, failure = excluded.failure, provider_code = excluded.provider_code,
      actual_address = excluded.actual_address, state_hash = excluded.state_hash, browser_hash = excluded.browser_hash,
      callback_at = excluded.callback_at
      -- How it ended stays: whoever comes second finds it over.
      where connection_attempt.state = 'PENDING';
  end if;
  if p_change ? 'stray' then
    insert into stray_grant select * from jsonb_populate_record(null::stray_grant, p_change->'stray') on conflict do nothing;
  end if;
  if p_change ? 'taken' then
    delete from stray_grant where workspace_id = p_workspace and id = (p_change->>'taken')::uuid;
  end if;
  -- In migration 0006.
  if p_change ? 'links' then perform commit_links(p_workspace, p_change); end if;
  if p_change ? 'cancel' then
    delete from timer t using jsonb_array_elements(p_change->'cancel') c
      where t.workspace_id = p_workspace and t.inbox_id = (p_change->>'inbox_id')::uuid and t.kind = c.value->>'kind'
        and (c.value->>'grant_id' is null or t.grant_id = (c.value->>'grant_id')::uuid);
  end if;
  if p_change ? 'timers' then
    insert into timer select t.* from jsonb_array_elements(p_change->'timers') e, jsonb_populate_record(null::timer, e) t;
  end if;
  if p_change ? 'audit' then
    v_audit := jsonb_populate_record(null::audit_entry, p_change->'audit');
    insert into audit_entry values (v_audit.*);
  end if;
  if p_change ? 'idempotency' then
    perform remember_success(p_change->'idempotency', (p_change->>'at')::timestamptz);
  end if;
end $$;`;

const commitChange = `
-- Stores one change of one inbox with compare-and-swap. Returns the log's last number.
create function commit_change(p_workspace uuid, p_change jsonb) returns bigint language plpgsql as $$
declare v_inbox jsonb := p_change->'inbox'; v_row inbox; v_health inbox_health; v_last bigint;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  if v_inbox is not null then
    v_row := jsonb_populate_record(null::inbox, v_inbox);
    if p_change->>'expect' is null then
      insert into inbox select v_row.*;
    else
      update inbox set state = v_row.state, state_changed_at = v_row.state_changed_at, reason = v_row.reason, provider_code = v_row.provider_code,
        disconnected_at = v_row.disconnected_at, abandoned = v_row.abandoned, grant_id = v_row.grant_id, newest_ended_grant_id = v_row.newest_ended_grant_id,
        provider_access = v_row.provider_access, provider = v_row.provider, mail_host = v_row.mail_host, version = v_row.version
      where workspace_id = p_workspace and id = v_row.id and version = (p_change->>'expect')::integer;
      if not found then raise exception 'version moved on' using errcode = 'RL001'; end if;
    end if;
  end if;
  if p_change ? 'guard' then
    perform 1 from inbox where workspace_id = p_workspace and id = (p_change->>'inbox_id')::uuid and version = (p_change->>'guard')::integer for share;
    if not found then raise exception 'version moved on' using errcode = 'RL001'; end if;
  end if;
  if p_change ? 'health' then
    v_health := jsonb_populate_record(null::inbox_health, p_change->'health');
    update inbox_health set last_checked_at = v_health.last_checked_at, last_succeeded_at = v_health.last_succeeded_at,
      next_check_at = v_health.next_check_at, consecutive_failures = v_health.consecutive_failures, last_latency_ms = v_health.last_latency_ms,
      refusal_reason = v_health.refusal_reason, refusal_code = v_health.refusal_code, refused_at = v_health.refused_at,
      uncoded_refusals = v_health.uncoded_refusals, sending = v_health.sending, uid_validity = v_health.uid_validity, uid_next = v_health.uid_next,
      last_mail_seen_at = v_health.last_mail_seen_at, access_expires_at = v_health.access_expires_at, token_refreshed_at = v_health.token_refreshed_at
      where workspace_id = p_workspace and inbox_id = v_health.inbox_id;
    -- An inbox has its row from the beginning, so this happens once.
    if not found then insert into inbox_health values (v_health.*); end if;
  end if;
  if p_change ? 'due' then
    insert into due_check as d (inbox_id, workspace_id, host, due_at) values ((p_change->>'inbox_id')::uuid, p_workspace, p_change->'due'->>'host', (p_change->'due'->>'at')::timestamptz)
    on conflict (inbox_id) do update set host = excluded.host, due_at = excluded.due_at, token = d.token + 1;
  elsif p_change ? 'undue' then
    delete from due_check where inbox_id = (p_change->>'inbox_id')::uuid;
  end if;
  if p_change ? 'check' then
    insert into inbox_check select * from jsonb_populate_record(null::inbox_check, p_change->'check');
  end if;
  perform commit_around(p_workspace, p_change);
  -- Last, so that the workspace's counter is locked for as short as can be.
  if p_change ? 'events' then v_last := append_events(p_workspace, v_inbox, p_change->'events'); end if;
  return v_last;
end $$;`;

const smallWrites = `
-- Takes what is due: the new due_at is the lease, so that what a dead worker held comes back by itself.
create function claim_due_checks(p_now timestamptz, p_lease timestamptz, p_limit integer) returns table (workspace_id uuid, inbox_id uuid, host text) language sql as $$
  update due_check d set due_at = p_lease, token = d.token + 1
  from (select c.inbox_id from due_check c where c.due_at <= p_now order by c.due_at limit p_limit for update skip locked) due
  where d.inbox_id = due.inbox_id returning d.workspace_id, d.inbox_id, d.host
$$;

create function attempt_set_out(p_workspace uuid, p_id uuid, p_state text, p_browser text, p_now timestamptz) returns connection_attempt language plpgsql as $$
declare v_row connection_attempt;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update connection_attempt set state_hash = p_state, browser_hash = p_browser
    where workspace_id = p_workspace and id = p_id and state = 'PENDING' and expires_at > p_now and callback_at is null returning * into v_row;
  return v_row;
end $$;

-- The state is spent before the code is exchanged, so that no callback runs twice.
create function attempt_take(p_workspace uuid, p_id uuid, p_state text, p_browser text, p_now timestamptz) returns connection_attempt language plpgsql as $$
declare v_row connection_attempt;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update connection_attempt set state_hash = null, callback_at = p_now
    where workspace_id = p_workspace and id = p_id and state = 'PENDING' and expires_at > p_now and state_hash = p_state and browser_hash = p_browser
    returning * into v_row;
  return v_row;
end $$;

-- A refreshed token, stored before it is used; nothing where the grant has ended meanwhile.
create function store_secret(p_workspace uuid, p_grant uuid, p_sealed jsonb, p_at timestamptz) returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update grant_secret set sealed = p_sealed, stored_at = p_at where workspace_id = p_workspace and grant_id = p_grant;
  return found;
end $$;

-- A grant that has just come, kept before anything is done with it, so that a crash leaves nothing open at the provider.
create function hold_stray_grant(p_workspace uuid, p_stray jsonb, p_timer jsonb) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into stray_grant select * from jsonb_populate_record(null::stray_grant, p_stray);
  insert into timer select * from jsonb_populate_record(null::timer, p_timer);
end $$;

create function drop_stray_grant(p_workspace uuid, p_id uuid) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  delete from stray_grant where workspace_id = p_workspace and id = p_id;
end $$;

create function save_shared_inbox(p_workspace uuid, p_id uuid, p_name text, p_at timestamptz, p_audit jsonb, p_key jsonb) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into shared_inbox (workspace_id, id, name, created_at) values (p_workspace, p_id, p_name, p_at)
    on conflict (workspace_id, id) do update set name = excluded.name;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  if p_key is not null then perform remember_success(p_key, p_at); end if;
end $$;

-- Only once it has no channels.
create function drop_shared_inbox(p_workspace uuid, p_id uuid, p_audit jsonb) returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  delete from shared_inbox s where s.workspace_id = p_workspace and s.id = p_id and not exists (
    select 1 from inbox i where i.workspace_id = p_workspace and i.shared_inbox_id = p_id and i.kind = 'TEAM' and i.state <> 'REMOVED');
  if not found then return false; end if;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  return true;
end $$;`;
