import type { MigrationInterface, QueryRunner } from "typeorm";

/** API keys: who may ask without a person. SQLSTATE RL005: the workspace has as many as it may. */
export class ApiKeys0005 implements MigrationInterface {
  readonly name = "ApiKeys0005_1764000005000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await runner.query(writes);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: keys would be lost. Restore a backup instead.");
  }
}

const table = `
-- Of a key's secret only its SHA-256 is kept: it is 256 random bits, so there is nothing to guess.
create table api_key (
  workspace_id uuid not null, id uuid not null, name text not null, prefix text not null, secret_hash bytea not null, scopes text[] not null,
  created_by uuid not null, created_at timestamptz not null, last_used_at timestamptz, expires_at timestamptz, revoked_at timestamptz,
  primary key (workspace_id, id)
) with (fillfactor = 80);
-- Whose a key is, is not known before it is looked up.
create unique index api_key_prefix on api_key (prefix);

-- Which key began a sign-in; null where a person did.
alter table connection_attempt add column started_by_key uuid;`;

const writes = `
create function create_api_key(p_workspace uuid, p_key jsonb, p_most integer, p_audit jsonb) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  -- Two at once would both count the same number.
  perform pg_advisory_xact_lock(hashtextextended('api-keys:' || p_workspace, 0));
  if (select count(*) from api_key where workspace_id = p_workspace and revoked_at is null) >= p_most then
    raise exception 'too many keys' using errcode = 'RL005';
  end if;
  insert into api_key (workspace_id, id, name, prefix, secret_hash, scopes, created_by, created_at, expires_at)
    select p_workspace, (p_key->>'id')::uuid, p_key->>'name', p_key->>'prefix', decode(p_key->>'secret_hash', 'hex'),
      array(select jsonb_array_elements_text(p_key->'scopes')), (p_key->>'created_by')::uuid, (p_key->>'created_at')::timestamptz,
      (p_key->>'expires_at')::timestamptz;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
end $$;

-- False: there is no such key. Revoking once more changes nothing.
create function revoke_api_key(p_workspace uuid, p_id uuid, p_at timestamptz, p_audit jsonb) returns boolean language plpgsql as $$
declare v_revoked timestamptz;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  select revoked_at into v_revoked from api_key where workspace_id = p_workspace and id = p_id for update;
  if not found then return false; end if;
  if v_revoked is not null then return true; end if;
  update api_key set revoked_at = p_at where workspace_id = p_workspace and id = p_id;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  return true;
end $$;

-- At most once a minute: many requests, few writes.
create function touch_api_key(p_workspace uuid, p_id uuid, p_at timestamptz) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update api_key set last_used_at = p_at
    where workspace_id = p_workspace and id = p_id and (last_used_at is null or last_used_at < p_at - interval '1 minute');
end $$;`;
