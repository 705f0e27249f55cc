import type { MigrationInterface, QueryRunner } from "typeorm";

/** What grows for ever otherwise: checks get partitions like the log, old partitions go, and what has expired is forgotten. */
export class Upkeep0016 implements MigrationInterface {
  readonly name = "Upkeep0016_1764000016000";

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(checksByWeek);
    await runner.query(parts);
    await runner.query(forget);
  }

  async down(): Promise<void> {
    throw new Error("The migration of the upkeep has no way back: restore a backup instead.");
  }
}

const checksByWeek = `
alter table inbox_check rename to inbox_check_before;
alter table inbox_check_before rename constraint inbox_check_pkey to inbox_check_before_pkey;
create table inbox_check (
  workspace_id uuid not null, id uuid not null, inbox_id uuid not null, at timestamptz not null,
  verdict text not null check (verdict in ('OK', 'PASSING_FAILURE', 'REFUSED', 'APPLICATION_REFUSED')),
  provider_code text, latency_ms integer not null,
  primary key (workspace_id, inbox_id, id, at)
) partition by range (at);
create table inbox_check_rest partition of inbox_check default;
insert into inbox_check select workspace_id, id, inbox_id, at, verdict, provider_code, latency_ms from inbox_check_before;
drop table inbox_check_before;`;

const parts = `
drop function ensure_event_months(timestamptz);

-- The two tables that are kept for a time only, and how long a partition of each is.
create function part_length(p_table text) returns text language plpgsql immutable as $$
begin
  return case p_table when 'inbox_event' then 'month' when 'inbox_check' then 'week' end;
end $$;

create function part_name(p_table text, p_from timestamp) returns text language sql immutable as $$
  select p_table || to_char(p_from, case part_length(p_table) when 'month' then '_YYYY_MM' else '_YYYY_MM_DD' end)
$$;

-- Makes a table's partitions for the given time and the two after it. It waits for nobody long, since all who write wait behind it:
-- it is tried again, and until then rows go into the default partition.
create function ensure_parts(p_table text, p_at timestamptz) returns void language plpgsql security definer
  set search_path = public set lock_timeout = '3s' as $$
declare v_unit text := part_length(p_table); v_from timestamp; v_next timestamp; v_step interval := ('1 ' || part_length(p_table))::interval;
begin
  if v_unit is null then raise exception 'The table % has no partitions by time.', p_table; end if;
  for v_from in select date_trunc(v_unit, p_at at time zone 'UTC') + n * v_step from generate_series(0, 2) n loop
    v_next := v_from + v_step;
    continue when to_regclass(part_name(p_table, v_from)) is not null;
    -- Rows that a clock put there early make the time stay in the default partition.
    begin
      execute format('create table %I partition of %I for values from (%L) to (%L)', part_name(p_table, v_from), p_table,
        v_from at time zone 'UTC', v_next at time zone 'UTC');
    exception when check_violation or duplicate_table then null;
    end;
  end loop;
end $$;

-- Drops what is wholly older; answers how many partitions. It waits for nobody long: it is tried again.
create function drop_parts(p_table text, p_before timestamptz) returns integer language plpgsql security definer
  set search_path = public set lock_timeout = '3s' as $$
declare v_unit text := part_length(p_table); v_part name; v_from timestamp; v_dropped integer := 0;
begin
  if v_unit is null then raise exception 'The table % has no partitions by time.', p_table; end if;
  for v_part in select c.relname from pg_inherits h join pg_class c on c.oid = h.inhrelid
      where h.inhparent = p_table::regclass and c.relname <> p_table || '_rest' loop
    v_from := to_timestamp(substr(v_part, length(p_table) + 2), case v_unit when 'month' then 'YYYY_MM' else 'YYYY_MM_DD' end)::timestamp;
    continue when (v_from + ('1 ' || v_unit)::interval) at time zone 'UTC' > p_before;
    execute format('drop table %I', v_part);
    v_dropped := v_dropped + 1;
  end loop;
  execute format('delete from %I where at < $1', p_table || '_rest') using p_before;
  return v_dropped;
end $$;`;

const forget = `
create index inbox_abandoned on inbox (state_changed_at) where abandoned;
create index attempt_ended on connection_attempt (expires_at) where state <> 'PENDING';
create index session_expiry on session (expires_at);

-- Forgets what has expired, at most so many rows of each kind; answers how many rows went. Every workspace's, so as the owner.
create function forget_expired(p_at timestamptz, p_ended_before timestamptz, p_limit integer) returns integer language plpgsql
  security definer set search_path = public as $$
declare v_gone integer; v_all integer := 0;
begin
  delete from idempotency_key where ctid in (select ctid from idempotency_key where expires_at < p_at limit p_limit for update skip locked);
  get diagnostics v_gone = row_count; v_all := v_all + v_gone;
  delete from session where id in (select id from session where expires_at < p_at limit p_limit for update skip locked);
  get diagnostics v_gone = row_count; v_all := v_all + v_gone;
  delete from verification where id in (select id from verification where expires_at < p_at limit p_limit for update skip locked);
  get diagnostics v_gone = row_count; v_all := v_all + v_gone;
  delete from connection_attempt where (workspace_id, id) in (
    select workspace_id, id from connection_attempt where state <> 'PENDING' and expires_at < p_ended_before limit p_limit for update skip locked);
  get diagnostics v_gone = row_count; v_all := v_all + v_gone;
  -- A sign-in that was never completed held no grant: nothing of it is left to prove.
  with gone as (
    delete from inbox where (workspace_id, id) in (
      select i.workspace_id, i.id from inbox i where i.abandoned and i.state_changed_at < p_ended_before
        and not exists (select 1 from inbox_grant g where g.workspace_id = i.workspace_id and g.inbox_id = i.id) limit p_limit for update skip locked)
    returning workspace_id, id
  )
  delete from inbox_health h using gone where h.workspace_id = gone.workspace_id and h.inbox_id = gone.id;
  get diagnostics v_gone = row_count; v_all := v_all + v_gone;
  return v_all;
end $$;`;
