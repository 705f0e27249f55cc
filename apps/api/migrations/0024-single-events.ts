import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Events by parameters of their own (commit_change of 0011 takes arrays). The form before stays for processes of the release
 * before, which may still run while this one migrates; its parameters have other names, so that PostgreSQL tells them apart.
 */
export class SingleEvents0024 implements MigrationInterface {
  readonly name = "SingleEvents0024_1764000024000";

  async up(runner: QueryRunner): Promise<void> {
    // Pruned when a page is full, not at every second update.
    await runner.query("alter table workspace_log set (fillfactor = 100)");
    await runner.query(
      "drop function append_events(uuid, uuid, text, uuid, uuid, uuid, timestamptz, uuid, uuid[], text[], integer[], text[])",
    );
    await runner.query(appendEvent);
    await runner.query(commitChange);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: restore a backup instead.");
  }
}

const appendEvent = `
-- Numbers and stores one event, as commit_change does. The counter's row stays locked until the commit, so that a reader who sees n has seen all before it.
create function append_event(p_workspace uuid, p_inbox uuid, p_kind text, p_owner uuid, p_connected_by uuid, p_shared_inbox uuid, p_at timestamptz, p_actor uuid,
  p_id uuid, p_type text, p_version integer, p_body text) returns bigint language plpgsql as $$
declare v_last bigint;
begin
  -- Not an update first: while the table is small that is planned as a scan of it, with every dead version of its hot rows.
  insert into workspace_log as l (workspace_id, last_number) values (p_workspace, 1)
    on conflict (workspace_id) do update set last_number = l.last_number + 1 returning last_number into v_last;
  insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, connected_by, shared_inbox_id, actor_id, body)
    values (p_workspace, v_last, p_at, p_id, p_inbox, p_type, p_version, p_kind, p_owner, p_connected_by, p_shared_inbox, p_actor, p_body);
  return v_last;
end $$;`;

