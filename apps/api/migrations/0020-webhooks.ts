import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Webhooks: endpoints with their secrets, what is delivered to them, and how far the log was read for it.
 * SQLSTATE RL005: the workspace has as many endpoints as it may. RL003: as in 0002.
 */
export class Webhooks0020 implements MigrationInterface {
  readonly name = "Webhooks0020_1764000020000";

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [tables, manage, ends, deliver, again, forget]) await runner.query(part);
  }

  async down(): Promise<void> {
    throw new Error("This migration has no way back: endpoints would lose their secrets. Restore a backup instead.");
  }
}

const tables = `
create table webhook_endpoint (
  workspace_id uuid not null, id uuid not null, url text not null,
  -- Null: all, also those that come to be later.
  types text[], ordered boolean not null,
  signing text not null check (signing in ('SYMMETRIC', 'ED25519')), public_key text,
  disabled_because text check (disabled_because in ('GONE', 'FAILING', 'PERSON')), disabled_at timestamptz,
  -- Of the log, only what comes after this is delivered: it was made, or enabled, then.
  after_number bigint not null, created_at timestamptz not null, deleted_at timestamptz,
  primary key (workspace_id, id), check ((disabled_because is null) = (disabled_at is null)),
  check ((signing = 'ED25519') = (public_key is not null))
);
create index webhook_endpoint_deleted on webhook_endpoint (deleted_at) where deleted_at is not null;

-- The newest signs until it is rotated, those before it until their time.
create table webhook_secret (
  workspace_id uuid not null, endpoint_id uuid not null, id uuid not null, sealed jsonb not null, created_at timestamptz not null,
  signs_until timestamptz, primary key (workspace_id, endpoint_id, id)
);
create index webhook_secret_end on webhook_secret (signs_until) where signs_until is not null;

-- One row for each endpoint, that one worker at a time holds while it delivers: lease_until with a token that fences it.
-- next_at: when there is something to do; null for never. Whoever adds deliveries, ends or wakes them locks this row first.
create table webhook_queue (
  workspace_id uuid not null, endpoint_id uuid not null, next_at timestamptz, lease_until timestamptz, token bigint not null default 0,
  -- Until then it is left alone; and since when nothing has got through.
  rest_until timestamptz, failing_since timestamptz,
  primary key (workspace_id, endpoint_id)
) with (fillfactor = 50);
create index webhook_queue_next on webhook_queue (next_at) where next_at is not null;

create table webhook_delivery (
  workspace_id uuid not null, id uuid not null, endpoint_id uuid not null,
  -- Of the log; null on a test.
  event_id uuid, event_number bigint, inbox_id uuid, type text,
  body text not null, created_at timestamptz not null,
  state text not null check (state in ('PENDING', 'RETRYING', 'DELIVERED', 'FAILED')), attempts integer not null default 0,
  -- When it is tried next; null once it has ended, and while an earlier one of its inbox is not yet at its end.
  due_at timestamptz, last_attempt_at timestamptz, last_status integer, last_failure text, last_response text,
  primary key (workspace_id, id), check (due_at is null or state in ('PENDING', 'RETRYING'))
) with (fillfactor = 80);
create index webhook_delivery_due on webhook_delivery (endpoint_id, due_at) where due_at is not null;
create index webhook_delivery_open on webhook_delivery (endpoint_id, inbox_id, event_number) where state in ('PENDING', 'RETRYING');
create index webhook_delivery_newest on webhook_delivery (workspace_id, endpoint_id, created_at, id);
create index webhook_delivery_failed on webhook_delivery (workspace_id, endpoint_id, created_at, id) where state = 'FAILED';

create table webhook_position (workspace_id uuid primary key, number bigint not null);`;

