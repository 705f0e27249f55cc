import type { MigrationInterface, QueryRunner } from "typeorm";

/** Turning off writes the most beside checks: what commit_change does for it, in as few statements and without JSON. */
export class TurnOff0011 implements MigrationInterface {
  readonly name = "TurnOff0011_1764000011000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(commitTurnedOff);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function commit_turned_off");
  }
}

const commitTurnedOff = `
-- An inbox that goes off, and nothing else: RL001 and RL003 as for commit_change (migration 0002).
create function commit_turned_off(
  p_workspace uuid, p_inbox uuid, p_expect integer, p_version integer, p_at timestamptz,
  p_event uuid, p_kind text, p_owner uuid, p_connected_by uuid, p_shared_inbox uuid, p_member uuid, p_body text,
  p_audit uuid, p_actor_kind text, p_actor uuid, p_actor_name text, p_action text, p_ip text, p_outcome text,
  p_caller text, p_key text, p_input_hash text, p_result jsonb, p_expires timestamptz
) returns bigint language plpgsql as $$
declare v_moved boolean; v_keyed boolean; v_last bigint;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  with moved as (
    update inbox set state = 'OFF', state_changed_at = p_at, reason = null, provider_code = null, disconnected_at = null, abandoned = false, version = p_version
      where workspace_id = p_workspace and id = p_inbox and version = p_expect returning 1
  ), unwatched as (
    update inbox_health set next_check_at = null, consecutive_failures = 0, refusal_reason = null, refusal_code = null, refused_at = null, uncoded_refusals = 0
      where workspace_id = p_workspace and inbox_id = p_inbox
  ), undue as (
    delete from due_check where inbox_id = p_inbox
  ), withdrawn as (
    update link set withdrawn_at = p_at
      where workspace_id = p_workspace and inbox_id = p_inbox and kind = 'RECONNECT' and used_at is null and withdrawn_at is null
  ), audited as (
    insert into audit_entry (workspace_id, id, at, actor_kind, actor_id, actor_name, action, target_id, ip, outcome)
      values (p_workspace, p_audit, p_at, p_actor_kind, p_actor, p_actor_name, p_action, p_inbox, p_ip, p_outcome)
  ), keyed as (
    insert into idempotency_key as k (workspace_id, caller, mutation, key, input_hash, result, expires_at)
      select p_workspace, p_caller, p_action, p_key, p_input_hash, p_result, p_expires where p_key is not null
      on conflict (workspace_id, caller, mutation, key) do update set input_hash = excluded.input_hash, result = excluded.result, expires_at = excluded.expires_at
        where k.expires_at < p_at
      returning 1
  ) select exists (select from moved), exists (select from keyed) into v_moved, v_keyed;
  if not v_moved then raise exception 'version moved on' using errcode = 'RL001'; end if;
  if p_key is not null and not v_keyed then raise exception 'idempotency key taken' using errcode = 'RL003'; end if;
  -- Last, so that the workspace's counter is locked for as short as can be.
  with counted as (
    insert into workspace_log as l (workspace_id, last_number) values (p_workspace, 1)
      on conflict (workspace_id) do update set last_number = l.last_number + 1 returning last_number
  ), logged as (
    insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, connected_by, shared_inbox_id, actor_id, body)
      select p_workspace, last_number, p_at, p_event, p_inbox, 'TURNED_OFF', p_version, p_kind, p_owner, p_connected_by, p_shared_inbox, p_member, p_body
      from counted
  ) select last_number from counted into v_last;
  return v_last;
end $$;`;