const commitChange = `
-- Stores one change of one inbox with compare-and-swap: p_expect is the version that was read, null for a new inbox. A piece
-- whose first parameter is null is not written. p_rest: what few changes carry, as commit_around reads it. Returns the log's last number.
create function commit_change(
  p_workspace uuid, p_inbox uuid, p_at timestamptz, p_expect integer,
  -- The inbox; p_moves false: the version only guards. The second line is written once, for a new one.
  p_moves boolean, p_state text, p_state_changed_at timestamptz, p_reason text, p_provider_code text, p_disconnected_at timestamptz, p_abandoned boolean,
  p_grant uuid, p_newest_ended_grant uuid, p_provider_access text, p_provider text, p_mail_host text, p_version integer,
  p_kind text, p_owner uuid, p_connected_by uuid, p_shared_inbox uuid, p_address text, p_address_key text, p_display_name text, p_created_at timestamptz,
  -- What checks have shown. With it p_due_at: when to look next, null for never. p_claim: the token of the claim that a check runs under.
  p_health boolean, p_last_checked_at timestamptz, p_last_succeeded_at timestamptz, p_next_check_at timestamptz, p_consecutive_failures integer,
  p_last_latency_ms integer, p_refusal_reason text, p_refusal_code text, p_refused_at timestamptz, p_uncoded_refusals integer, p_sending text,
  p_uid_validity text, p_uid_next text, p_last_mail_seen_at timestamptz, p_access_expires_at timestamptz, p_token_refreshed_at timestamptz,
  p_due_at timestamptz, p_due_host text, p_claim bigint,
  p_check uuid, p_check_verdict text, p_check_code text, p_check_latency_ms integer,
  p_withdraw_links boolean, p_rest jsonb,
  p_audit uuid, p_actor_kind text, p_actor uuid, p_actor_name text, p_action text, p_ip text, p_outcome text,
  p_key text, p_caller text, p_mutation text, p_input_hash text, p_result jsonb, p_key_expires_at timestamptz,
  -- The first event, and those after it: nearly every change has one, and an array costs both sides more than all else of it.
  p_event_actor uuid, p_event uuid, p_event_type text, p_event_version integer, p_event_body text,
  p_more_events uuid[], p_more_types text[], p_more_versions integer[], p_more_bodies text[]
) returns bigint language plpgsql as $$
declare v_set text; v_moved bigint; v_keyed bigint; v_last bigint; v_token bigint; v_more integer;
begin
  -- Assigned, since that is evaluated without an executor.
  v_set := set_config('relink.workspace', p_workspace::text, true);
  if p_expect is null then
    insert into inbox (workspace_id, id, kind, owner_id, shared_inbox_id, connected_by, address, address_key, display_name, provider, mail_host, state,
        state_changed_at, reason, provider_code, disconnected_at, abandoned, grant_id, newest_ended_grant_id, provider_access, version, created_at)
      values (p_workspace, p_inbox, p_kind, p_owner, p_shared_inbox, p_connected_by, p_address, p_address_key, p_display_name, p_provider, p_mail_host, p_state,
        p_state_changed_at, p_reason, p_provider_code, p_disconnected_at, p_abandoned, p_grant, p_newest_ended_grant, p_provider_access, p_version, p_created_at);
    insert into inbox_health (workspace_id, inbox_id) values (p_workspace, p_inbox);
  elsif not p_moves then
    perform 1 from inbox where workspace_id = p_workspace and id = p_inbox and version = p_expect for share;
    if not found then raise exception 'version moved on' using errcode = 'RL001'; end if;
  elsif p_rest is not null or p_check is not null then
    -- Before anything that may be refused for another reason.
    perform 1 from inbox where workspace_id = p_workspace and id = p_inbox and version = p_expect for no key update;
    if not found then raise exception 'version moved on' using errcode = 'RL001'; end if;
  end if;
  -- Before the counter is locked: whoever holds this row must not hold up the whole workspace.
  if p_health and p_due_at is null and p_expect is not null then
    delete from due_check where inbox_id = p_inbox and (p_claim is null or token = p_claim);
    if p_claim is not null and not found then raise exception 'lease lost' using errcode = 'RL007'; end if;
  elsif p_health and p_due_at is not null then
    insert into due_check as d (inbox_id, workspace_id, host, due_at) values (p_inbox, p_workspace, p_due_host, p_due_at)
      on conflict (inbox_id) do update set host = excluded.host, due_at = excluded.due_at, token = d.token + 1 returning token into v_token;
    if v_token <> p_claim + 1 then raise exception 'lease lost' using errcode = 'RL007'; end if;
  end if;
  if p_check is not null then
    insert into inbox_check (workspace_id, id, inbox_id, at, verdict, provider_code, latency_ms)
      values (p_workspace, p_check, p_inbox, p_at, p_check_verdict, p_check_code, p_check_latency_ms);
  end if;
  if p_rest is not null then perform commit_around(p_workspace, p_rest); end if;
  -- One statement for what most changes carry: each of its own would be started and ended by itself.
  with moved as (
    update inbox set state = p_state, state_changed_at = p_state_changed_at, reason = p_reason, provider_code = p_provider_code,
      disconnected_at = p_disconnected_at, abandoned = p_abandoned, grant_id = p_grant, newest_ended_grant_id = p_newest_ended_grant,
      provider_access = p_provider_access, provider = p_provider, mail_host = p_mail_host, version = p_version
      where p_moves and workspace_id = p_workspace and id = p_inbox and version = p_expect returning 1
  ), healthy as (
    update inbox_health set last_checked_at = p_last_checked_at, last_succeeded_at = p_last_succeeded_at, next_check_at = p_next_check_at,
      consecutive_failures = p_consecutive_failures, last_latency_ms = p_last_latency_ms, refusal_reason = p_refusal_reason,
      refusal_code = p_refusal_code, refused_at = p_refused_at, uncoded_refusals = p_uncoded_refusals, sending = p_sending,
      uid_validity = p_uid_validity, uid_next = p_uid_next, last_mail_seen_at = p_last_mail_seen_at, access_expires_at = p_access_expires_at,
      token_refreshed_at = p_token_refreshed_at where p_health and workspace_id = p_workspace and inbox_id = p_inbox
  ), withdrawn as (
    update link set withdrawn_at = p_at where p_withdraw_links and workspace_id = p_workspace and inbox_id = p_inbox
      and kind = 'RECONNECT' and used_at is null and withdrawn_at is null
  ), audited as (
    insert into audit_entry (workspace_id, id, at, actor_kind, actor_id, actor_name, action, target_id, ip, outcome)
      select p_workspace, p_audit, p_at, p_actor_kind, p_actor, p_actor_name, p_action, p_inbox, p_ip, p_outcome where p_audit is not null
  ), keyed as (
    insert into idempotency_key as k (workspace_id, caller, mutation, key, input_hash, result, expires_at)
      select p_workspace, p_caller, p_mutation, p_key, p_input_hash, p_result, p_key_expires_at where p_key is not null
      on conflict (workspace_id, caller, mutation, key) do update set input_hash = excluded.input_hash, result = excluded.result, expires_at = excluded.expires_at
        where k.expires_at < p_at returning 1
  )
  select (select count(*) from moved), (select count(*) from keyed) into v_moved, v_keyed;
  if p_expect is not null and p_moves and v_moved = 0 then raise exception 'version moved on' using errcode = 'RL001'; end if;
  if p_key is not null and v_keyed = 0 then raise exception 'idempotency key taken' using errcode = 'RL003'; end if;
  -- Last, so that the counter's row is locked for as short as can be.
  if p_event is not null then
    v_more := coalesce(cardinality(p_more_events), 0);
    insert into workspace_log as l (workspace_id, last_number) values (p_workspace, 1 + v_more)
      on conflict (workspace_id) do update set last_number = l.last_number + 1 + v_more returning last_number into v_last;
    insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, connected_by, shared_inbox_id, actor_id, body)
      values (p_workspace, v_last - v_more, p_at, p_event, p_inbox, p_event_type, p_event_version, p_kind, p_owner, p_connected_by, p_shared_inbox,
        p_event_actor, p_event_body);
    for v_nth in 1..v_more loop
      insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, connected_by, shared_inbox_id, actor_id, body)
        values (p_workspace, v_last - v_more + v_nth, p_at, p_more_events[v_nth], p_inbox, p_more_types[v_nth], p_more_versions[v_nth], p_kind, p_owner,
          p_connected_by, p_shared_inbox, p_event_actor, p_more_bodies[v_nth]);
    end loop;
  end if;
  return v_last;
end $$;`;
