import type { StoredEvent } from "../events/stored-event.ts";
import { toPlainArray } from "../platform/plain-array.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { MessageInbox } from "./webhook-message.ts";

/** Workspaces with an endpoint whose log has events that were not yet made into deliveries. */
export async function findBehind(database: Queryable): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `select p.workspace_id as id from webhook_position p join workspace_log l on l.workspace_id = p.workspace_id and l.last_number > p.number
     where exists (select 1 from webhook_endpoint e where e.workspace_id = p.workspace_id and e.disabled_because is null and e.deleted_at is null)`,
    [],
    "webhooks-behind",
  );
  return rows.map((row) => row.id);
}

/** How far the log was read, held until the transaction ends; null: another process is at it, or nobody listens. */
export async function holdPosition(transaction: Queryable, workspaceId: string): Promise<number | null> {
  const [row] = await transaction.query<{ number: number }>(
    "select number::float8 as number from webhook_position where workspace_id = $1 for update skip locked",
    [workspaceId],
    "webhooks-hold",
  );
  return row?.number ?? null;
}

/** The inboxes of these events as they stand now; one that is gone is left out. */
export async function readMessageInboxes(
  database: Queryable,
  workspaceId: string,
  events: readonly StoredEvent[],
): Promise<ReadonlyMap<string, MessageInbox>> {
  const rows = await database.query<MessageInbox>(
    `select id, kind, address, provider, state, version, provider_access as "providerAccess" from inbox where workspace_id = $1 and id = any($2::uuid[])`,
    [workspaceId, [...new Set(events.map((event) => event.inboxId))]],
    "webhooks-inboxes",
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Stores what these events are to each endpoint, and that the log was read up to `number`; answers how many deliveries that made. */
export async function storeDeliveries(
  transaction: Queryable,
  workspaceId: string,
  now: number,
  number: number,
  messages: readonly { readonly event: StoredEvent; readonly body: string }[],
): Promise<number> {
  const of = <Value>(pick: (one: { readonly event: StoredEvent; readonly body: string }) => Value): readonly Value[] => messages.map(pick);
  const events = [
    toPlainArray(of(({ event }) => event.id)),
    toPlainArray(of(({ event }) => event.number)),
    toPlainArray(of(({ event }) => event.inboxId)),
    toPlainArray(of(({ event }) => event.type)),
  ];
  const [row] = await transaction.query<{ count: number }>(
    "select store_webhook_deliveries($1, $2, $3, $4::uuid[], $5::bigint[], $6::uuid[], $7::text[], $8::text) as count",
    [workspaceId, new Date(now), number, ...events, of(({ body }) => body).join("\n")],
    "webhooks-store",
  );
  return row?.count ?? 0;
}

const eventColumns = `workspace_id as "workspaceId", number::float8 as number, (extract(epoch from at) * 1000)::float8 as at, id, inbox_id as "inboxId",
  type, inbox_version as "inboxVersion", kind, owner_id as "ownerId", connected_by as "connectedBy", shared_inbox_id as "sharedInboxId",
  actor_id as "actorId", body`;

/** Events of the log by their numbers; what it no longer holds is left out. */
export function readEventsByNumber(database: Queryable, workspaceId: string, numbers: readonly number[]): Promise<readonly StoredEvent[]> {
  const sql = `select ${eventColumns} from inbox_event where workspace_id = $1 and number = any($2::bigint[])`;
  return database.query<StoredEvent>(sql, [workspaceId, numbers], "webhooks-events");
}

/** Events of these types that happened within a time, both ends included, oldest first. */
export function readEventsWithin(
  database: Queryable,
  workspaceId: string,
  within: { readonly from: Date; readonly to: Date; readonly types: readonly string[] | null; readonly limit: number },
): Promise<readonly StoredEvent[]> {
  const sql = `select ${eventColumns} from inbox_event where workspace_id = $1 and at between $2 and $3 and ($4::text[] is null or type = any($4)) order by inbox_event.number limit $5`;
  return database.query<StoredEvent>(sql, [workspaceId, within.from, within.to, within.types, within.limit], "webhooks-within");
}
