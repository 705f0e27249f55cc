import type { MigrationInterface, QueryRunner } from "typeorm";

/** The sign-in library's tables, frozen by hand: it never migrates by itself. No workspace owns them. */
const people = `
  create table user_account (
    id uuid primary key,
    name text not null,
    email text not null unique check (email = lower(email)),
    email_verified boolean not null,
    image text,
    locale text not null default 'en' check (locale in ('en', 'pl')),
    created_at timestamptz not null,
    updated_at timestamptz not null
  );
  create table session (
    id uuid primary key,
    token text not null unique,
    user_id uuid not null references user_account (id) on delete cascade,
    active_workspace_id uuid,
    expires_at timestamptz not null,
    ip_address text,
    user_agent text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  );
  create index session_by_user on session (user_id);
  create table account_credential (
    id uuid primary key,
    account_id text not null,
    provider_id text not null,
    user_id uuid not null references user_account (id) on delete cascade,
    password text,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamptz,
    refresh_token_expires_at timestamptz,
    scope text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (provider_id, account_id)
  );
  create index account_credential_by_user on account_credential (user_id);
  create table verification (
    id uuid primary key,
    identifier text not null,
    value text not null,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  );
  create index verification_identifier on verification (identifier);
`;

const workspaces = `
  create table workspace (
    id uuid primary key,
    name text not null,
    slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    logo text,
    metadata text,
    created_at timestamptz not null
  );
  create table member (
    workspace_id uuid not null references workspace (id) on delete cascade,
    id uuid not null unique,
    user_id uuid not null references user_account (id) on delete cascade,
    role text not null check (role in ('SUPER_ADMIN', 'ADMIN', 'MEMBER')),
    joined_at timestamptz not null,
    left_at timestamptz,
    primary key (workspace_id, id)
  );
  create unique index member_once on member (workspace_id, user_id) where left_at is null;
  create index member_user on member (user_id) where left_at is null;
  create table invitation (
    workspace_id uuid not null references workspace (id) on delete cascade,
    id uuid not null unique,
    email text not null check (email = lower(email)),
    role text not null check (role in ('SUPER_ADMIN', 'ADMIN', 'MEMBER')),
    status text not null check (status in ('pending', 'accepted', 'rejected', 'canceled')),
    invited_by uuid not null references user_account (id) on delete cascade,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    primary key (workspace_id, id)
  );
  create index invitation_email on invitation (email);
`;

/** A person who exists keeps name and password; a member who is one already keeps their role. */
const createPerson = `
  create function create_person(
    p_workspace_id uuid, p_workspace_name text, p_workspace_slug text,
    p_user_id uuid, p_credential_id uuid, p_member_id uuid,
    p_email text, p_name text, p_locale text, p_password_hash text, p_role text, p_at timestamptz
  ) returns table (workspace_id uuid, user_id uuid, member_id uuid, user_created boolean, member_created boolean)
  language plpgsql as $$
  declare
    v_workspace uuid; v_user uuid; v_member uuid; v_user_created boolean; v_member_created boolean;
  begin
    insert into workspace (id, name, slug, created_at)
      values (p_workspace_id, p_workspace_name, p_workspace_slug, p_at) on conflict (slug) do nothing;
    select w.id into strict v_workspace from workspace w where w.slug = p_workspace_slug;
    perform set_config('relink.workspace', v_workspace::text, true);

    insert into user_account (id, name, email, email_verified, locale, created_at, updated_at)
      values (p_user_id, p_name, lower(p_email), true, p_locale, p_at, p_at) on conflict (email) do nothing;
    v_user_created := found;
    select u.id into strict v_user from user_account u where u.email = lower(p_email);
    if v_user_created then
      insert into account_credential (id, account_id, provider_id, user_id, password, created_at, updated_at)
        values (p_credential_id, v_user::text, 'credential', v_user, p_password_hash, p_at, p_at);
    end if;

    insert into member (workspace_id, id, user_id, role, joined_at)
      values (v_workspace, p_member_id, v_user, p_role, p_at) on conflict do nothing;
    v_member_created := found;
    select m.id into strict v_member from member m
      where m.workspace_id = v_workspace and m.user_id = v_user and m.left_at is null;
    return query select v_workspace, v_user, v_member, v_user_created, v_member_created;
  end $$;
`;

export class SignIn0000 implements MigrationInterface {
  readonly name = "SignIn0000_1764000000000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(people);
    await runner.query(workspaces);
    await runner.query(createPerson);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop function create_person");
    await runner.query("drop table invitation, member, workspace, verification, account_credential, session, user_account");
  }
}
