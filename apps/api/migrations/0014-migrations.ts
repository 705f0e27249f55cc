import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Domains that move to another provider: what their MX records say, the migrations, and how far each inbox has
 * followed. SQLSTATE RL001: the version moved on; 23505 on migration_open: the domain has a migration under way.
 */
export class Migrations0014 implements MigrationInterface {
  readonly name = "Migrations0014_1764000014000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(looking);
    await runner.query(saving);
    await runner.query(moving);
    await runner.query(inviting);
    await runner.query(following);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: drop the database instead.");
  }
}

const tables = `
-- What the looks at a domain's MX records have shown so far; due_at is the lease, too.
create table domain_watch (
  workspace_id uuid not null, domain text not null, due_at timestamptz not null, token bigint not null default 0,
  names text check (names in ('GOOGLE', 'MICROSOFT', 'IMAP')), since timestamptz, looks integer not null default 0,
  last_look_at timestamptz, spanned_ms bigint not null default 0, other_at timestamptz,
  refused jsonb not null default '{}', signed_in jsonb not null default '{}',
  primary key (workspace_id, domain)
) with (fillfactor = 70);
create index domain_watch_due on domain_watch (due_at);

-- The looks that may be evidence: each that says something else than the one before, and each that speaks of a move.
create table mx_look (
  workspace_id uuid not null, domain text not null, id uuid not null, at timestamptz not null, reading text not null, answers jsonb not null,
  primary key (workspace_id, domain, id)
);

create table migration (
  workspace_id uuid not null, id uuid not null, domain text not null,
  from_provider text not null check (from_provider in ('GOOGLE', 'MICROSOFT', 'IMAP')),
  to_provider text not null check (to_provider in ('GOOGLE', 'MICROSOFT', 'IMAP')),
  state text not null check (state in ('SUSPECTED', 'CONFIRMED', 'RUNNING', 'COMPLETED', 'DISMISSED')),
  detected_at timestamptz not null, confirmed_at timestamptz, closed_at timestamptz,
  evidence jsonb not null default '[]', version integer not null,
  primary key (workspace_id, id)
);
create unique index migration_open on migration (workspace_id, domain) where state in ('SUSPECTED', 'CONFIRMED', 'RUNNING');
create index migration_by_domain on migration (workspace_id, domain, id desc);

create table migration_item (
  workspace_id uuid not null, migration_id uuid not null, inbox_id uuid not null, address text not null, address_key text not null,
  state text not null check (state in ('WAITING', 'INVITED', 'RECONNECTED', 'SKIPPED')), from_host text,
  moved_at timestamptz, invited_at timestamptz, reconnected_at timestamptz, link_id uuid,
  primary key (workspace_id, migration_id, inbox_id)
);
create index migration_item_by_address on migration_item (workspace_id, migration_id, address_key, inbox_id);
create index migration_item_by_inbox on migration_item (workspace_id, inbox_id);

-- How far the follower has read each workspace's log.
create table migration_position (workspace_id uuid primary key, number bigint not null default 0);

create index inbox_by_domain on inbox (workspace_id, split_part(address_key, '@', 2), id) where state <> 'REMOVED';

-- Which migration a notice tells of.
alter table notification add column migration_id uuid;
create index notification_of_migration on notification (workspace_id, migration_id) where migration_id is not null and closed_at is null;`;

const looking = `
-- Takes domains that are due. Nothing is ever due later than p_far: what is, was written by a clock that had jumped.
create function claim_due_domains(p_now timestamptz, p_lease timestamptz, p_far timestamptz, p_limit integer) returns setof domain_watch language sql as $$
  update domain_watch d set due_at = p_lease, token = d.token + 1
  from (select w.workspace_id, w.domain from domain_watch w where w.due_at <= p_now or w.due_at > p_far order by w.due_at limit p_limit for update skip locked) due
  where d.workspace_id = due.workspace_id and d.domain = due.domain returning d.*
$$;

-- What a look has shown. False where another worker has looked meanwhile. What was asked for while it looked is looked at again at once.
create function store_look(p_workspace uuid, p_watch jsonb, p_look jsonb, p_lease timestamptz, p_keep_after timestamptz) returns boolean language plpgsql as $$
declare v_new domain_watch := jsonb_populate_record(null::domain_watch, p_watch);
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update domain_watch w set names = v_new.names, since = v_new.since, looks = v_new.looks, last_look_at = v_new.last_look_at, spanned_ms = v_new.spanned_ms,
    other_at = v_new.other_at, due_at = case when w.due_at < p_lease then w.due_at else v_new.due_at end
    where w.workspace_id = p_workspace and w.domain = v_new.domain and w.token = v_new.token;
  if not found then return false; end if;
  if p_look is not null then
    insert into mx_look select * from jsonb_populate_record(null::mx_look, p_look);
    delete from mx_look l where l.workspace_id = p_workspace and l.domain = v_new.domain and l.at < p_keep_after;
  end if;
  return true;
end $$;

-- A domain in which nobody has an inbox any more is not looked at. False where somebody has.
create function drop_domain_watch(p_workspace uuid, p_domain text, p_token bigint) returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  delete from domain_watch w where w.workspace_id = p_workspace and w.domain = p_domain and w.token = p_token
    and not exists (select 1 from inbox i where i.workspace_id = p_workspace and split_part(i.address_key, '@', 2) = p_domain and i.state <> 'REMOVED');
  return found;
end $$;`;

