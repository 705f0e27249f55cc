import type { DeliveryState } from "@relink/domain";
import pg from "pg";
import type { StoredEvent } from "../events/stored-event.ts";
import { toAuditRow } from "../people/audit-row.ts";
import type { Caller } from "../people/caller.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { StoredDelivery } from "./endpoint.ts";

export interface DeliveryPage {
  readonly state: DeliveryState | null;
  /** Just before this one. */
  readonly after: { readonly createdAt: string; readonly id: string } | null;
  readonly limit: number;
}

/** An event that never came to be a delivery, with what is to be sent of it. */
export interface MissedEvent {
  readonly event: StoredEvent;
  readonly body: string;
}

export interface Redelivery {
  readonly endpointId: string;
  /** False: also what has arrived. */
  readonly undeliveredOnly: boolean;
  readonly deliveries: readonly string[];
  readonly missed: readonly MissedEvent[];
  readonly action: "redeliverWebhook" | "redeliverWebhooks";
  readonly at: number;
}

export interface DeliveryStore {
  /** Newest first. */
  list(workspaceId: string, endpointId: string, page: DeliveryPage): Promise<readonly StoredDelivery[]>;
  find(workspaceId: string, id: string): Promise<StoredDelivery | null>;
  /** False: the endpoint is gone, or disabled. */
  addTest(
    caller: Caller,
    test: { readonly id: string; readonly endpointId: string; readonly body: string; readonly at: number },
  ): Promise<boolean>;
  /** How many go; null: the endpoint is gone, or disabled. */
  redeliver(caller: Caller, redelivery: Redelivery, keyRow: object | null): Promise<number | null | "KEY_TAKEN">;
  /** How many are not yet at their end, over all workspaces. */
  countOpen(): Promise<number>;
}

const columns = `workspace_id as "workspaceId", id as uuid, endpoint_id as "endpointId", event_id as "eventId", event_number::float8 as "eventNumber", type, body,
  created_at as "createdAt", state, attempts, due_at as "dueAt", last_attempt_at as "lastAttemptAt", last_status as "lastStatus", last_failure as "lastFailure",
  last_response as "lastResponse" from webhook_delivery`;

function createReads(database: Queryable) {
  return {
    list(workspaceId, endpointId, { state, after, limit }) {
      const sql = `select ${columns} where workspace_id = $1 and endpoint_id = $2 and ($3::text is null or state = $3)
        and ($4::timestamptz is null or (created_at, id) < ($4, $5::uuid)) order by created_at desc, id desc limit $6`;
      const values = [workspaceId, endpointId, state, after?.createdAt ?? null, after?.id ?? null, limit];
      return database.query<StoredDelivery>(sql, values, "webhook_deliveries");
    },
    async find(workspaceId, id) {
      // What belongs to a deleted endpoint is gone with it.
      const sql = `select ${columns} d where workspace_id = $1 and id = $2 and exists (
        select 1 from webhook_endpoint e where e.workspace_id = d.workspace_id and e.id = d.endpoint_id and e.deleted_at is null)`;
      const [found] = await database.query<StoredDelivery>(sql, [workspaceId, id], "webhook_delivery");
      return found ?? null;
    },
    async countOpen() {
      const sql = "select count(*)::int as n from webhook_delivery where state in ('PENDING', 'RETRYING')";
      return (await database.query<{ n: number }>(sql, [], "webhook_backlog"))[0]?.n ?? 0;
    },
  } satisfies Partial<DeliveryStore>;
}

export function createDeliveryStore(database: Queryable): DeliveryStore {
  return {
    ...createReads(database),
    async addTest(caller, { id, endpointId, body, at }) {
      const time = new Date(at).toISOString();
      const base = { workspace_id: caller.workspaceId, id, endpoint_id: endpointId, body, created_at: time, due_at: time };
      const audit = JSON.stringify(toAuditRow(caller, { action: "sendTestWebhook", target: endpointId, at }));
      const values = [caller.workspaceId, JSON.stringify({ ...base, state: "PENDING", attempts: 0 }), audit];
      const sql = "select add_webhook_delivery($1, $2::jsonb, $3::jsonb) as added";
      return (await database.query<{ added: boolean }>(sql, values, "webhook_test"))[0]?.added ?? false;
    },
    async redeliver(caller, { endpointId, undeliveredOnly, deliveries, missed, action, at }, keyRow) {
      const audit = JSON.stringify(toAuditRow(caller, { action, target: endpointId, at }));
      const of = <Value>(pick: (one: MissedEvent) => Value): readonly Value[] => missed.map(pick);
      const events = [
        of(({ event }) => event.id),
        of(({ event }) => event.number),
        of(({ event }) => event.inboxId),
        of(({ event }) => event.type),
      ];
      const values = [caller.workspaceId, endpointId, new Date(at), undeliveredOnly, deliveries, ...events, of(({ body }) => body), audit];
      const sql = `select redeliver_webhooks($1, $2, $3, $4, $5::uuid[], $6::uuid[], $7::bigint[], $8::uuid[], $9::text[], $10::text[], $11::jsonb, $12::jsonb) as count`;
      try {
        const [row] = await database.query<{ count: number | null }>(
          sql,
          [...values, keyRow && JSON.stringify(keyRow)],
          "webhook_redeliver",
        );
        return row?.count ?? null;
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === "RL003") return "KEY_TAKEN";
        throw error;
      }
    },
  };
}