const manage = `
-- Where the log ends for an endpoint that begins to listen. The position is held until the commit, so that no stretch of the log is
-- read in between; where nobody else was listening, what happened meanwhile need not be read.
create function begin_webhooks(p_workspace uuid) returns bigint language plpgsql as $$
declare v_head bigint;
begin
  insert into webhook_position as p (workspace_id, number) values (p_workspace, 0) on conflict (workspace_id) do update set number = p.number;
  v_head := coalesce((select last_number from workspace_log where workspace_id = p_workspace), 0);
  update webhook_position set number = v_head where workspace_id = p_workspace and not exists (
    select 1 from webhook_endpoint e where e.workspace_id = p_workspace and e.deleted_at is null and e.disabled_because is null);
  return v_head;
end $$;

create function create_webhook_endpoint(p_workspace uuid, p_endpoint jsonb, p_secret jsonb, p_most integer, p_audit jsonb, p_key jsonb) returns void language plpgsql as $$
declare v_at timestamptz := (p_endpoint->>'created_at')::timestamptz; v_head bigint;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  if p_key is not null then perform remember_success(p_key, v_at); end if;
  -- Two at once would both count the same number.
  perform pg_advisory_xact_lock(hashtextextended('webhooks:' || p_workspace, 0));
  if (select count(*) from webhook_endpoint where workspace_id = p_workspace and deleted_at is null) >= p_most then
    raise exception 'too many endpoints' using errcode = 'RL005';
  end if;
  v_head := begin_webhooks(p_workspace);
  insert into webhook_endpoint (workspace_id, id, url, types, ordered, signing, public_key, after_number, created_at)
    select p_workspace, (p_endpoint->>'id')::uuid, p_endpoint->>'url',
      case when jsonb_typeof(p_endpoint->'types') = 'array' then array(select jsonb_array_elements_text(p_endpoint->'types')) end,
      (p_endpoint->>'ordered')::boolean, p_endpoint->>'signing', p_endpoint->>'public_key', v_head, v_at;
  insert into webhook_queue (workspace_id, endpoint_id) values (p_workspace, (p_endpoint->>'id')::uuid);
  insert into webhook_secret (workspace_id, endpoint_id, id, sealed, created_at)
    values (p_workspace, (p_endpoint->>'id')::uuid, (p_secret->>'id')::uuid, p_secret->'sealed', v_at);
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
end $$;

-- Makes the new secret, and lets the one before it sign for a while; at most four sign at once. False: there is no such endpoint.
create function rotate_webhook_secret(p_workspace uuid, p_endpoint uuid, p_secret jsonb, p_public_key text, p_at timestamptz, p_overlap_until timestamptz, p_audit jsonb)
  returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update webhook_endpoint set public_key = p_public_key where workspace_id = p_workspace and id = p_endpoint and deleted_at is null;
  if not found then return false; end if;
  update webhook_secret set signs_until = p_overlap_until where workspace_id = p_workspace and endpoint_id = p_endpoint and signs_until is null;
  delete from webhook_secret where workspace_id = p_workspace and endpoint_id = p_endpoint and id not in (
    select id from webhook_secret where workspace_id = p_workspace and endpoint_id = p_endpoint order by created_at desc, id desc limit 3);
  insert into webhook_secret (workspace_id, endpoint_id, id, sealed, created_at)
    values (p_workspace, p_endpoint, (p_secret->>'id')::uuid, p_secret->'sealed', p_at);
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  return true;
end $$;

create function rewrap_webhook_secrets(p_workspace uuid, p_items jsonb) returns integer language plpgsql as $$
declare v_count integer;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update webhook_secret s set sealed = i.value->'after' from jsonb_array_elements(p_items) i
    where s.workspace_id = p_workspace and s.id = (i.value->>'id')::uuid and s.sealed = i.value->'before';
  get diagnostics v_count = row_count;
  return v_count;
end $$;`;

