import type { MigrationInterface, QueryRunner } from "typeorm";

/** Notices that also go by mail, gathered into digests, as each person prefers. */
export class Mails0017 implements MigrationInterface {
  readonly name = "Mails0017_1764000017000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(preferences);
    await runner.query(gather);
    await runner.query(tellWithTimers);
  }

  async down(): Promise<void> {
    throw new Error("The migration of the mails has no way back: restore a backup instead.");
  }
}

const preferences = `
-- The language is the person's own, in user_account.
alter table notification_preference drop column locale,
  add column email_on_team_disconnect boolean not null default true,
  add column email_on_personal_disconnect boolean not null default true,
  add column email_on_migration boolean not null default true,
  add column digest_window_seconds integer not null default 60 check (digest_window_seconds between 0 and 86400),
  add column fallback_email text;

-- mail: which preference decides whether it goes by mail, too; null: it does not. digest_id: the timer that mails it.
alter table notification add column digest_id uuid,
  add column mail text check (mail in ('TEAM_DISCONNECT', 'PERSONAL_DISCONNECT', 'MIGRATION', 'ALWAYS'));
create index notification_mail_waits on notification (created_at) where mail is not null and digest_id is null;
create index notification_of_digest on notification (workspace_id, digest_id) where digest_id is not null;
create index timer_of_digest on timer (workspace_id, (payload->>'memberId')) where kind = 'sendMail' and payload->>'mail' = 'digest';

-- Changes what is named; what is left out stays. Returns all of it.
create function set_notification_preference(p_workspace uuid, p_member uuid, p_changes jsonb) returns notification_preference language plpgsql as $$
declare v_row notification_preference;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into notification_preference (workspace_id, member_id) values (p_workspace, p_member) on conflict do nothing;
  select * into v_row from notification_preference where workspace_id = p_workspace and member_id = p_member for update;
  v_row := jsonb_populate_record(v_row, p_changes - 'locale');
  update notification_preference set email_on_team_disconnect = v_row.email_on_team_disconnect,
    email_on_personal_disconnect = v_row.email_on_personal_disconnect, email_on_migration = v_row.email_on_migration,
    digest_window_seconds = v_row.digest_window_seconds, fallback_email = v_row.fallback_email
    where workspace_id = p_workspace and member_id = p_member;
  if p_changes ? 'locale' then
    update user_account u set locale = p_changes->>'locale' from member m where m.workspace_id = p_workspace and m.id = p_member and u.id = m.user_id;
  end if;
  return v_row;
end $$;`;

const gather = `
-- Puts notices that wait for a mail into their person's digest: the one that is not yet being sent, else a new one, due a
-- window after its first notice. A digest is a timer; while a worker holds it nothing more goes in. One that the mail server did not
-- take waits to be tried again, and takes what comes meanwhile: after an hour without a server there is one mail, not sixty.
-- A row that is just being claimed is waited for: skipping it would begin a second digest.
create function gather_mails(p_second_ms double precision, p_limit integer) returns integer language plpgsql as $$
declare v_group record; v_pref notification_preference; v_digest uuid; v_wanted uuid[]; v_count integer := 0;
begin
  for v_group in
    with waiting as (
      select workspace_id, member_id, id, mail, created_at from notification where mail is not null and digest_id is null
      order by created_at limit p_limit for update skip locked
    )
    select w.workspace_id, w.member_id, array_agg(w.id) as ids, array_agg(w.mail) as mails, min(w.created_at) as first_at
    from waiting w group by w.workspace_id, w.member_id order by w.workspace_id, w.member_id
  loop
    perform set_config('relink.workspace', v_group.workspace_id::text, true);
    insert into notification_preference (workspace_id, member_id) values (v_group.workspace_id, v_group.member_id) on conflict do nothing;
    select * into v_pref from notification_preference where workspace_id = v_group.workspace_id and member_id = v_group.member_id for update;
    select array_agg(w.id) into v_wanted from unnest(v_group.ids, v_group.mails) as w(id, mail) where case w.mail
      when 'TEAM_DISCONNECT' then v_pref.email_on_team_disconnect when 'PERSONAL_DISCONNECT' then v_pref.email_on_personal_disconnect
      when 'MIGRATION' then v_pref.email_on_migration else true end;
    update notification set mail = null
      where workspace_id = v_group.workspace_id and id = any(v_group.ids) and (v_wanted is null or id <> all(v_wanted));
    v_count := v_count + array_length(v_group.ids, 1);
    continue when v_wanted is null;
    select t.id into v_digest from timer t where t.workspace_id = v_group.workspace_id and t.kind = 'sendMail'
      and t.payload->>'mail' = 'digest' and t.payload->>'memberId' = v_group.member_id::text and t.lease_until is null limit 1 for update;
    if not found then
      -- A notice's id is new and never a timer's: it serves as the digest's, and so as the mail's.
      v_digest := v_wanted[1];
      insert into timer (id, kind, due_at, workspace_id, payload) values (v_digest, 'sendMail',
        v_group.first_at + v_pref.digest_window_seconds * p_second_ms * interval '1 millisecond', v_group.workspace_id,
        jsonb_build_object('mail', 'digest', 'memberId', v_group.member_id));
    end if;
    update notification set digest_id = v_digest where workspace_id = v_group.workspace_id and id = any(v_wanted);
  end loop;
  return v_count;
end $$;`;

const tellWithTimers = `
-- As before; a step may also be a timer, which is stored with the rest.
create or replace function store_notices(p_workspace uuid, p_steps jsonb, p_number bigint) returns table (id uuid, is_new boolean) language plpgsql as $$
declare v_step jsonb;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  for v_step in select value from jsonb_array_elements(p_steps) loop
    if v_step ? 'notice' then
      return query insert into notification as n select r.* from jsonb_populate_record(null::notification, v_step->'notice') r
        on conflict (workspace_id, member_id, episode) do nothing returning n.id, true;
    elsif v_step ? 'timer' then
      insert into timer select t.* from jsonb_populate_record(null::timer, v_step->'timer') t;
    else
      return query update notification n set closed_at = (v_step->'ending'->>'at')::timestamptz
        where n.workspace_id = p_workspace and n.inbox_id = (v_step->'ending'->>'inbox_id')::uuid and n.closed_at is null
          and n.template in (select value from jsonb_array_elements_text(v_step->'ending'->'templates'))
        returning n.id, false;
    end if;
  end loop;
  if p_number is not null then
    update relay_position r set number = p_number where r.workspace_id = p_workspace;
  end if;
end $$;`;
