import { incidentKey, type IncidentKind, type IncidentSubject, type OpenIncident, type Provider } from "@relink/domain";
import { newId } from "../platform/new-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import { createCheckCountStore, createTroubleCountStore } from "./check-count.store.ts";

/** A row of table `incident`, as far as the rules and the telling look at it. Times are milliseconds since 1970. */
export interface StoredIncident extends OpenIncident {
  readonly id: string;
  readonly key: string;
  readonly kind: IncidentKind;
  readonly provider: Provider;
  readonly host: string | null;
  readonly domain: string | null;
  readonly providerCode: string | null;
  /** APPLICATION_REFUSED: whose application; null: no one's, but the key ring. */
  readonly clientId: string | null;
  /** DOMAIN_POLICY, and an application that a workspace brought: whose. */
  readonly workspaceId: string | null;
}

/** For the timer that tells whoever runs this installation; it names one of the workspaces that are touched. */
export interface OperatorTimer {
  readonly workspaceId: string;
  readonly at: number;
}

const openColumns = `id, subject_key as key, kind, provider, host, domain, provider_code as "providerCode", client_id as "clientId", owner_workspace_id as "workspaceId",
  (extract(epoch from since) * 1000)::float8 as since, (extract(epoch from last_bad_at) * 1000)::float8 as "lastBadAt"`;

/** Incidents as they stand. One process at a time decides, and every one asks. */
function createIncidentRows(database: Queryable) {
  return {
    listOpen: () =>
      database.query<StoredIncident>(`select ${openColumns} from incident where until is null order by since, id`, [], "incident_open"),
    /** Whether its host's outage is open, and whether a person had asked for this very inbox. */
    async findHold(inboxId: string, host: string): Promise<{ readonly open: boolean; readonly reported: boolean }> {
      const sql = `select exists (select 1 from incident where subject_key = $2 and until is null) as open,
        exists (select 1 from check_trouble where inbox_id = $1 and reported_at is not null) as reported`;
      const key = incidentKey({ kind: "PROVIDER_OUTAGE", provider: "IMAP", host });
      const [row] = await database.query<{ open: boolean; reported: boolean }>(sql, [inboxId, key], "incident_hold");
      return row ?? { open: false, reported: false };
    },
    async open(subject: IncidentSubject, now: number, operator: OperatorTimer | null): Promise<string | null> {
      const id = newId();
      const values = [JSON.stringify(toRow(id, subject, now)), operator && JSON.stringify(toOperatorTimer(id, operator))];
      const [row] = await database.query<{ opened: boolean }>(
        "select open_incident($1::jsonb, $2::jsonb) as opened",
        values,
        "incident_new",
      );
      return row?.opened ? id : null;
    },
    async grow(id: string, from: number): Promise<readonly string[]> {
      const sql = "select grow_incident($1, $2) as id";
      return (await database.query<{ id: string }>(sql, [id, new Date(from)], "incident_grow")).map((row) => row.id);
    },
    markBad: (id: string, now: number) => database.query("select mark_incident_bad($1, $2)", [id, new Date(now)], "incident_bad"),
    /** What it held is looked at by `until`. Answers the workspaces that it touched. */
    async close(id: string, now: number, until: number): Promise<readonly string[]> {
      const sql = "select close_incident($1, $2, $3) as id";
      return (await database.query<{ id: string }>(sql, [id, new Date(now), new Date(until)], "incident_close")).map((row) => row.id);
    },
  };
}

function toRow(id: string, subject: IncidentSubject, now: number): object {
  const at = new Date(now).toISOString();
  return {
    id,
    subject_key: incidentKey(subject),
    kind: subject.kind,
    provider: subject.provider,
    host: "host" in subject ? subject.host : null,
    domain: "domain" in subject ? subject.domain : null,
    provider_code: "providerCode" in subject ? subject.providerCode : null,
    client_id: "clientId" in subject ? subject.clientId : null,
    owner_workspace_id: "workspaceId" in subject ? subject.workspaceId : null,
    since: at,
    until: null,
    last_bad_at: at,
  };
}

function toOperatorTimer(incidentId: string, { workspaceId, at }: OperatorTimer): object {
  const payload = { mail: "applicationRefused", incidentId };
  return { id: newId(), kind: "sendMail", due_at: new Date(at).toISOString(), token: 0, tries: 0, workspace_id: workspaceId, payload };
}

export type IncidentStore = ReturnType<typeof createIncidentStore>;

/** What is counted of checks, and what was decided from it. */
export function createIncidentStore(database: Queryable) {
  return { ...createIncidentRows(database), ...createCheckCountStore(database), ...createTroubleCountStore(database) };
}
