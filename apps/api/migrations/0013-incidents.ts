import type { MigrationInterface, QueryRunner } from "typeorm";

/** Counting checks per host, and what many failures with one cause are: incidents, whom they touch, who was told. */
export class Incidents0013 implements MigrationInterface {
  readonly name = "Incidents0013_1764000013000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(windows);
    await runner.query(incidents);
    await runner.query(countChecks);
    await runner.query(opening);
    await runner.query(closing);
    await runner.query(telling);
    await runner.query(summaries);
  }

  async down(): Promise<void> {
    throw new Error("Incidents have no way back: drop the database instead.");
  }
}

const windows = `
-- How many checks passed at a host, by short stretches of time. No workspace owns them: a host is everybody's.
create table host_window (host text not null, at timestamptz not null, passed integer not null, primary key (host, at)) with (fillfactor = 70);
create index host_window_age on host_window (at);

-- Inboxes whose latest check did not pass; most have no row. Counted across workspaces, so it names its own like due_check.
-- counted_at: when it spoke for its host; null where it was disconnected before. reported_at: a person had asked.
create table check_trouble (
  inbox_id uuid primary key, workspace_id uuid not null, host text not null, provider text not null, domain text not null,
  policy_code text, ours_code text, counted_at timestamptz, reported_at timestamptz, seen_at timestamptz not null
) with (fillfactor = 70);
create index check_trouble_host on check_trouble (host, counted_at) where counted_at is not null and ours_code is null;
create index check_trouble_ours on check_trouble (provider, ours_code, counted_at) where ours_code is not null;
create index check_trouble_policy on check_trouble (workspace_id, domain, policy_code, counted_at) where policy_code is not null;
create index check_trouble_age on check_trouble (seen_at);

-- Since when checks are counted without a gap. One row.
create table incident_watch (one boolean primary key default true check (one), counting_since timestamptz not null, last_at timestamptz not null);`;

const incidents = `
-- subject_key: at most one is open for a subject. A host's or an application's touches many workspaces.
create table incident (
  id uuid primary key, subject_key text not null,
  kind text not null check (kind in ('PROVIDER_OUTAGE', 'APPLICATION_REFUSED', 'DOMAIN_POLICY')),
  provider text not null, host text, domain text, provider_code text, owner_workspace_id uuid,
  since timestamptz not null, until timestamptz, last_bad_at timestamptz not null
);
create unique index incident_open on incident (subject_key) where until is null;

create table incident_workspace (
  workspace_id uuid not null, incident_id uuid not null references incident,
  opening_told boolean not null default false, closing_told boolean not null default false,
  primary key (workspace_id, incident_id)
);
create index incident_untold on incident_workspace (incident_id) where not (opening_told and closing_told);

create table incident_inbox (
  workspace_id uuid not null, incident_id uuid not null references incident, inbox_id uuid not null,
  primary key (workspace_id, incident_id, inbox_id)
);
create index incident_of_inbox on incident_inbox (workspace_id, inbox_id);

alter table notification add column incident_id uuid;
create index notification_of_incident on notification (workspace_id, incident_id) where incident_id is not null;`;

const countChecks = `
-- What one process saw since it last wrote: one statement for all of it, in the order of keys, so that two don't wait for each other.
create function count_checks(p jsonb) returns void language plpgsql as $$
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
      counted_at = coalesce(excluded.counted_at, t.counted_at), reported_at = coalesce(excluded.reported_at, t.reported_at)
    where t.seen_at <= excluded.seen_at;
end $$;

-- What is too old to count; what an open incident has touched stays until it closes.
create function forget_checks(p_windows timestamptz, p_troubles timestamptz, p_limit integer) returns void language plpgsql as $$
begin
  delete from host_window where (host, at) in (select host, at from host_window where at < p_windows limit p_limit for update skip locked);
  delete from check_trouble where inbox_id in (
    select t.inbox_id from check_trouble t where t.seen_at < p_troubles and not exists (
      select 1 from incident_inbox m join incident i on i.id = m.incident_id where m.workspace_id = t.workspace_id and m.inbox_id = t.inbox_id and i.until is null)
    limit p_limit for update skip locked);
end $$;

-- Says that checks are counted now; a silence of more than p_gap begins the count anew. Returns since when.
create function keep_counting(p_now timestamptz, p_gap interval) returns timestamptz language sql as $$
  insert into incident_watch as w (counting_since, last_at) values (p_now, p_now)
  on conflict (one) do update set last_at = greatest(w.last_at, excluded.last_at),
    counting_since = case when excluded.last_at - w.last_at > p_gap then excluded.last_at else w.counting_since end
  returning counting_since
$$;`;

