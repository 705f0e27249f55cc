import type { MigrationInterface, QueryRunner } from "typeorm";

/** Incidents of the applications that workspaces brought, and what of incidents is forgotten. */
export class OwnApplications0022 implements MigrationInterface {
  readonly name = "OwnApplications0022_1764000022000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(columns);
    await runner.query(counting);
    await runner.query(opening);
    await runner.query(closing);
    await runner.query(lapsing);
    await runner.query(forgetting);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: restore a backup instead.");
  }
}

const columns = `
-- By which application the inbox came that it refuses; null: by none, or the fault is the key ring's. application_owner: the
-- workspace that brought it; null: the installation's, or its settings' fault.
alter table check_trouble add column client_id text, add column application_owner uuid;
drop index check_trouble_ours;
create index check_trouble_ours on check_trouble (provider, ours_code, client_id, application_owner, counted_at) where ours_code is not null;
alter table incident add column client_id text;
update incident set subject_key = 'application ' || provider || ' - - ' || provider_code where kind = 'APPLICATION_REFUSED' and until is null;
create index incident_ended on incident (until) where until is not null;
-- Whom an ending outage looks at, beside those whom it touched.
create index inbox_disconnected_at on inbox (coalesce(mail_host, provider)) where state = 'DISCONNECTED';`;

const counting = `
create or replace function count_checks(p jsonb) returns void language plpgsql as $$
begin
  insert into host_window as w (host, at, passed)
    select e.value->>'host', (e.value->>'at')::timestamptz, (e.value->>'passed')::integer from jsonb_array_elements(p->'passed') e order by 1, 2
    on conflict (host, at) do update set passed = w.passed + excluded.passed;
  delete from check_trouble t where t.inbox_id in (
    select c.inbox_id from check_trouble c, jsonb_array_elements(p->'cleared') e
    where c.inbox_id = (e.value->>'inbox_id')::uuid and c.seen_at <= (e.value->>'at')::timestamptz order by c.inbox_id for update of c);
  insert into check_trouble as t select r.* from jsonb_array_elements(p->'troubled') e, jsonb_populate_record(null::check_trouble, e.value) r order by r.inbox_id
    on conflict (inbox_id) do update set host = excluded.host, provider = excluded.provider, seen_at = excluded.seen_at,
      -- One that is disconnected meanwhile keeps what it counted for.
      policy_code = case when excluded.counted_at is null then t.policy_code else excluded.policy_code end,
      ours_code = case when excluded.counted_at is null then t.ours_code else excluded.ours_code end,
      client_id = case when excluded.counted_at is null then t.client_id else excluded.client_id end,
      application_owner = case when excluded.counted_at is null then t.application_owner else excluded.application_owner end,
      counted_at = coalesce(excluded.counted_at, t.counted_at), reported_at = coalesce(excluded.reported_at, t.reported_at)
    where t.seen_at <= excluded.seen_at;
end $$;`;

const opening = `
create or replace function grow_incident(p_id uuid, p_from timestamptz) returns setof uuid language plpgsql as $$
declare v incident; v_workspace uuid; v_inboxes uuid[];
begin
  select * into v from incident where id = p_id and until is null for update;
  if not found then return; end if;
  for v_workspace, v_inboxes in
    select t.workspace_id, array_agg(t.inbox_id) from check_trouble t
    where ((v.kind = 'PROVIDER_OUTAGE' and t.host = v.host and t.ours_code is null and t.counted_at > p_from)
        or (v.kind = 'APPLICATION_REFUSED' and t.provider = v.provider and t.ours_code = v.provider_code and t.client_id is not distinct from v.client_id
          and t.application_owner is not distinct from v.owner_workspace_id and t.counted_at > p_from)
        or (v.kind = 'DOMAIN_POLICY' and t.workspace_id = v.owner_workspace_id and t.domain = v.domain and t.policy_code = v.provider_code and t.counted_at > p_from))
      and not exists (select 1 from incident_inbox m where m.workspace_id = t.workspace_id and m.incident_id = p_id and m.inbox_id = t.inbox_id)
    group by t.workspace_id
  loop
    perform set_config('relink.workspace', v_workspace::text, true);
    insert into incident_workspace (workspace_id, incident_id) values (v_workspace, p_id) on conflict do nothing;
    insert into incident_inbox (workspace_id, incident_id, inbox_id) select v_workspace, p_id, unnest(v_inboxes) on conflict do nothing;
    return next v_workspace;
  end loop;
end $$;`;

