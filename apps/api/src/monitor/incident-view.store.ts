import type { Asker, IncidentKind, Provider } from "@relink/domain";
import { toGlobalId } from "../platform/global-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { ProviderIncidentType } from "./incident.type.ts";
import { personalOf, visibleSql } from "./visible-inboxes.ts";

export interface IncidentReader {
  readonly workspaceId: string;
  readonly asker: Asker;
}

/** Incidents as the people of one workspace see them: those that touch inboxes which they may see. */
export interface IncidentViewStore {
  find(reader: IncidentReader, ids: readonly string[]): Promise<ReadonlyMap<string, ProviderIncidentType>>;
  /** The open incident that touches an inbox in trouble, by the inbox's id. */
  findOfInboxes(reader: IncidentReader, inboxIds: readonly string[]): Promise<ReadonlyMap<string, ProviderIncidentType>>;
  findOfNotifications(reader: IncidentReader, notificationIds: readonly string[]): Promise<ReadonlyMap<string, ProviderIncidentType>>;
  /** Open ones first, then those that ended since then, the newest first; 50 at most. */
  list(reader: IncidentReader, endedSince: Date): Promise<readonly ProviderIncidentType[]>;
}

interface Row {
  readonly key: string;
  readonly id: string;
  readonly kind: IncidentKind;
  readonly provider: Provider;
  readonly host: string | null;
  readonly domain: string | null;
  readonly providerCode: string | null;
  readonly since: Date;
  readonly until: Date | null;
  readonly affected: number;
}

// $1 workspace, $2 whose personal inboxes alone.
const columns = `v.id, v.kind, v.provider, v.host, v.domain, v.provider_code as "providerCode", v.since, v.until, a.affected`;
const affected = `cross join lateral (select count(*)::int as affected from incident_inbox m
    join inbox i on i.workspace_id = m.workspace_id and i.id = m.inbox_id
    where m.workspace_id = $1 and m.incident_id = v.id and ${visibleSql("i", "$2")}) a`;

const byId = `select v.id as key, ${columns} from incident_workspace w join incident v on v.id = w.incident_id ${affected}
  where w.workspace_id = $1 and v.id = any($3) and (a.affected > 0 or $2::uuid is null)`;
const listed = `select v.id as key, ${columns} from incident_workspace w join incident v on v.id = w.incident_id ${affected}
  where w.workspace_id = $1 and (v.until is null or v.until >= $3) and (a.affected > 0 or $2::uuid is null)
  order by v.until is not null, v.since desc, v.id limit 50`;
// An inbox whose checks pass is held by nothing, even while the incident lasts.
const ofInboxes = `select distinct on (o.inbox_id) o.inbox_id as key, ${columns}
  from incident_inbox o join incident v on v.id = o.incident_id and v.until is null
  join inbox b on b.workspace_id = o.workspace_id and b.id = o.inbox_id
  left join inbox_health h on h.workspace_id = o.workspace_id and h.inbox_id = o.inbox_id
  left join check_trouble t on t.inbox_id = o.inbox_id ${affected}
  where o.workspace_id = $1 and o.inbox_id = any($3) and (b.state in ('FAILING', 'DISCONNECTED')
    or (b.state = 'CONNECTED' and (h.consecutive_failures > 0 or (v.kind = 'APPLICATION_REFUSED' and t.ours_code = v.provider_code and t.client_id is not distinct from v.client_id))))
  order by o.inbox_id, v.since`;
const ofNotifications = `select n.id as key, ${columns} from notification n join incident v on v.id = n.incident_id ${affected}
  where n.workspace_id = $1 and n.id = any($3)`;

function toIncident({ id, kind, provider, host, domain, providerCode, since, until, affected: count }: Row): ProviderIncidentType {
  const publicId = toGlobalId("incident", id);
  const open = until === null;
  return { __typename: "ProviderIncident", id: publicId, kind, provider, host, domain, providerCode, since, until, affected: count, open };
}

export function createIncidentViewStore(database: Queryable): IncidentViewStore {
  const read = async (sql: string, name: string, { workspaceId, asker }: IncidentReader, third: unknown) => {
    const rows = await database.query<Row>(sql, [workspaceId, personalOf(asker), third], name);
    return new Map(rows.map((row) => [row.key, toIncident(row)]));
  };
  return {
    find: (reader, ids) => read(byId, "incidents_by_id", reader, ids),
    findOfInboxes: (reader, ids) => read(ofInboxes, "incidents_of_inboxes", reader, ids),
    findOfNotifications: (reader, ids) => read(ofNotifications, "incidents_of_notifications", reader, ids),
    list: async (reader, endedSince) => [...(await read(listed, "incidents_list", reader, endedSince)).values()],
  };
}