const saving = `
-- A migration's own change: compare and swap. Returns the notifications that it closes.
create function save_migration(p_workspace uuid, p_change jsonb) returns setof uuid language plpgsql as $$
declare v_new migration := jsonb_populate_record(null::migration, p_change->'migration'); v_at timestamptz := (p_change->>'at')::timestamptz;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  if p_change->>'expect' is null then
    insert into migration select v_new.*;
  else
    update migration m set state = v_new.state, confirmed_at = v_new.confirmed_at, closed_at = v_new.closed_at, evidence = v_new.evidence, version = v_new.version
      where m.workspace_id = p_workspace and m.id = v_new.id and m.version = (p_change->>'expect')::integer;
    if not found then raise exception 'version moved on' using errcode = 'RL001'; end if;
  end if;
  if p_change ? 'timers' then
    insert into timer select t.* from jsonb_array_elements(p_change->'timers') e, jsonb_populate_record(null::timer, e) t;
  end if;
  -- Dismissed: nobody waits any more, open invitations end, and what was disconnected is looked at.
  if p_change ? 'release' then perform release_items(p_workspace, v_new.id, null, v_at); end if;
  if p_change ? 'audit' then insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_change->'audit'); end if;
  if p_change ? 'idempotency' then perform remember_success(p_change->'idempotency', v_at); end if;
  if p_change ? 'closes' then
    return query update notification n set closed_at = v_at where n.workspace_id = p_workspace and n.migration_id = v_new.id and n.closed_at is null returning n.id;
  end if;
end $$;

-- Items that a migration no longer waits for; p_inbox: one alone. Those that it had disconnected are looked at again.
create function release_items(p_workspace uuid, p_migration uuid, p_inbox uuid, p_at timestamptz) returns integer language plpgsql as $$
declare v_item record; v_count integer := 0;
begin
  for v_item in select i.* from migration_item i where i.workspace_id = p_workspace and i.migration_id = p_migration and i.state in ('WAITING', 'INVITED')
    and (p_inbox is null or i.inbox_id = p_inbox) order by i.inbox_id for update loop
    update migration_item i set state = 'SKIPPED' where i.workspace_id = p_workspace and i.migration_id = p_migration and i.inbox_id = v_item.inbox_id;
    update link l set withdrawn_at = p_at where l.workspace_id = p_workspace and l.id = v_item.link_id and l.used_at is null and l.withdrawn_at is null;
    if v_item.moved_at is not null then
      insert into timer (id, kind, due_at, workspace_id, inbox_id, payload)
        values (gen_random_uuid(), 'recheckMoved', p_at, p_workspace, v_item.inbox_id, jsonb_build_object('since', p_at));
    end if;
    v_count := v_count + 1;
  end loop;
  return v_count;
end $$;

-- One inbox is left out. False where nothing waits for it.
create function skip_migration_item(p_workspace uuid, p_migration uuid, p_inbox uuid, p_at timestamptz, p_audit jsonb) returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update migration m set version = m.version + 1 where m.workspace_id = p_workspace and m.id = p_migration and m.state in ('SUSPECTED', 'CONFIRMED', 'RUNNING');
  if not found then return false; end if;
  if release_items(p_workspace, p_migration, p_inbox, p_at) = 0 then return false; end if;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  return true;
end $$;`;

