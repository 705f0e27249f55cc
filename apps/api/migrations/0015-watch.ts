import type { MigrationInterface, QueryRunner } from "typeorm";

/** The watch: due checks claimed in batches with a fencing token, hosts paced over all workers, and what is known ahead. */
export class Watch0015 implements MigrationInterface {
  readonly name = "Watch0015_1764000015000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
    await runner.query(claim);
    await runner.query(complete);
    await runner.query(commitChecked);
    await runner.query(operatorNotices);
    await runner.query(lapseTimers);
  }

  async down(): Promise<void> {
    throw new Error("The watch has no way back: the claims of the version before it know no host.");
  }
}

const tables = `
-- A row is leased while lease_until = due_at: whoever moves due_at (a person's check, a change of state) ends the lease with it.
alter table due_check add column lease_until timestamptz, add column trouble smallint not null default 0;
-- Every row moves twice for each check: dead entries at the front of due_check_due would slow the next claim.
alter table due_check set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0.05);
-- Only what runs now, some hundreds of rows: counted for each host at each claim.
create index due_check_leased on due_check (host) where lease_until = due_at;
-- Only what fails: looked at again when its host is back.
create index due_check_troubled on due_check (host) where trouble > 0;

-- How each mail host is paced, over all workspaces and workers: a bucket of begins, the place of the next one that had to wait, and a breaker.
create table mail_host (
  host text primary key,
  tokens double precision not null, filled_at timestamptz not null,
  waits_until timestamptz not null,
  failures integer not null default 0, rests integer not null default 0, rests_until timestamptz
) with (fillfactor = 50);`;

const claim = `
drop function claim_due_checks(timestamptz, timestamptz, integer);

-- Takes what is due, the longest due first: the new due_at is the lease, so that what a dead worker held comes back by itself.
-- What its host does not admit now (too many at once, too fast, or it rests) is put off to a place in the host's queue instead,
-- so that it blocks nobody. The last row names no inbox: its token says how many rows were looked at. p_rules: at_once and slot_ms for hosts, provider_at_once and provider_slot_ms for those in providers, spread_ms.
create function claim_due_checks(p_now timestamptz, p_lease timestamptz, p_limit integer, p_rules jsonb)
  returns table (workspace_id uuid, inbox_id uuid, host text, token bigint, due_at timestamptz, trouble smallint) language plpgsql
  -- A plain index scan marks the dead entries that it meets, so that the next claim passes over them; a bitmap scan never does.
  set enable_bitmapscan = off as $$
#variable_conflict use_column
declare v_tids tid[]; v_hosts text[]; v_dues timestamptz[]; v_names text[];
begin
  select array_agg(b.tid), array_agg(b.host), array_agg(b.due_at) into v_tids, v_hosts, v_dues from (
    select c.ctid as tid, c.host, c.due_at from due_check c where c.due_at <= p_now order by c.due_at limit p_limit for update skip locked
  ) b;
  if v_tids is null then return; end if;
  -- One after the other at each host: the count below sees what the claim before it leased.
  select array_agg(distinct n) into v_names from unnest(v_hosts) n;
  perform 1 from mail_host h where h.host = any(v_names) order by h.host for update;
  if (select count(*) from mail_host h where h.host = any(v_names)) < cardinality(v_names) then
    insert into mail_host (host, tokens, filled_at, waits_until) select n, 0, '-infinity', p_now from unnest(v_names) n order by n on conflict do nothing;
    perform 1 from mail_host h where h.host = any(v_names) order by h.host for update;
  end if;
  return query
  with pace as (
    select h.host, r.at_once, r.slot,
      -- A second's worth of begins may come at once, and never fewer than may run at once. A clock that went back fills nothing.
      least(greatest(1000 / r.slot, r.at_once), case when h.filled_at = '-infinity' then 'infinity' else
        h.tokens + greatest(extract(epoch from p_now - h.filled_at), 0) * 1000 / r.slot end) as tokens,
      greatest(h.waits_until, p_now) as waits_until, h.rests_until
    from mail_host h, lateral (
      select case when p_rules->'providers' ? h.host then (p_rules->>'provider_at_once')::float8 else (p_rules->>'at_once')::float8 end as at_once,
        case when p_rules->'providers' ? h.host then (p_rules->>'provider_slot_ms')::float8 else (p_rules->>'slot_ms')::float8 end as slot
    ) r where h.host = any(v_names)
  ), leased as (
    select d.host, count(*) as n from due_check d where d.lease_until = d.due_at and d.lease_until > p_now and d.host = any(v_names) group by d.host
  ), room as (
    select p.*, greatest(0, floor(least(p.tokens, case when p.rests_until is null then p.at_once when p.rests_until > p_now then 0 else 1 end - coalesce(l.n, 0)))) as admits
    from pace p left join leased l using (host)
  ), ranked as (
    select u.tid, u.host, u.due_at, row_number() over (partition by u.host order by u.due_at) as place
    from unnest(v_tids, v_hosts, v_dues) as u(tid, host, due_at)
  ), decided as (
    select k.tid, k.host, k.due_at as was_due, k.place <= r.admits as admitted,
      case when k.place <= r.admits then p_lease
        -- Resting: somewhere in the spread after it, so that the queue does not grow with each look.
        when r.rests_until is not null then greatest(r.rests_until, p_now) + random() * (p_rules->>'spread_ms')::float8 * interval '1 millisecond'
        else least(r.waits_until + (k.place - r.admits) * r.slot * interval '1 millisecond',
          p_now + (1 + random()) * (p_rules->>'spread_ms')::float8 * interval '1 millisecond') end as next
    from ranked k join room r using (host)
  ), paced as (
    update mail_host h set filled_at = greatest(p_now, h.filled_at), tokens = r.tokens - least(r.admits, s.n),
      waits_until = case when s.n > r.admits and r.rests_until is null
        then least(r.waits_until + (s.n - r.admits) * r.slot * interval '1 millisecond', p_now + (p_rules->>'spread_ms')::float8 * interval '1 millisecond')
        else h.waits_until end
    from room r join (select k.host, count(*) as n from ranked k group by k.host) s using (host) where h.host = r.host
  ), moved as (
    update due_check d set due_at = e.next, lease_until = case when e.admitted then p_lease end, token = d.token + 1
    from decided e where d.ctid = e.tid
    returning d.workspace_id, d.inbox_id, d.host, d.token, e.was_due, d.trouble, e.admitted
  )
  select m.workspace_id, m.inbox_id, m.host, m.token, m.was_due, m.trouble from moved m where m.admitted
  union all select null, null, null, cardinality(v_tids)::bigint, null, null;
end $$;`;

