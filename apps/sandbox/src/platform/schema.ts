/** The sandbox's own tables. Each statement may run again on a database that already has them. */
export const schemaSql = `
create schema if not exists sandbox;

create table if not exists sandbox.account (
  address text primary key,
  provider text not null check (provider in ('google', 'microsoft', 'imap')),
  kind text not null check (kind in ('person', 'shared', 'alias')),
  subject text not null unique,
  tenant text,
  name text not null,
  password_salt text,
  password_hash text,
  mailbox text not null,
  delegates text[] not null default '{}',
  suspended boolean not null default false,
  mailbox_deleted boolean not null default false,
  imap_reply text,
  smtp_reply text,
  refresh_reply text,
  uid_validity integer not null,
  uid_next integer not null default 1,
  messages integer not null default 0
);

alter table sandbox.account add column if not exists second_factor_at timestamptz;
alter table sandbox.account add column if not exists admin_consent text;

create table if not exists sandbox.trouble (
  id integer generated always as identity primary key,
  kind text not null,
  scope text not null check (scope in ('mailbox', 'domain', 'host')),
  target text not null,
  detail jsonb not null default '{}',
  since timestamptz not null default now(),
  unique (kind, scope, target)
);

create table if not exists sandbox.application (
  provider text primary key,
  client_id text not null,
  client_secret text not null,
  signing_key jsonb not null,
  cookie_key text not null,
  pairwise_salt text not null,
  token_reply text,
  revoke_reply text
);

-- How long a consent at Google lasts by itself, in real seconds; null: until it is ended (its test mode: 7 days).
alter table sandbox.application add column if not exists access_lasts_seconds double precision;

-- Applications besides Relink's own: those that a company registered for itself.
create table if not exists sandbox.other_application (
  provider text not null,
  client_id text not null,
  client_secret text not null,
  name text not null,
  primary key (provider, client_id)
);

create table if not exists sandbox.consent (
  grant_id text primary key,
  provider text not null,
  account_subject text not null,
  client_id text not null,
  scope text not null,
  offline boolean not null,
  refresh_issued boolean not null default false,
  given_at timestamptz not null default now(),
  ended_at timestamptz,
  ended_how text
);
alter table sandbox.consent add column if not exists lapses_at timestamptz;
create index if not exists consent_by_account on sandbox.consent (provider, account_subject, client_id);

create table if not exists sandbox.oidc_record (
  provider text not null,
  model text not null,
  id text not null,
  payload jsonb not null,
  grant_id text,
  uid text,
  uses integer not null default 0,
  expires_at timestamptz not null,
  dead_at timestamptz,
  primary key (provider, model, id)
);
create index if not exists oidc_record_by_grant on sandbox.oidc_record (provider, grant_id);
create index if not exists oidc_record_by_uid on sandbox.oidc_record (provider, model, uid);

create table if not exists sandbox.browser_session (
  id_hash text primary key,
  provider text not null,
  address text not null references sandbox.account,
  expires_at timestamptz not null
);

create table if not exists sandbox.fact (
  id integer generated always as identity primary key,
  at timestamptz not null default now(),
  kind text not null,
  provider text,
  account text,
  detail jsonb not null
);
create index if not exists fact_by_account on sandbox.fact (account, id);

create table if not exists sandbox.mail (
  id integer generated always as identity primary key,
  at timestamptz not null default now(),
  recipient text not null,
  sender text not null,
  subject text not null,
  raw text not null,
  mailbox text,
  uid integer
);
create index if not exists mail_by_recipient on sandbox.mail (recipient, id);

create table if not exists sandbox.domain (
  name text primary key,
  mx jsonb not null,
  reply text
);
`;