const closing = `
-- Closes it, and lets what it held, and what it had disconnected before it was seen, be looked at between p_now and p_spread. At the
-- end of an outage so is what was disconnected there before and is looked at every hour.
create or replace function close_incident(p_id uuid, p_now timestamptz, p_spread timestamptz) returns setof uuid language plpgsql as $$
declare v incident;
begin
  update incident set until = p_now where id = p_id and until is null returning * into v;
  if not found then return; end if;
  insert into due_check as d (inbox_id, workspace_id, host, due_at)
    select i.id, i.workspace_id, coalesce(i.mail_host, i.provider), p_now + random() * (p_spread - p_now)
    from inbox i
    where (i.workspace_id, i.id) in (
      select m.workspace_id, m.inbox_id from incident_inbox m where m.incident_id = p_id
        and exists (select 1 from check_trouble t where t.inbox_id = m.inbox_id)
      union select t.workspace_id, t.inbox_id from check_trouble t where v.kind = 'PROVIDER_OUTAGE' and t.host = v.host
      union select b.workspace_id, b.id from inbox b where v.kind = 'PROVIDER_OUTAGE' and b.state = 'DISCONNECTED'
        and coalesce(b.mail_host, b.provider) = v.host and exists (select 1 from due_check c where c.inbox_id = b.id))
    and i.state in ('CONNECTED', 'FAILING', 'DISCONNECTED') and i.reason is distinct from 'PROVIDER_MIGRATED'
    -- After a NO without a code the next try has its own time: no account gets locked by ours.
    and not exists (select 1 from inbox_health h where h.workspace_id = i.workspace_id and h.inbox_id = i.id and h.uncoded_refusals > 0)
    order by i.id
    -- What is leased runs now.
    on conflict (inbox_id) do update set due_at = excluded.due_at where d.due_at > p_spread and d.lease_until is distinct from d.due_at;
  return query select w.workspace_id from incident_workspace w where w.incident_id = p_id;
end $$;`;

const lapsing = `
create index provider_application_lapse on provider_application (secret_expires_at) where sealed is not null and secret_expires_at is not null;
create index notification_secret_lapses on notification (workspace_id) where template = 'secretLapses' and closed_at is null;

-- Closes what was told of a secret that is not the application's any more: a new one came, or none is needed. Returns whose notices moved.
create function close_secret_notices(p_workspace uuid, p_at timestamptz) returns setof uuid language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  return query update notification n set closed_at = p_at
    where n.workspace_id = p_workspace and n.template = 'secretLapses' and n.closed_at is null
      and not exists (select 1 from provider_application a where a.workspace_id = n.workspace_id and a.sealed is not null and a.secret_expires_at is not null
        and starts_with(n.episode, format('secret:%s:%s:%s:', a.provider, a.client_id, to_char(a.secret_expires_at at time zone 'UTC', 'YYYY-MM-DD'))))
    returning n.id;
end $$;`;

const forgetting = `
-- So that who touched what is looked up by the key alone. With an index that begins with the incident, a growing one would be
-- compared with all that it has touched, inbox by inbox.
alter table incident_inbox drop constraint incident_inbox_incident_id_fkey,
  add foreign key (workspace_id, incident_id) references incident_workspace;
create index incident_workspace_touched on incident_workspace (incident_id, workspace_id);

-- Forgets incidents that ended before p_ended, with whom they touched, at most so many rows of each kind; answers how many rows went.
-- What the checks of a host have shown is forgotten by each round (forget_checks). Every workspace's, so as the owner.
create function forget_incidents(p_ended timestamptz, p_limit integer) returns integer language plpgsql security definer set search_path = public as $$
declare v_gone integer; v_all integer := 0; v_old uuid[];
begin
  -- One that somebody has still to be told of waits.
  select array_agg(o.id) into v_old from (
    select i.id from incident i where i.until < p_ended
      and not exists (select 1 from incident_workspace w where w.incident_id = i.id and not (w.opening_told and w.closing_told))
    order by i.until limit p_limit for update skip locked) o;
  delete from incident_inbox where ctid in (
    select m.ctid from incident_workspace w join incident_inbox m on m.workspace_id = w.workspace_id and m.incident_id = w.incident_id
    where w.incident_id = any(v_old) limit p_limit);
  get diagnostics v_gone = row_count; v_all := v_all + v_gone;
  delete from incident_workspace w where w.incident_id = any(v_old)
    and not exists (select 1 from incident_inbox m where m.workspace_id = w.workspace_id and m.incident_id = w.incident_id);
  get diagnostics v_gone = row_count; v_all := v_all + v_gone;
  delete from incident i where i.id = any(v_old) and not exists (select 1 from incident_workspace w where w.incident_id = i.id);
  get diagnostics v_gone = row_count; v_all := v_all + v_gone;
  return v_all;
end $$;`;
