import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Applications that workspaces bring themselves, and by which application each grant came. SQLSTATE RL012: the workspace
 * has no such application.
 */
export class Applications0012 implements MigrationInterface {
  readonly name = "Applications0012_1764000012000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(writes);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: drop the database instead.");
  }
}

const tables = `
create table provider_application (
  workspace_id uuid not null, id uuid not null,
  provider text not null check (provider in ('GOOGLE', 'MICROSOFT')),
  client_id text not null, name text not null, tenant text,
  -- Null: destroyed, once nothing needed it any more.
  sealed jsonb, secret_expires_at timestamptz,
  created_at timestamptz not null, retired_at timestamptz,
  primary key (workspace_id, id),
  check ((provider = 'MICROSOFT') = (tenant is not null)),
  check (sealed is not null or retired_at is not null)
);
create unique index provider_application_client on provider_application (workspace_id, provider, client_id);
-- People sign in with one of them.
create unique index provider_application_current on provider_application (workspace_id, provider) where retired_at is null;
-- A provider's own report names the application, and not whose it is.
create index provider_application_audience on provider_application (provider, client_id);

-- Whose accounts are hashed without a client id: the application that the installation began with. No workspace owns it.
create table first_application (provider text primary key, client_id text not null, at timestamptz not null);

-- By which application it came. Null: before this was written down, and so by the one that the installation began with.
alter table inbox_grant add column client_id text;
alter table connection_attempt add column client_id text;
create index grant_by_client on inbox_grant (workspace_id, provider, client_id) where client_id is not null and credentials <> 'DESTROYED';`;

const writes = `
-- What still needs an application's secret: grants that are used, or not yet seen refused, and sign-ins on their way.
create function application_uses(p_workspace uuid, p_provider text, p_client text) returns integer language sql stable as $$
  select ((select count(*) from inbox_grant g where g.workspace_id = p_workspace and g.provider = p_provider and g.client_id = p_client and g.credentials <> 'DESTROYED')
    + (select count(*) from connection_attempt a where a.workspace_id = p_workspace and a.provider = p_provider and a.client_id = p_client
      and (a.state = 'PENDING' or exists (select 1 from stray_grant s where s.workspace_id = p_workspace and s.id = a.id))))::integer
$$;

-- From now on people sign in with this application; the one before it retires, and goes on for what came by it.
create function save_provider_application(p_workspace uuid, p_application jsonb, p_audit jsonb) returns uuid language plpgsql as $$
declare v_new provider_application := jsonb_populate_record(null::provider_application, p_application); v_id uuid;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  perform pg_advisory_xact_lock(hashtextextended('applications:' || p_workspace, 0));
  update provider_application set retired_at = v_new.created_at
    where workspace_id = p_workspace and provider = v_new.provider and client_id <> v_new.client_id and retired_at is null;
  insert into provider_application as a select v_new.*
    on conflict (workspace_id, provider, client_id) do update set name = excluded.name, tenant = excluded.tenant, sealed = excluded.sealed,
      secret_expires_at = excluded.secret_expires_at, retired_at = null
    returning a.id into v_id;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit || jsonb_build_object('target_id', v_id));
  return v_id;
end $$;

-- No more sign-ins with it. Its secret is destroyed once nothing needs it; answers how much still does.
create function retire_provider_application(p_workspace uuid, p_provider text, p_client text, p_at timestamptz, p_audit jsonb) returns integer language plpgsql as $$
declare v_row provider_application; v_uses integer;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  perform pg_advisory_xact_lock(hashtextextended('applications:' || p_workspace, 0));
  select * into v_row from provider_application where workspace_id = p_workspace and provider = p_provider and client_id = p_client for update;
  if not found then raise exception 'no such application' using errcode = 'RL012'; end if;
  v_uses := application_uses(p_workspace, p_provider, p_client);
  if v_row.retired_at is not null and (v_row.sealed is null or v_uses > 0) then return v_uses; end if;
  update provider_application set retired_at = coalesce(retired_at, p_at), sealed = case when v_uses = 0 then null else sealed end
    where workspace_id = p_workspace and id = v_row.id;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit || jsonb_build_object('target_id', v_row.id,
    'action', case when v_uses = 0 then 'application.secretDestroyed' else 'application.retired' end));
  return v_uses;
end $$;

create function rewrap_provider_applications(p_workspace uuid, p_items jsonb) returns integer language plpgsql as $$
declare v_count integer;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update provider_application a set sealed = i.value->'after' from jsonb_array_elements(p_items) i
    where a.workspace_id = p_workspace and a.id = (i.value->>'id')::uuid and a.sealed = i.value->'before';
  get diagnostics v_count = row_count;
  return v_count;
end $$;`;
