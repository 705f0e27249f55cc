import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * How many checks run at a host is a number on the host, not a count of leased rows: the index for that count was a third
 * of what moving a row cost. `claim_due_checks` and `complete_due_checks` of 0015 with that, under the same names.
 */
export class RunningChecks0032 implements MigrationInterface {
  readonly name = "RunningChecks0032_1764000032000";

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [tables, claim, complete, recount]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: restore a backup instead.");
  }
}

const tables = `
-- Leased and not yet ended, over all workers. What a dead worker held is taken off when its row is claimed again.
alter table mail_host add column running integer not null default 0;
update mail_host h set running = l.n from (
  select host, count(*)::integer as n from due_check where lease_until = due_at group by host) l where h.host = l.host;
drop index due_check_leased;`;

const claim = `
-- As in 0015; the comment there says what it takes and answers.
create or replace function claim_due_checks(p_now timestamptz, p_lease timestamptz, p_limit integer, p_rules jsonb)
  returns table (workspace_id uuid, inbox_id uuid, host text, token bigint, due_at timestamptz, trouble smallint) language plpgsql
  -- A plain index scan marks the dead entries that it meets, so that the next claim passes over them; a bitmap scan never does.
  set enable_bitmapscan = off as $$
#variable_conflict use_column
declare v_tids tid[]; v_hosts text[]; v_dues timestamptz[]; v_ended boolean[]; v_names text[];
begin
  select array_agg(b.tid), array_agg(b.host), array_agg(b.due_at), array_agg(b.ended) into v_tids, v_hosts, v_dues, v_ended from (
    -- ended: it was leased, and nobody said how it went.
    select c.ctid as tid, c.host, c.due_at, c.lease_until is not distinct from c.due_at as ended from due_check c where c.due_at <= p_now order by c.due_at limit p_limit for update skip locked
  ) b;
  if v_tids is null then return; end if;
  -- One after the other at each host: it sees what the claim before it leased.
  select array_agg(distinct n) into v_names from unnest(v_hosts) n;
  perform 1 from mail_host h where h.host = any(v_names) order by h.host for update;
  if (select count(*) from mail_host h where h.host = any(v_names)) < cardinality(v_names) then
    insert into mail_host (host, tokens, filled_at, waits_until) select n, 0, '-infinity', p_now from unnest(v_names) n order by n on conflict do nothing;
    perform 1 from mail_host h where h.host = any(v_names) order by h.host for update;
  end if;
  return query
  with ranked as (
    select u.tid, u.host, u.due_at, u.ended, row_number() over (partition by u.host order by u.due_at) as place
    from unnest(v_tids, v_hosts, v_dues, v_ended) as u(tid, host, due_at, ended)
  ), asked as (
    select k.host, count(*) as n, count(*) filter (where k.ended) as ended from ranked k group by k.host
  ), pace as (
    select h.host, a.n, greatest(0, h.running - a.ended) as running, r.at_once, r.slot,
      -- A second's worth of begins may come at once, and never fewer than may run at once. A clock that went back fills nothing.
      least(greatest(1000 / r.slot, r.at_once), case when h.filled_at = '-infinity' then 'infinity' else
        h.tokens + greatest(extract(epoch from p_now - h.filled_at), 0) * 1000 / r.slot end) as tokens,
      greatest(h.waits_until, p_now) as waits_until, h.rests_until
    from asked a join mail_host h on h.host = a.host, lateral (
      select case when p_rules->'providers' ? h.host then (p_rules->>'provider_at_once')::float8 else (p_rules->>'at_once')::float8 end as at_once,
        case when p_rules->'providers' ? h.host then (p_rules->>'provider_slot_ms')::float8 else (p_rules->>'slot_ms')::float8 end as slot
    ) r
  ), room as (
    select p.*, greatest(0, floor(least(p.tokens, case when p.rests_until is null then p.at_once when p.rests_until > p_now then 0 else 1 end - p.running))) as admits
    from pace p
  ), decided as (
    select k.tid, k.host, k.due_at as was_due, k.place <= r.admits as admitted,
      case when k.place <= r.admits then p_lease
        -- Resting: somewhere in the spread after it, so that the queue does not grow with each look.
        when r.rests_until is not null then greatest(r.rests_until, p_now) + random() * (p_rules->>'spread_ms')::float8 * interval '1 millisecond'
        else least(r.waits_until + (k.place - r.admits) * r.slot * interval '1 millisecond',
          p_now + (1 + random()) * (p_rules->>'spread_ms')::float8 * interval '1 millisecond') end as next
    from ranked k join room r using (host)
  ), paced as (
    update mail_host h set filled_at = greatest(p_now, h.filled_at), tokens = r.tokens - least(r.admits, r.n),
      running = r.running + least(r.admits, r.n),
      waits_until = case when r.n > r.admits and r.rests_until is null
        then least(r.waits_until + (r.n - r.admits) * r.slot * interval '1 millisecond', p_now + (p_rules->>'spread_ms')::float8 * interval '1 millisecond')
        else h.waits_until end
    from room r where h.host = r.host
  ), moved as (
    update due_check d set due_at = e.next, lease_until = case when e.admitted then p_lease end, token = d.token + 1
    from decided e where d.ctid = e.tid
    returning d.workspace_id, d.inbox_id, d.host, d.token, e.was_due, d.trouble, e.admitted
  )
  select m.workspace_id, m.inbox_id, m.host, m.token, m.was_due, m.trouble from moved m where m.admitted
  union all select null, null, null, cardinality(v_tids)::bigint, null, null;
end $$;`;

const complete = `
-- As in 0015, and p_told says for each host how many have ended, whatever came of them ("ended").
create or replace function complete_due_checks(p_now timestamptz, p_ids uuid[], p_tokens bigint[], p_next double precision[], p_troubles jsonb, p_told jsonb, p_rules jsonb)
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
  -- What ran there runs no more. In one order, as the claims lock them, and after the rows above, as they do.
  select array_agg(u.host) into v_names from jsonb_to_recordset(p_told) as u(host text, ended integer) where u.ended > 0;
  if v_names is not null then
    perform 1 from mail_host h where h.host = any(v_names) order by h.host for update;
    update mail_host h set running = greatest(0, h.running - u.ended) from jsonb_to_recordset(p_told) as u(host text, ended integer)
      where h.host = u.host and u.ended > 0;
  end if;
  -- Hosts that fail, or did: most batches know none.
  select array_agg(u.host) into v_names from jsonb_to_recordset(p_told) as u(host text, failed integer, answered boolean) join mail_host h on h.host = u.host
    where u.failed > 0 or (u.answered and h.failures > 0);
  if v_names is null then return v_count; end if;
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

const recount = `
-- Counts anew what runs at each host: rows that were taken off the list while a worker that died held them are in nobody's
-- count. Holds all hosts meanwhile, so that no claim and no end falls between; answers how many were wrong.
create function recount_running_checks(p_now timestamptz) returns integer language plpgsql as $$
declare v_count integer;
begin
  perform 1 from mail_host order by host for update;
  with counted as (
    select host, count(*)::integer as n from due_check where lease_until = due_at and lease_until > p_now group by host
  )
  update mail_host h set running = coalesce(c.n, 0) from mail_host m left join counted c on c.host = m.host
    where h.host = m.host and h.running <> coalesce(c.n, 0);
  get diagnostics v_count = row_count;
  return v_count;
end $$;`;
