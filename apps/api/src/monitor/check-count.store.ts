import { countChecked, mostLookedAt, type CountedSpan, type HostSight, type HostSpan, type Provider } from "@relink/domain";
import type { Queryable } from "../platform/transaction.ts";

/** What one process saw since it last wrote. */
export interface SeenChecks {
  readonly passed: readonly { readonly host: string; readonly at: string; readonly passed: number }[];
  readonly cleared: readonly { readonly inbox_id: string; readonly at: string }[];
  readonly troubled: readonly object[];
}

export interface CountedHost {
  readonly host: string;
  readonly provider: Provider;
  readonly spans: readonly HostSpan[];
}

export interface CountedApplication {
  readonly provider: Provider;
  readonly code: string;
  readonly clientId: string | null;
  /** The workspace that brought it; null: whoever runs the installation mends it. */
  readonly ownerId: string | null;
  readonly refused: number;
  /** One of those that it concerns. */
  readonly workspaceId: string;
}

export interface CountedDomain {
  readonly workspaceId: string;
  readonly domain: string;
  readonly policyCode: string;
  readonly provider: Provider;
  readonly refused: number;
}

const busyHosts = `select host from (
    select t.host from check_trouble t where t.counted_at > $1 and t.ours_code is null group by t.host having count(*) >= $2
    union select i.host from incident i where i.kind = 'PROVIDER_OUTAGE' and i.until is null) busy`;
// Stretches of counted passes begin a stretch before the span: what lies across its edge counts against an incident.
const spansOf = (hosts: string): string => `select b.host, s.nth::int as nth,
    (select t.provider from check_trouble t where t.host = b.host and t.counted_at is not null and t.ours_code is null limit 1) as provider,
    (select count(*)::int from check_trouble t where t.host = b.host and t.ours_code is null and t.counted_at > s.starts) as troubled,
    (select coalesce(sum(w.passed), 0)::int from host_window w where w.host = b.host and w.at > s.starts - $4::interval) as passed,
    case when cardinality(l.ids) <= ${mostLookedAt} then (select count(*)::int from unnest(l.ids) one(id) where not exists (
      select 1 from check_trouble t where t.inbox_id = one.id and t.ours_code is null and t.counted_at > s.starts)) end as well
  from (${hosts}) b
  cross join lateral (select array(select i.id from inbox i where coalesce(i.mail_host, i.provider) = b.host
    and i.state in ('CONNECTED', 'FAILING') order by i.id limit ${mostLookedAt} + 1) as ids offset 0) l,
  unnest($3::timestamptz[]) with ordinality s(starts, nth) order by b.host, s.nth`;

/** Spans of time to count over. */
export interface Spans {
  readonly now: number;
  readonly lengths: readonly number[];
  readonly bucketMs: number;
  readonly checkInterval: number;
}

interface SpanRow extends Omit<CountedSpan, "lengthMs"> {
  readonly host: string;
  readonly nth: number;
  readonly provider: Provider | null;
}

function toSpan({ lengths, checkInterval }: Spans, { nth, troubled, passed, well }: SpanRow): HostSpan {
  const lengthMs = lengths[nth - 1] ?? 0;
  return { lengthMs, troubled, checked: countChecked({ lengthMs, troubled, passed, well }, checkInterval) };
}

function toHosts(spans: Spans, rows: readonly SpanRow[]): readonly CountedHost[] {
  const byHost = new Map<string, SpanRow[]>();
  for (const row of rows) byHost.set(row.host, [...(byHost.get(row.host) ?? []), row]);
  return [...byHost].map(([host, found]) => ({
    host,
    provider: found[0]?.provider ?? "IMAP",
    spans: found.map((row) => toSpan(spans, row)),
  }));
}

function valuesOf({ now, lengths, bucketMs }: Spans, first: unknown, second: unknown): unknown[] {
  return [first, second, lengths.map((length) => new Date(now - length)), `${bucketMs} milliseconds`];
}

/** What is counted of checks, over all workers. */
export function createCheckCountStore(database: Queryable) {
  return {
    count: (seen: SeenChecks) => database.query("select count_checks($1::jsonb)", [JSON.stringify(seen)], "incident_count"),
    /** Hosts with at least so many in trouble over the longest span, and those of open incidents. */
    async countHosts(spans: Spans, least: number): Promise<readonly CountedHost[]> {
      const longest = new Date(spans.now - Math.max(...spans.lengths));
      return toHosts(spans, await database.query<SpanRow>(spansOf(busyHosts), valuesOf(spans, longest, least), "incident_hosts"));
    },
    async countHost(spans: Spans, host: string): Promise<CountedHost | null> {
      const values = valuesOf(spans, host, 0);
      const rows = await database.query<SpanRow>(spansOf("select $1::text as host where $2::int = 0"), values, "incident_host");
      return toHosts(spans, rows)[0] ?? null;
    },
    async keepCounting(now: number, gapMs: number): Promise<number> {
      const sql = "select (extract(epoch from keep_counting($1, $2::interval)) * 1000)::float8 as since";
      const [row] = await database.query<{ since: number }>(sql, [new Date(now), `${gapMs} milliseconds`], "incident_watch");
      return row?.since ?? now;
    },
    forget: (windows: number, troubles: number) =>
      database.query("select forget_checks($1, $2, 5000)", [new Date(windows), new Date(troubles)], "incident_forget"),
  };
}

/** Inboxes in trouble, counted by what they have in common besides their host. */
export function createTroubleCountStore(database: Queryable) {
  return {
    countApplications: (from: number) =>
      database.query<CountedApplication>(
        `select provider, ours_code as code, client_id as "clientId", application_owner as "ownerId", count(*)::int as refused,
           min(workspace_id::text) as "workspaceId"
         from check_trouble where ours_code is not null and counted_at > $1 group by provider, ours_code, client_id, application_owner`,
        [new Date(from)],
        "incident_applications",
      ),
    countDomains: (from: number) =>
      database.query<CountedDomain>(
        `select workspace_id as "workspaceId", domain, policy_code as "policyCode", min(provider) as provider, count(*)::int as refused
         from check_trouble where policy_code is not null and counted_at > $1 group by workspace_id, domain, policy_code`,
        [new Date(from)],
        "incident_domains",
      ),
    /** Of those that an incident has touched: how many are still looked at, and how many still refused by its policy. */
    async countTouched(id: string): Promise<{ readonly waiting: number; readonly remaining: number }> {
      const [row] = await database.query<{ waiting: number; remaining: number }>(
        `select count(*) filter (where i.state in ('CONNECTED', 'FAILING', 'DISCONNECTED'))::int as waiting,
           count(*) filter (where (i.state = 'DISCONNECTED' and i.provider_code = v.provider_code)
             or (i.state in ('CONNECTED', 'FAILING') and h.refusal_code = v.provider_code))::int as remaining
         from incident v join incident_workspace w on w.incident_id = v.id
         join incident_inbox m on m.workspace_id = w.workspace_id and m.incident_id = w.incident_id
         join inbox i on i.workspace_id = m.workspace_id and i.id = m.inbox_id
         left join inbox_health h on h.workspace_id = m.workspace_id and h.inbox_id = m.inbox_id where v.id = $1`,
        [id],
        "incident_touched",
      );
      return row ?? { waiting: 0, remaining: 0 };
    },
  };
}

/** What the rules look at, of what was counted. */
export function toHostSight(counted: CountedHost, countingSince: number, waiting: number): HostSight {
  return { spans: counted.spans, countingSince, waiting };
}
