import type { InboxEventType, WebhookSigning } from "@relink/domain";
import pg from "pg";
import { toAuditRow, type Audited } from "../people/audit-row.ts";
import type { Caller } from "../people/caller.ts";
import type { Queryable } from "../platform/transaction.ts";
import { mostEndpoints, type StoredEndpoint } from "./endpoint.ts";
import type { SealedSecret } from "./webhook.ports.ts";

export interface NewSecret {
  readonly id: string;
  readonly sealed: SealedSecret;
}

export interface NewEndpoint {
  readonly id: string;
  readonly url: string;
  readonly types: readonly InboxEventType[] | null;
  readonly ordered: boolean;
  readonly signing: WebhookSigning;
  readonly publicKey: string | null;
  readonly secret: NewSecret;
  readonly at: number;
}

/** What is left out stays as it is. */
export interface EndpointChanges {
  readonly url?: string;
  readonly types?: readonly InboxEventType[] | null;
  readonly enabled?: boolean;
  readonly ordered?: boolean;
}

/** Times are milliseconds since 1970. Writes answer false where there is no such endpoint. */
export interface EndpointStore {
  /** Newest first. */
  list(workspaceId: string): Promise<readonly StoredEndpoint[]>;
  find(workspaceId: string, id: string): Promise<StoredEndpoint | null>;
  create(caller: Caller, endpoint: NewEndpoint, keyRow: object | null): Promise<"CREATED" | "TOO_MANY" | "KEY_TAKEN">;
  update(caller: Caller, id: string, changes: EndpointChanges, at: number): Promise<boolean>;
  rotate(caller: Caller, id: string, secret: NewSecret, publicKey: string | null, at: number, overlapUntil: number): Promise<boolean>;
  drop(caller: Caller, id: string, at: number): Promise<boolean>;
}

const columns = `e.workspace_id as "workspaceId", e.id as uuid, e.url, e.types, e.ordered, e.signing, e.public_key as "publicKey",
  e.disabled_because as "disabledBecause", e.disabled_at as "disabledAt", e.created_at as "createdAt", q.failing_since as "failingSince",
  (select max(s.signs_until) from webhook_secret s where s.workspace_id = e.workspace_id and s.endpoint_id = e.id and s.signs_until > $2) as "oldSignsUntil"
  from webhook_endpoint e join webhook_queue q on q.workspace_id = e.workspace_id and q.endpoint_id = e.id where e.workspace_id = $1 and e.deleted_at is null`;

function toAudit(caller: Caller, audited: Audited): string {
  return JSON.stringify(toAuditRow(caller, audited));
}

export function createEndpointStore(database: Queryable, now: () => number): EndpointStore {
  return { ...createReads(database, now), ...createFirst(database), ...createWrites(database) };
}

function createReads(database: Queryable, now: () => number) {
  return {
    list(workspaceId) {
      const sql = `select ${columns} order by e.created_at desc, e.id desc limit ${mostEndpoints}`;
      return database.query<StoredEndpoint>(sql, [workspaceId, new Date(now())], "webhook_endpoints");
    },
    async find(workspaceId, id) {
      const sql = `select ${columns} and e.id = $3`;
      const [found] = await database.query<StoredEndpoint>(sql, [workspaceId, new Date(now()), id], "webhook_endpoint");
      return found ?? null;
    },
  } satisfies Partial<EndpointStore>;
}

async function isDone(database: Queryable, sql: string, values: readonly unknown[], name: string): Promise<boolean> {
  const [row] = await database.query<{ done: boolean | null }>(sql, values, name);
  return row?.done ?? false;
}

function createFirst(database: Queryable) {
  return {
    async create(caller, { id, url, types, ordered, signing, publicKey, secret, at }, keyRow) {
      const row = { id, url, types, ordered, signing, public_key: publicKey, created_at: new Date(at).toISOString() };
      const audit = toAudit(caller, { action: "createWebhookEndpoint", target: id, at });
      const values = [
        caller.workspaceId,
        JSON.stringify(row),
        JSON.stringify(secret),
        mostEndpoints,
        audit,
        keyRow && JSON.stringify(keyRow),
      ];
      const sql = "select create_webhook_endpoint($1, $2::jsonb, $3::jsonb, $4, $5::jsonb, $6::jsonb)";
      try {
        await database.query(sql, values, "webhook_create");
        return "CREATED";
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === "RL005") return "TOO_MANY";
        if (error instanceof pg.DatabaseError && error.code === "RL003") return "KEY_TAKEN";
        throw error;
      }
    },
  } satisfies Partial<EndpointStore>;
}

function createWrites(database: Queryable) {
  return {
    update(caller, id, changes, at) {
      const audit = toAudit(caller, { action: "updateWebhookEndpoint", target: id, at });
      const sql = "select update_webhook_endpoint($1, $2, $3::jsonb, $4, $5::jsonb) as done";
      return isDone(database, sql, [caller.workspaceId, id, JSON.stringify(changes), new Date(at), audit], "webhook_update");
    },
    rotate(caller, id, secret, publicKey, at, overlapUntil) {
      const audit = toAudit(caller, { action: "rotateWebhookSecret", target: id, at });
      const sql = "select rotate_webhook_secret($1, $2, $3::jsonb, $4, $5, $6, $7::jsonb) as done";
      const values = [caller.workspaceId, id, JSON.stringify(secret), publicKey, new Date(at), new Date(overlapUntil), audit];
      return isDone(database, sql, values, "webhook_rotate");
    },
    drop(caller, id, at) {
      const audit = toAudit(caller, { action: "deleteWebhookEndpoint", target: id, at });
      const sql = "select delete_webhook_endpoint($1, $2, $3, $4::jsonb) as done";
      return isDone(database, sql, [caller.workspaceId, id, new Date(at), audit], "webhook_delete");
    },
  } satisfies Partial<EndpointStore>;
}
