import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * A claim whose hosts admit all of it, as nearly always, ranks nothing: it leases what it has locked. `claim_due_checks` of
 * 0032 with that, under the same name and with the same answers.
 */
export class QuickClaims0036 implements MigrationInterface {
  readonly name = "QuickClaims0036_1764000036000";

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [room, claim]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: restore a backup instead.");
  }
}

const room = `
-- What one host admits now. n: how many of its checks are claimed; running: as the host's row will count those that run without them.
create type check_room as (host text, n bigint, running bigint, at_once float8, slot float8, tokens float8, waits_until timestamptz, rests_until timestamptz, admits float8);

-- Of hosts that the caller has locked. p_ended: how many of the claimed ones were leased, and nobody said how they went.
create function check_rooms(p_now timestamptz, p_hosts text[], p_counts bigint[], p_ended bigint[], p_rules jsonb) returns check_room[] language sql stable as $$
  select array_agg((p.host, p.n, p.running, p.at_once, p.slot, p.tokens, p.waits_until, p.rests_until,
    greatest(0, floor(least(p.tokens, case when p.rests_until is null then p.at_once when p.rests_until > p_now then 0 else 1 end - p.running))))::check_room)
  from (
    select h.host, a.n, greatest(0, h.running - a.ended) as running, r.at_once, r.slot,
      -- A second's worth of begins may come at once, and never fewer than may run at once. A clock that went back fills nothing.
      least(greatest(1000 / r.slot, r.at_once), case when h.filled_at = '-infinity' then 'infinity' else
        h.tokens + greatest(date_part('epoch', p_now - h.filled_at), 0) * 1000 / r.slot end) as tokens,
      greatest(h.waits_until, p_now) as waits_until, h.rests_until
    from unnest(p_hosts, p_counts, p_ended) as a(host, n, ended) join mail_host h on h.host = a.host, lateral (
      select case when p_rules->'providers' ? h.host then (p_rules->>'provider_at_once')::float8 else (p_rules->>'at_once')::float8 end as at_once,
        case when p_rules->'providers' ? h.host then (p_rules->>'provider_slot_ms')::float8 else (p_rules->>'slot_ms')::float8 end as slot
    ) r
  ) p
$$;`;

const claim = `
-- As in 0015; the comment there says what it takes and answers.
create or replace function claim_due_checks(p_now timestamptz, p_lease timestamptz, p_limit integer, p_rules jsonb)
  returns table (workspace_id uuid, inbox_id uuid, host text, token bigint, due_at timestamptz, trouble smallint) language plpgsql
  -- A plain index scan marks the dead entries that it meets, so that the next claim passes over them; a bitmap scan never does.
  set enable_bitmapscan = off as $$
#variable_conflict use_column
declare v_tids tid[]; v_hosts text[]; v_dues timestamptz[]; v_ended boolean[]; v_names text[]; v_counts bigint[]; v_leased bigint[]; v_found bigint; v_rooms check_room[];
begin
  select array_agg(b.tid), array_agg(b.host), array_agg(b.due_at), array_agg(b.ended) into v_tids, v_hosts, v_dues, v_ended from (
    -- ended: it was leased, and nobody said how it went.
    select c.ctid as tid, c.host, c.due_at, c.lease_until is not distinct from c.due_at as ended from due_check c where c.due_at <= p_now order by c.due_at limit p_limit for update skip locked
  ) b;
  if v_tids is null then return; end if;
  -- One after the other at each host: it sees what the claim before it leased.
  select array_agg(a.host), array_agg(a.n), array_agg(a.ended) into v_names, v_counts, v_leased from (
    select u.host, count(*) as n, count(*) filter (where u.ended) as ended from unnest(v_hosts, v_ended) as u(host, ended) group by u.host) a;
  perform 1 from mail_host h where h.host = any(v_names) order by h.host for update;
  get diagnostics v_found = row_count;
  if v_found < cardinality(v_names) then
    insert into mail_host (host, tokens, filled_at, waits_until) select n, 0, '-infinity', p_now from unnest(v_names) n order by n on conflict do nothing;
    perform 1 from mail_host h where h.host = any(v_names) order by h.host for update;
  end if;
  v_rooms := check_rooms(p_now, v_names, v_counts, v_leased, p_rules);
  update mail_host h set filled_at = greatest(p_now, h.filled_at), tokens = r.tokens - least(r.admits, r.n),
    running = r.running + least(r.admits, r.n),
    waits_until = case when r.n > r.admits and r.rests_until is null
      then least(r.waits_until + (r.n - r.admits) * r.slot * interval '1 millisecond', p_now + (p_rules->>'spread_ms')::float8 * interval '1 millisecond')
      else h.waits_until end
    from unnest(v_rooms) r where h.host = r.host;
  if not exists (select 1 from unnest(v_rooms) r where r.n > r.admits) then
    return query with moved as (
      update due_check d set due_at = p_lease, lease_until = p_lease, token = d.token + 1
      from unnest(v_tids, v_dues) as e(tid, was_due) where d.ctid = e.tid
      returning d.workspace_id, d.inbox_id, d.host, d.token, e.was_due, d.trouble
    )
    select m.* from moved m union all select null, null, null, cardinality(v_tids)::bigint, null, null;
    return;
  end if;
  return query
  with ranked as (
    select u.tid, u.host, u.due_at, row_number() over (partition by u.host order by u.due_at) as place
    from unnest(v_tids, v_hosts, v_dues) as u(tid, host, due_at)
  ), decided as (
    select k.tid, k.host, k.due_at as was_due, k.place <= r.admits as admitted,
      case when k.place <= r.admits then p_lease
        -- Resting: somewhere in the spread after it, so that the queue does not grow with each look.
        when r.rests_until is not null then greatest(r.rests_until, p_now) + random() * (p_rules->>'spread_ms')::float8 * interval '1 millisecond'
        else least(r.waits_until + (k.place - r.admits) * r.slot * interval '1 millisecond',
          p_now + (1 + random()) * (p_rules->>'spread_ms')::float8 * interval '1 millisecond') end as next
    from ranked k join unnest(v_rooms) r using (host)
  ), moved as (
    update due_check d set due_at = e.next, lease_until = case when e.admitted then p_lease end, token = d.token + 1
    from decided e where d.ctid = e.tid
    returning d.workspace_id, d.inbox_id, d.host, d.token, e.was_due, d.trouble, e.admitted
  )
  select m.workspace_id, m.inbox_id, m.host, m.token, m.was_due, m.trouble from moved m where m.admitted
  union all select null, null, null, cardinality(v_tids)::bigint, null, null;
end $$;`;