const ends = `
-- Nothing more goes there: what was open has failed, and a worker that is at it has lost its lease.
create function stop_webhook_queue(p_workspace uuid, p_endpoint uuid) returns void language plpgsql as $$
begin
  update webhook_queue set token = token + 1, next_at = null, lease_until = null, rest_until = null, failing_since = null
    where workspace_id = p_workspace and endpoint_id = p_endpoint;
  update webhook_delivery set state = 'FAILED', due_at = null, last_failure = 'ENDPOINT_DISABLED'
    where workspace_id = p_workspace and endpoint_id = p_endpoint and state in ('PENDING', 'RETRYING');
end $$;

-- When the first of an endpoint's deliveries is due; never earlier than its rest ends.
create function plan_webhook_queue(p_workspace uuid, p_endpoint uuid) returns void language sql as $$
  update webhook_queue q set next_at = case when first.due is not null then greatest(first.due, q.rest_until) end
    from (select min(d.due_at) as due from webhook_delivery d where d.endpoint_id = p_endpoint and d.due_at is not null) first
    where q.workspace_id = p_workspace and q.endpoint_id = p_endpoint;
$$;

-- Of each of these inboxes the first that has not ended may go now, if it waited for one before it.
create function wake_webhooks(p_workspace uuid, p_endpoint uuid, p_inboxes uuid[], p_at timestamptz) returns void language sql as $$
  update webhook_delivery d set due_at = p_at where d.workspace_id = p_workspace and d.due_at is null and d.id in (
    select distinct on (o.inbox_id) o.id from webhook_delivery o
      where o.endpoint_id = p_endpoint and o.inbox_id = any(p_inboxes) and o.state in ('PENDING', 'RETRYING')
      order by o.inbox_id, o.event_number);
$$;

-- p_changes: what is left out stays. False: there is no such endpoint.
create function update_webhook_endpoint(p_workspace uuid, p_endpoint uuid, p_changes jsonb, p_at timestamptz, p_audit jsonb) returns boolean language plpgsql as $$
declare v_old webhook_endpoint; v_on boolean := (p_changes->>'enabled')::boolean; v_head bigint;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  -- Before the queue, as who reads the log does.
  if v_on then v_head := begin_webhooks(p_workspace); end if;
  perform 1 from webhook_queue where workspace_id = p_workspace and endpoint_id = p_endpoint for update;
  select * into v_old from webhook_endpoint where workspace_id = p_workspace and id = p_endpoint and deleted_at is null for update;
  if not found then return false; end if;
  update webhook_endpoint e set
    url = coalesce(p_changes->>'url', e.url),
    types = case when not p_changes ? 'types' then e.types when jsonb_typeof(p_changes->'types') = 'array' then array(select jsonb_array_elements_text(p_changes->'types')) end,
    ordered = coalesce((p_changes->>'ordered')::boolean, e.ordered),
    disabled_because = case when v_on then null when v_on is not null then coalesce(e.disabled_because, 'PERSON') else e.disabled_because end,
    disabled_at = case when v_on then null when v_on is not null then coalesce(e.disabled_at, p_at) else e.disabled_at end,
    after_number = case when v_on and e.disabled_because is not null then v_head else e.after_number end
    where e.workspace_id = p_workspace and e.id = p_endpoint;
  if not v_on and v_old.disabled_because is null then perform stop_webhook_queue(p_workspace, p_endpoint); end if;
  if (p_changes->>'ordered')::boolean = false and v_old.ordered then
    update webhook_delivery set due_at = p_at where workspace_id = p_workspace and endpoint_id = p_endpoint and state in ('PENDING', 'RETRYING') and due_at is null;
    perform plan_webhook_queue(p_workspace, p_endpoint);
  end if;
  -- A new address has not failed yet.
  if p_changes ? 'url' and p_changes->>'url' <> v_old.url then
    update webhook_queue set rest_until = null, failing_since = null where workspace_id = p_workspace and endpoint_id = p_endpoint;
    perform plan_webhook_queue(p_workspace, p_endpoint);
  end if;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  return true;
end $$;

-- At once gone for everybody, and its secrets destroyed; the upkeep takes the deliveries away. False: there is no such endpoint.
create function delete_webhook_endpoint(p_workspace uuid, p_endpoint uuid, p_at timestamptz, p_audit jsonb) returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  delete from webhook_queue where workspace_id = p_workspace and endpoint_id = p_endpoint;
  update webhook_endpoint set deleted_at = p_at where workspace_id = p_workspace and id = p_endpoint and deleted_at is null;
  if not found then return false; end if;
  delete from webhook_secret where workspace_id = p_workspace and endpoint_id = p_endpoint;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  return true;
end $$;`;

