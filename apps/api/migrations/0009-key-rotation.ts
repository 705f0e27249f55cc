import type { MigrationInterface, QueryRunner } from "typeorm";

/** Keys of the ring come and go: secrets that stay, and re-wrapping what older keys have wrapped. */
export class KeyRotation0009 implements MigrationInterface {
  readonly name = "KeyRotation0009_1764000009000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
-- A secret of the installation, wrapped by each key of the ring; no workspace owns it.
create table installation_secret (
  purpose text not null, key_id text not null, wrapped text not null, created_at timestamptz not null,
  primary key (purpose, key_id)
);

-- Only where it still stands as it was read: a token that was refreshed meanwhile is not put back. How many were replaced.
create function rewrap_secrets(p_workspace uuid, p_items jsonb) returns integer language plpgsql as $$
declare v_count integer;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update grant_secret s set sealed = i.value->'after' from jsonb_array_elements(p_items) i
    where s.workspace_id = p_workspace and s.grant_id = (i.value->>'id')::uuid and s.sealed = i.value->'before';
  get diagnostics v_count = row_count;
  return v_count;
end $$;

create function rewrap_stray_grants(p_workspace uuid, p_items jsonb) returns integer language plpgsql as $$
declare v_count integer;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update stray_grant s set sealed = i.value->'after' from jsonb_array_elements(p_items) i
    where s.workspace_id = p_workspace and s.id = (i.value->>'id')::uuid and s.sealed = i.value->'before';
  get diagnostics v_count = row_count;
  return v_count;
end $$;`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "drop function rewrap_secrets(uuid, jsonb); drop function rewrap_stray_grants(uuid, jsonb); drop table installation_secret",
    );
  }
}
