import type { IncidentKind, Provider } from "@relink/domain";
import { toNotices, type Notice } from "../notify/notice.ts";
import { readListeners } from "../notify/relay.store.ts";
import type { Bus } from "../platform/bus.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { newId } from "../platform/new-id.ts";
import type { Queryable } from "../platform/transaction.ts";

interface UntoldRow {
  readonly workspaceId: string;
  readonly id: string;
  readonly kind: IncidentKind;
  readonly provider: Provider;
  readonly domain: string | null;
  /** The name of the application that the workspace brought, where it is that one's. */
  readonly application: string | null;
  readonly openingTold: boolean;
  readonly closed: boolean;
}

const atOnce = 500;
const untold = `select w.workspace_id as "workspaceId", i.id, i.kind, i.provider, i.domain, case when i.owner_workspace_id is not null then coalesce(a.name, i.client_id) end as application, w.opening_told as "openingTold", i.until is not null as closed
  from incident_workspace w join incident i on i.id = w.incident_id
  left join provider_application a on a.workspace_id = i.owner_workspace_id and a.provider = i.provider and a.client_id = i.client_id
  where not (w.opening_told and w.closing_told) and (not w.opening_told or i.until is not null)
  order by i.since, w.workspace_id limit ${atOnce}`;

export interface TellNeeds {
  readonly database: Queryable;
  readonly bus: Pick<Bus, "changed">;
  readonly now: () => number;
}

/**
 * Tells the admins of each workspace that an incident touches that it opened, and that it closed: each once, since that
 * they were told is stored with the notices.
 */
export async function tellIncidents(needs: TellNeeds): Promise<void> {
  const rows = await needs.database.query<UntoldRow>(untold, [], "incident_untold");
  if (rows.length > 0) crashPoint("incident.before-telling");
  for (const row of rows) {
    if (!row.openingTold) await tell(needs, row, false);
    if (row.closed) await tell(needs, row, true);
  }
}

async function tell({ database, bus, now }: TellNeeds, row: UntoldRow, closed: boolean): Promise<void> {
  const { workspaceId, id } = row;
  const notices = toNotices(toTelling(row, closed), await readListeners(database, workspaceId));
  const at = new Date(now()).toISOString();
  const values = [workspaceId, id, closed, JSON.stringify(notices.map((notice) => toRow(row, notice, closed, at))), at];
  const stored = await database.query<{ id: string }>("select id from tell_incident($1, $2, $3, $4::jsonb, $5)", values, "incident_tell");
  for (const notification of stored) bus.changed({ workspaceId, topic: "NOTIFICATION", id: notification.id });
}

function toTelling({ id, kind, provider, domain, application }: UntoldRow, closed: boolean): Parameters<typeof toNotices>[0] {
  const params = {
    incidentKind: kind,
    provider,
    ...(domain ? { domain } : {}),
    ...(application ? { application } : {}),
    ...(closed ? { closed: "true" } : {}),
  };
  return { news: { type: "incident" }, inboxId: null, params, episode: `incident:${id}:${closed ? "closed" : "opened"}` };
}

function toRow({ workspaceId, id }: UntoldRow, notice: Notice, closed: boolean, at: string): object {
  return {
    workspace_id: workspaceId,
    id: newId(),
    member_id: notice.memberId,
    template: notice.template,
    params: notice.params,
    because: notice.because,
    severity: notice.severity,
    episode: notice.episode,
    incident_id: id,
    href: notice.href,
    created_at: at,
    closed_at: closed ? at : null,
  };
}