const deliver = `
-- What a stretch of the log has for each endpoint, with the position, in one statement; one event and endpoint once, whoever
-- comes twice. Answers how many deliveries there are now to make.
create function store_webhook_deliveries(p_workspace uuid, p_at timestamptz, p_number bigint, p_ids uuid[], p_numbers bigint[], p_inboxes uuid[], p_types text[],
  p_bodies text[]) returns integer language plpgsql as $$
declare v_count integer;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  -- Who ends a delivery wakes the next one of its inbox under the same lock: neither overlooks the other.
  perform 1 from webhook_queue q where q.workspace_id = p_workspace order by q.endpoint_id for update;
  with made as (
    insert into webhook_delivery (workspace_id, id, endpoint_id, event_id, event_number, inbox_id, type, body, created_at, state, due_at)
      select p_workspace, md5(e.id::text || v.id::text)::uuid, e.id, v.id, v.number, v.inbox, v.type, v.body, p_at, 'PENDING',
        case when not e.ordered or (row_number() over (partition by e.id, v.inbox order by v.number) = 1 and not exists (
          select 1 from webhook_delivery b where b.endpoint_id = e.id and b.inbox_id = v.inbox and b.state in ('PENDING', 'RETRYING'))) then p_at end
      from webhook_endpoint e
        join unnest(p_ids, p_numbers, p_inboxes, p_types, p_bodies) as v(id, number, inbox, type, body)
          on v.number > e.after_number and (e.types is null or v.type = any(e.types))
      where e.workspace_id = p_workspace and e.disabled_because is null and e.deleted_at is null
      on conflict (workspace_id, id) do nothing returning endpoint_id
  ), each as (select endpoint_id, count(*) as n from made group by endpoint_id),
  planned as (
    update webhook_queue q set next_at = greatest(least(q.next_at, p_at), q.rest_until) from each
      where q.workspace_id = p_workspace and q.endpoint_id = each.endpoint_id
  )
  select coalesce(sum(n), 0)::integer into v_count from each;
  update webhook_position set number = p_number where workspace_id = p_workspace;
  return v_count;
end $$;

-- Takes endpoints that have something to do, the longest due first, each for one worker until its lease ends.
create function claim_webhooks(p_now timestamptz, p_lease timestamptz, p_limit integer)
  returns table (workspace_id uuid, endpoint_id uuid, token bigint, failing_since timestamptz, url text, signing text, secrets jsonb) language sql as $$
  with due as (
    select q.workspace_id, q.endpoint_id from webhook_queue q
      where q.next_at <= p_now and (q.lease_until is null or q.lease_until <= p_now) order by q.next_at limit p_limit for update skip locked
  ), taken as (
    update webhook_queue q set token = q.token + 1, lease_until = p_lease from due d
      where q.workspace_id = d.workspace_id and q.endpoint_id = d.endpoint_id returning q.workspace_id, q.endpoint_id, q.token, q.failing_since
  )
  select t.workspace_id, t.endpoint_id, t.token, t.failing_since, e.url, e.signing,
    (select jsonb_agg(jsonb_build_object('id', s.id, 'sealed', s.sealed) order by s.created_at desc, s.id desc) from webhook_secret s
      where s.workspace_id = t.workspace_id and s.endpoint_id = t.endpoint_id and (s.signs_until is null or s.signs_until > p_now))
  from taken t join webhook_endpoint e on e.workspace_id = t.workspace_id and e.id = t.endpoint_id;
$$;

-- Stores how tries ended, and prolongs the lease; p_lease null: the worker is through. p_ends: disabled_because, with the row of the
-- timer that tells it and the one of the audit. False: another one has taken it, and nothing is stored.
create function complete_webhooks(p_workspace uuid, p_endpoint uuid, p_token bigint, p_now timestamptz, p_rest_until timestamptz, p_failing_since timestamptz,
  p_ids uuid[], p_states text[], p_attempts integer[], p_due double precision[], p_tried double precision[], p_statuses integer[], p_failures text[], p_responses text[],
  p_ends jsonb, p_lease timestamptz) returns boolean language plpgsql as $$
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  update webhook_queue set rest_until = p_rest_until, failing_since = p_failing_since, lease_until = p_lease
    where workspace_id = p_workspace and endpoint_id = p_endpoint and token = p_token;
  if not found then return false; end if;
  if cardinality(p_ids) > 0 then
    update webhook_delivery d set state = r.state, attempts = r.attempts, due_at = to_timestamp(r.due / 1000), last_attempt_at = to_timestamp(r.tried / 1000),
        last_status = r.status, last_failure = r.failure, last_response = r.response
      from unnest(p_ids, p_states, p_attempts, p_due, p_tried, p_statuses, p_failures, p_responses) as r(id, state, attempts, due, tried, status, failure, response)
      where d.workspace_id = p_workspace and d.id = r.id and d.due_at is not null;
    perform wake_webhooks(p_workspace, p_endpoint, array(select distinct d.inbox_id from webhook_delivery d
      where d.workspace_id = p_workspace and d.id = any(p_ids) and d.inbox_id is not null and d.state in ('DELIVERED', 'FAILED')), p_now);
  end if;
  if p_ends is not null then
    update webhook_endpoint set disabled_because = p_ends->>'disabled_because', disabled_at = p_now
      where workspace_id = p_workspace and id = p_endpoint and disabled_because is null and deleted_at is null;
    if found then
      perform stop_webhook_queue(p_workspace, p_endpoint);
      insert into timer select t.* from jsonb_populate_record(null::timer, p_ends->'timer') t;
      insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_ends->'audit');
    end if;
  elsif p_lease is null then
    perform plan_webhook_queue(p_workspace, p_endpoint);
  end if;
  return true;
end $$;`;