const moving = `
-- The domain's inboxes at the old provider; those that it has already stay as they are.
create function add_migration_items(p_workspace uuid, p_migration uuid, p_items jsonb) returns integer language plpgsql as $$
declare v_count integer;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  perform 1 from migration m where m.workspace_id = p_workspace and m.id = p_migration for update;
  insert into migration_item select i.* from jsonb_array_elements(p_items) e, jsonb_populate_record(null::migration_item, e) i
    on conflict (workspace_id, migration_id, inbox_id) do nothing;
  get diagnostics v_count = row_count;
  if v_count > 0 then
    update migration m set version = m.version + 1 where m.workspace_id = p_workspace and m.id = p_migration;
  end if;
  return v_count;
end $$;

-- Taken once for each inbox, in the transaction that disconnects it: false where that has been, or is not wanted any more.
create function take_item_to_move(p_workspace uuid, p_migration uuid, p_inbox uuid, p_at timestamptz) returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  perform 1 from migration m where m.workspace_id = p_workspace and m.id = p_migration and m.state in ('CONFIRMED', 'RUNNING') for share;
  if not found then return false; end if;
  update migration_item i set moved_at = p_at where i.workspace_id = p_workspace and i.migration_id = p_migration and i.inbox_id = p_inbox
    and i.moved_at is null and i.state in ('WAITING', 'INVITED');
  return found;
end $$;`;

const inviting = `
-- The links of one holder and the one mail that carries them; only for those that still wait. Returns how many.
create function invite_holder(p_workspace uuid, p_migration uuid, p_links jsonb, p_timer jsonb, p_at timestamptz) returns integer language plpgsql as $$
declare v_link link; v_count integer := 0;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  perform 1 from migration m where m.workspace_id = p_workspace and m.id = p_migration and m.state in ('CONFIRMED', 'RUNNING') for update;
  if not found then return 0; end if;
  for v_link in select l.* from jsonb_array_elements(p_links) e, jsonb_populate_record(null::link, e) l order by l.inbox_id loop
    update migration_item i set state = 'INVITED', invited_at = p_at, link_id = v_link.id
      where i.workspace_id = p_workspace and i.migration_id = p_migration and i.inbox_id = v_link.inbox_id
        and (i.state = 'WAITING' or (i.state = 'INVITED' and not exists (
          select 1 from link o where o.workspace_id = p_workspace and o.id = i.link_id and o.used_at is null and o.withdrawn_at is null and o.expires_at > p_at)));
    continue when not found;
    perform pg_advisory_xact_lock(hashtextextended('link:' || v_link.inbox_id, 0));
    update link o set withdrawn_at = p_at where o.workspace_id = p_workspace and o.inbox_id = v_link.inbox_id and o.kind = 'RECONNECT'
      and o.used_at is null and o.withdrawn_at is null;
    insert into link select v_link.*;
    v_count := v_count + 1;
  end loop;
  if v_count > 0 then
    if p_timer is not null then insert into timer select * from jsonb_populate_record(null::timer, p_timer); end if;
    update migration m set version = m.version + 1 where m.workspace_id = p_workspace and m.id = p_migration;
  end if;
  return v_count;
end $$;`;

const following = `
-- What a stretch of the log says to the watch and to the items, with how far it was read.
create function follow_for_migrations(p_workspace uuid, p_watches jsonb, p_items jsonb, p_off uuid[], p_number bigint) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into domain_watch as w (workspace_id, domain, due_at, refused, signed_in)
    select p_workspace, e.value->>'domain', (e.value->>'due_at')::timestamptz, e.value->'refused', e.value->'signed_in'
    from jsonb_array_elements(p_watches) e order by 2
  on conflict (workspace_id, domain) do update set refused = w.refused || excluded.refused, signed_in = w.signed_in || excluded.signed_in,
    due_at = case when excluded.refused = '{}' then w.due_at else least(w.due_at, excluded.due_at) end;
  insert into migration_item as i select n.* from jsonb_array_elements(p_items) e, jsonb_populate_record(null::migration_item, e) n order by n.migration_id, n.inbox_id
  on conflict (workspace_id, migration_id, inbox_id) do update set state = excluded.state, moved_at = excluded.moved_at, reconnected_at = excluded.reconnected_at;
  -- Turned off before it was disconnected: it is no longer waited for. If its domain has moved, turning it on says so.
  delete from migration_item i where i.workspace_id = p_workspace and i.inbox_id = any(p_off) and i.moved_at is null and i.state in ('WAITING', 'INVITED');
  update migration m set version = m.version + 1 where m.workspace_id = p_workspace
    and m.id in (select (e.value->>'migration_id')::uuid from jsonb_array_elements(p_items) e);
  update migration_position set number = p_number where workspace_id = p_workspace;
end $$;`;
