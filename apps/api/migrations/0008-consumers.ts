import type { MigrationInterface, QueryRunner } from "typeorm";

/** Who was given which inbox's credentials, how often, and who reported a failure. */
export class Consumers0008 implements MigrationInterface {
  readonly name = "Consumers0008_1764000008000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(writes);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop function take_credential_window(uuid, uuid, uuid, timestamptz, integer, interval);
drop function record_credential_issue(uuid, uuid, uuid, text, timestamptz, jsonb);
drop function take_failure_report(uuid, uuid, uuid, text, timestamptz, interval, jsonb);
drop table credential_issue;
drop table credential_window;
drop table failure_report;`);
  }
}

const tables = `
create table credential_issue (
  workspace_id uuid not null, inbox_id uuid not null, key_id uuid not null, kind text not null check (kind in ('OAUTH_ACCESS_TOKEN', 'PASSWORD')),
  last_issued_at timestamptz not null,
  primary key (workspace_id, inbox_id, key_id, kind)
) with (fillfactor = 80);

create table credential_window (
  workspace_id uuid not null, inbox_id uuid not null, key_id uuid not null, began_at timestamptz not null, taken integer not null,
  primary key (workspace_id, inbox_id, key_id)
) with (fillfactor = 80);

create table failure_report (
  workspace_id uuid not null, inbox_id uuid not null, key_id uuid not null, provider_code text not null, at timestamptz not null,
  primary key (workspace_id, inbox_id)
) with (fillfactor = 80);`;

const writes = `
-- Milliseconds to wait; 0 where it was free, and is taken now.
create function take_credential_window(p_workspace uuid, p_inbox uuid, p_key uuid, p_at timestamptz, p_most integer, p_window interval) returns integer language plpgsql as $$
declare v_row credential_window;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into credential_window as w (workspace_id, inbox_id, key_id, began_at, taken) values (p_workspace, p_inbox, p_key, p_at, 1)
    on conflict (workspace_id, inbox_id, key_id) do update set
      began_at = case when w.began_at + p_window <= p_at then p_at else w.began_at end,
      taken = case when w.began_at + p_window <= p_at then 1 else least(w.taken, p_most) + 1 end
    returning * into v_row;
  if v_row.taken <= p_most then return 0; end if;
  return greatest(1, ceil(extract(epoch from v_row.began_at + p_window - p_at) * 1000))::integer;
end $$;

create function record_credential_issue(p_workspace uuid, p_inbox uuid, p_key uuid, p_kind text, p_at timestamptz, p_audit jsonb) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into credential_issue as c (workspace_id, inbox_id, key_id, kind, last_issued_at) values (p_workspace, p_inbox, p_key, p_kind, p_at)
    on conflict (workspace_id, inbox_id, key_id, kind) do update set last_issued_at = greatest(c.last_issued_at, excluded.last_issued_at);
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
end $$;

-- Milliseconds to wait; 0 where the report is taken, and is in the audit log.
create function take_failure_report(p_workspace uuid, p_inbox uuid, p_key uuid, p_code text, p_at timestamptz, p_window interval, p_audit jsonb) returns integer language plpgsql as $$
declare v_before timestamptz;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into failure_report as r (workspace_id, inbox_id, key_id, provider_code, at) values (p_workspace, p_inbox, p_key, p_code, p_at)
    on conflict (workspace_id, inbox_id) do update set key_id = excluded.key_id, provider_code = excluded.provider_code, at = excluded.at
      where r.at + p_window <= p_at;
  if not found then
    select at into v_before from failure_report where workspace_id = p_workspace and inbox_id = p_inbox;
    return greatest(1, ceil(extract(epoch from v_before + p_window - p_at) * 1000))::integer;
  end if;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  return 0;
end $$;`;