const opening = `
-- Whom an incident touches by now and did not before. Returns the workspaces where somebody joined.
create function grow_incident(p_id uuid, p_from timestamptz) returns setof uuid language plpgsql as $$
declare v incident; v_workspace uuid; v_inboxes uuid[];
begin
  select * into v from incident where id = p_id and until is null for update;
  if not found then return; end if;
  for v_workspace, v_inboxes in
    select t.workspace_id, array_agg(t.inbox_id) from check_trouble t
    where ((v.kind = 'PROVIDER_OUTAGE' and t.host = v.host and t.ours_code is null and t.counted_at > p_from)
        or (v.kind = 'APPLICATION_REFUSED' and t.provider = v.provider and t.ours_code = v.provider_code and t.counted_at > p_from)
        or (v.kind = 'DOMAIN_POLICY' and t.workspace_id = v.owner_workspace_id and t.domain = v.domain and t.policy_code = v.provider_code and t.counted_at > p_from))
      and not exists (select 1 from incident_inbox m where m.workspace_id = t.workspace_id and m.incident_id = p_id and m.inbox_id = t.inbox_id)
    group by t.workspace_id
  loop
    perform set_config('relink.workspace', v_workspace::text, true);
    insert into incident_workspace (workspace_id, incident_id) values (v_workspace, p_id) on conflict do nothing;
    insert into incident_inbox (workspace_id, incident_id, inbox_id) select v_workspace, p_id, unnest(v_inboxes) on conflict do nothing;
    return next v_workspace;
  end loop;
end $$;

-- Opens it unless one is open for its subject. p_timer: who runs this installation is told by it.
create function open_incident(p_incident jsonb, p_timer jsonb) returns boolean language plpgsql as $$
begin
  insert into incident select * from jsonb_populate_record(null::incident, p_incident) on conflict do nothing;
  if not found then return false; end if;
  if p_timer is not null then insert into timer select * from jsonb_populate_record(null::timer, p_timer); end if;
  return true;
end $$;

create function mark_incident_bad(p_id uuid, p_now timestamptz) returns void language sql as $$
  update incident set last_bad_at = p_now where id = p_id and until is null
$$;`;

const closing = `
-- Closes it, and lets what it held, and what it had disconnected before it was seen, be looked at between p_now and p_spread.
create function close_incident(p_id uuid, p_now timestamptz, p_spread timestamptz) returns setof uuid language plpgsql as $$
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
      union select t.workspace_id, t.inbox_id from check_trouble t where v.kind = 'PROVIDER_OUTAGE' and t.host = v.host)
    and i.state in ('CONNECTED', 'FAILING', 'DISCONNECTED') and i.reason is distinct from 'PROVIDER_MIGRATED'
    order by i.id
    -- What is leased runs now.
    on conflict (inbox_id) do update set due_at = excluded.due_at where d.due_at > p_spread and d.lease_until is distinct from d.due_at;
  return query select w.workspace_id from incident_workspace w where w.incident_id = p_id;
end $$;`;

const telling = `
-- Stores who is told that it opened (or closed), and that they were: both or none, and nobody twice.
create function tell_incident(p_workspace uuid, p_incident uuid, p_closed boolean, p_notices jsonb, p_at timestamptz)
  returns table (id uuid, is_new boolean) language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  if p_closed then
    return query update notification n set closed_at = p_at where n.workspace_id = p_workspace and n.incident_id = p_incident and n.closed_at is null
      returning n.id, false;
  end if;
  return query insert into notification as n select r.* from jsonb_array_elements(p_notices) e, jsonb_populate_record(null::notification, e.value) r
    on conflict (workspace_id, member_id, episode) do nothing returning n.id, true;
  update incident_workspace w set opening_told = true, closing_told = w.closing_told or p_closed
    where w.workspace_id = p_workspace and w.incident_id = p_incident;
end $$;

-- Notices that wait until it is known whether they are one domain's policy.
create function postpone_notices(p_workspace uuid, p_timers jsonb) returns void language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  insert into timer select t.* from jsonb_array_elements(p_timers) e, jsonb_populate_record(null::timer, e.value) t;
end $$;`;

const summaries = `
create index inbox_by_state on inbox (workspace_id, state);
create index grant_end_open on inbox_grant (workspace_id, inbox_id) where access in ('REVOKING', 'AWAITING_PERSON', 'ATTESTED');
-- The few events that a summary counts.
create index inbox_event_gone_and_back on inbox_event (workspace_id, at) where type in ('DISCONNECTED', 'RECONNECTED', 'RECOVERED');`;