const complete = `
-- Ends claimed checks, many at once. Where the check itself stored no next time (its token is still the claim's) it is put to
-- p_next (milliseconds since 1970), or taken off the list where that is null: a lease that was lost meanwhile is left alone.
-- p_troubles: the inboxes that failed now ("failed"), or had failed before. p_told: for each host, how many failed in a passing
-- way and whether it answered any. After so many failures in a row a host rests; one check then tries whether it is back, and
-- if so what failed there is looked at within p_rules' spread_ms.
create function complete_due_checks(p_now timestamptz, p_ids uuid[], p_tokens bigint[], p_next double precision[], p_troubles jsonb, p_told jsonb, p_rules jsonb)
  returns integer language plpgsql as $$
declare v_count integer; v_names text[]; v_back text[];
begin
  update due_check d set due_at = to_timestamp(u.next / 1000), lease_until = null
    from unnest(p_ids, p_tokens, p_next) as u(id, token, next)
    where d.inbox_id = u.id and d.token = u.token and u.next is not null;
  get diagnostics v_count = row_count;
  if array_position(p_next, null) is not null then
    delete from due_check d using unnest(p_ids, p_tokens, p_next) as u(id, token, next) where d.inbox_id = u.id and d.token = u.token and u.next is null;
  end if;
  if p_troubles <> '[]' then
    update due_check d set trouble = case when u.failed then least(d.trouble + 1, 1000) else 0 end
      from jsonb_to_recordset(p_troubles) as u(id uuid, token bigint, failed boolean) where d.inbox_id = u.id and d.token in (u.token, u.token + 1);
  end if;
  -- Hosts that fail, or did: most batches know none. In one order, as the claims lock them.
  select array_agg(u.host) into v_names from jsonb_to_recordset(p_told) as u(host text, failed integer, answered boolean) join mail_host h on h.host = u.host
    where u.failed > 0 or h.failures > 0;
  if v_names is null then return v_count; end if;
  perform 1 from mail_host h where h.host = any(v_names) order by h.host for update;
  with told as (
    select u.host, u.failed, u.answered from jsonb_to_recordset(p_told) as u(host text, failed integer, answered boolean) where u.host = any(v_names)
  ), judged as (
    update mail_host h set failures = case when t.answered then 0 else h.failures + t.failed end,
      rests = case when t.answered then 0 when h.failures + t.failed >= (p_rules->>'failures')::integer then least(h.rests + 1, 30) else h.rests end,
      rests_until = case when t.answered then null when h.failures + t.failed >= (p_rules->>'failures')::integer
        then p_now + least((p_rules->>'rest_ms')::float8 * 2 ^ h.rests, (p_rules->>'most_rest_ms')::float8) * interval '1 millisecond' else h.rests_until end
    from told t where h.host = t.host
    returning h.host, t.answered
  )
  select array_agg(j.host) into v_back from judged j where j.answered;
  if v_back is not null then
    update due_check d set due_at = p_now + random() * (p_rules->>'spread_ms')::float8 * interval '1 millisecond'
      from (
        select w.inbox_id from due_check w where w.host = any(v_back) and w.trouble > 0 and w.lease_until is distinct from w.due_at
          and w.due_at > p_now + (p_rules->>'spread_ms')::float8 * interval '1 millisecond' for update skip locked
      ) late where d.inbox_id = late.inbox_id;
  end if;
  return v_count;
end $$;`;

const commitChecked = `
-- commit_change for a claimed check: only while the claim is still the worker's. RL007: its lease was lost, and nothing is stored.
-- Looked at last, since the inbox's row is locked before its due check everywhere.
create function commit_checked(p_workspace uuid, p_change jsonb, p_token bigint) returns bigint language plpgsql as $$
declare v_last bigint := commit_change(p_workspace, p_change);
begin
  if p_change ? 'due' then
    -- commit_change has just moved it on by one.
    perform 1 from due_check where inbox_id = (p_change->>'inbox_id')::uuid and token = p_token + 1;
    if not found then raise exception 'lease lost' using errcode = 'RL007'; end if;
  end if;
  return v_last;
end $$;`;

const operatorNotices = `
-- What whoever runs the installation was told of already: it is about our application, not about a workspace.
create table operator_notice (episode text primary key, told_at timestamptz not null);`;

const lapseTimers = `
-- Each grant of a provider whose tokens lapse when nobody uses them is looked after from now on; the first look sets its own next time.
insert into timer (id, kind, due_at, workspace_id, inbox_id, grant_id)
  select gen_random_uuid(), 'accessLapses', i.state_changed_at, i.workspace_id, i.id, i.grant_id from inbox i
  where i.provider <> 'IMAP' and i.state in ('CONNECTED', 'FAILING', 'DISCONNECTED', 'OFF') and i.grant_id is not null;`;