const again = `
-- A delivery of one's own, such as a test. False: the endpoint is not there, or disabled.
create function add_webhook_delivery(p_workspace uuid, p_delivery jsonb, p_audit jsonb) returns boolean language plpgsql as $$
declare v_new webhook_delivery := jsonb_populate_record(null::webhook_delivery, p_delivery);
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  perform 1 from webhook_queue q join webhook_endpoint e on e.workspace_id = q.workspace_id and e.id = q.endpoint_id
    where q.workspace_id = p_workspace and q.endpoint_id = v_new.endpoint_id and e.disabled_because is null and e.deleted_at is null for update of q;
  if not found then return false; end if;
  insert into webhook_delivery values (v_new.*);
  update webhook_queue q set next_at = greatest(least(q.next_at, v_new.due_at), q.rest_until) where q.workspace_id = p_workspace and q.endpoint_id = v_new.endpoint_id;
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  return true;
end $$;

-- Sends again what is named, and for the first time what never came to be a delivery: p_ids of deliveries, with the events of those
-- that are missing. p_undelivered: not what has arrived. What is on its way already is tried at once. Answers how many go.
create function redeliver_webhooks(p_workspace uuid, p_endpoint uuid, p_at timestamptz, p_undelivered boolean, p_ids uuid[], p_events uuid[], p_numbers bigint[],
  p_inboxes uuid[], p_types text[], p_bodies text[], p_audit jsonb, p_key jsonb) returns integer language plpgsql as $$
declare v_count integer; v_ordered boolean;
begin
  perform set_config('relink.workspace', p_workspace::text, true);
  perform 1 from webhook_queue where workspace_id = p_workspace and endpoint_id = p_endpoint for update;
  select ordered into v_ordered from webhook_endpoint
    where workspace_id = p_workspace and id = p_endpoint and disabled_because is null and deleted_at is null;
  if not found then return null; end if;
  insert into webhook_delivery (workspace_id, id, endpoint_id, event_id, event_number, inbox_id, type, body, created_at, state)
    select p_workspace, md5(p_endpoint::text || v.event::text)::uuid, p_endpoint, v.event, v.number, v.inbox, v.type, v.body, p_at, 'PENDING'
    from unnest(p_events, p_numbers, p_inboxes, p_types, p_bodies) as v(event, number, inbox, type, body)
    on conflict (workspace_id, id) do nothing;
  -- Its tries count anew.
  update webhook_delivery d set state = 'PENDING', attempts = 0, due_at = case when v_ordered and d.inbox_id is not null then null else p_at end
    where d.workspace_id = p_workspace and d.endpoint_id = p_endpoint and d.id = any(p_ids) and not (p_undelivered and d.state = 'DELIVERED');
  get diagnostics v_count = row_count;
  if v_ordered then
    perform wake_webhooks(p_workspace, p_endpoint, array(select distinct d.inbox_id from webhook_delivery d
      where d.workspace_id = p_workspace and d.id = any(p_ids) and d.inbox_id is not null), p_at);
  end if;
  update webhook_queue set rest_until = null where workspace_id = p_workspace and endpoint_id = p_endpoint;
  perform plan_webhook_queue(p_workspace, p_endpoint);
  insert into audit_entry select * from jsonb_populate_record(null::audit_entry, p_audit);
  if p_key is not null then perform remember_success(jsonb_set(p_key, '{result,count}', to_jsonb(v_count::text)), p_at); end if;
  return v_count;
end $$;`;

const forget = `
-- Deliveries of before, those of deleted endpoints with them, and secrets that sign no longer; about so many rows in a call. Answers how many rows went. Every workspace's, so as the owner.
create function forget_webhooks(p_at timestamptz, p_before timestamptz, p_limit integer) returns integer language plpgsql
  security definer set search_path = public as $$
declare v_gone integer; v_all integer := 0; v_endpoint record;
begin
  delete from webhook_secret where signs_until <= p_at;
  get diagnostics v_all = row_count;
  for v_endpoint in select workspace_id, id, deleted_at from webhook_endpoint order by workspace_id, id loop
    delete from webhook_delivery where (workspace_id, id) in (
      select d.workspace_id, d.id from webhook_delivery d where d.workspace_id = v_endpoint.workspace_id and d.endpoint_id = v_endpoint.id
        and (v_endpoint.deleted_at is not null or (d.created_at < p_before and d.state in ('DELIVERED', 'FAILED')))
        order by d.created_at limit p_limit for update skip locked);
    get diagnostics v_gone = row_count;
    v_all := v_all + v_gone;
    -- The rest goes with the next call: one statement must not grow with the number of endpoints.
    exit when v_all >= p_limit;
    if v_endpoint.deleted_at is not null and v_gone = 0 then
      delete from webhook_endpoint where workspace_id = v_endpoint.workspace_id and id = v_endpoint.id;
    end if;
  end loop;
  return v_all;
end $$;`;
