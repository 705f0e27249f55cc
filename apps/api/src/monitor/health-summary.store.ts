import type { ConnectionState, DisconnectReason } from "@relink/domain";
import type { Queryable } from "../platform/transaction.ts";
import type { IncidentReader } from "./incident-view.store.ts";
import { personalOf, visibleSql } from "./visible-inboxes.ts";

/** Counts over what a reader may see: one statement each, along an index. */
export interface HealthSummaryStore {
  byState(reader: IncidentReader): Promise<readonly { readonly state: ConnectionState; readonly count: number }[]>;
  /** Days on which something happened, `YYYY-MM-DD` in UTC. */
  byDay(
    reader: IncidentReader,
    since: Date,
  ): Promise<readonly { readonly day: string; readonly disconnected: number; readonly reconnected: number }[]>;
  /** The most frequent first. */
  byReason(reader: IncidentReader, since: Date): Promise<readonly { readonly reason: DisconnectReason; readonly count: number }[]>;
  providerAccessOpen(reader: IncidentReader): Promise<number>;
  /** In seconds, of the newest 5,000 that came back since then; null where none did. */
  medianTimeToReconnect(reader: IncidentReader, since: Date): Promise<number | null>;
}

const cameBack = `e.type in ('RECONNECTED', 'RECOVERED') and e.body::json->>'fromState' = 'DISCONNECTED'`;
const events = `from inbox_event e where e.workspace_id = $1 and ${visibleSql("e", "$2")} and e.at >= $3`;

const states = `select i.state, count(*)::int as count from inbox i
  where i.workspace_id = $1 and i.state <> 'REMOVED' and ${visibleSql("i", "$2")} group by i.state order by i.state`;
const days = `select to_char(e.at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) filter (where e.type = 'DISCONNECTED')::int as disconnected,
    count(*) filter (where ${cameBack})::int as reconnected
  ${events} and e.type in ('DISCONNECTED', 'RECONNECTED', 'RECOVERED') group by 1 order by 1`;
const reasons = `select e.body::json->>'reason' as reason, count(*)::int as count
  ${events} and e.type = 'DISCONNECTED' and e.type in ('DISCONNECTED', 'RECONNECTED', 'RECOVERED') group by 1 order by 2 desc, 1`;
const openEnds = `select count(*)::int as count from inbox_grant g join inbox i on i.workspace_id = g.workspace_id and i.id = g.inbox_id
  where g.workspace_id = $1 and g.access in ('REVOKING', 'AWAITING_PERSON', 'ATTESTED') and ${visibleSql("i", "$2")}`;
const median = `with back as (
    select e.inbox_id, e.number, e.at ${events} and ${cameBack} and e.type in ('DISCONNECTED', 'RECONNECTED', 'RECOVERED') order by e.at desc limit 5000)
  select percentile_cont(0.5) within group (order by extract(epoch from b.at - gone.at))::float8 as seconds
  from back b cross join lateral (select d.at from inbox_event d where d.workspace_id = $1 and d.inbox_id = b.inbox_id and d.number < b.number
    and d.type = 'DISCONNECTED' order by d.number desc limit 1) gone`;

export function createHealthSummaryStore(database: Queryable): HealthSummaryStore {
  const read = <Row extends object>(sql: string, name: string, { workspaceId, asker }: IncidentReader, ...more: readonly unknown[]) =>
    database.query<Row>(sql, [workspaceId, personalOf(asker), ...more], name);
  return {
    byState: (reader) => read(states, "health_states", reader),
    byDay: (reader, since) => read(days, "health_days", reader, since),
    byReason: (reader, since) => read(reasons, "health_reasons", reader, since),
    async providerAccessOpen(reader) {
      const [row] = await read<{ count: number }>(openEnds, "health_open_ends", reader);
      return row?.count ?? 0;
    },
    async medianTimeToReconnect(reader, since) {
      const [row] = await read<{ seconds: number | null }>(median, "health_median", reader, since);
      return row?.seconds ?? null;
    },
  };
}
