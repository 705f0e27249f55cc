import pg from "pg";
import { toGlobalId } from "../platform/global-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import { toAuditRow } from "../people/audit-row.ts";
import type { Caller } from "../people/caller.ts";
import { heldInboxSql, toHeldInbox, type HeldInbox, type HeldInboxRow } from "../inbox/held-inbox.ts";
import type { SharedInboxType } from "./shared-inbox.type.ts";

/** The shared inboxes of one workspace. */
export interface SharedInboxStore {
  list(workspaceId: string): Promise<readonly SharedInboxType[]>;
  findMany(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, SharedInboxType>>;
  /** The channels of shared inboxes, by address, 200 at most of each; without removed ones. */
  listChannels(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, readonly HeldInbox[]>>;
  save(caller: Caller, shared: NewSharedInbox, action: string): Promise<Saved>;
  /** False: it has channels, or is not there. */
  drop(caller: Caller, id: string, at: number): Promise<boolean>;
}

export interface NewSharedInbox {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A row of table `idempotency_key`, for a request that brought one. */
  readonly keyRow: object | null;
}

export type Saved = "SAVED" | "NAME_TAKEN" | "KEY_TAKEN";

interface Row {
  uuid: string;
  name: string;
  createdAt: Date;
}

const columns = `select id as uuid, name, created_at as "createdAt" from shared_inbox`;

function toType(row: Row): SharedInboxType {
  return { __typename: "SharedInbox", id: toGlobalId("shared_inbox", row.uuid), ...row };
}

function toAudit(caller: Caller, action: string, target: string, at: number): string {
  return JSON.stringify(toAuditRow(caller, { action, target, at }));
}

export function createSharedInboxStore(database: Queryable): SharedInboxStore {
  return { ...createReads(database), ...createWrites(database) };
}

function createReads(database: Queryable) {
  return {
    async list(workspaceId) {
      const rows = await database.query<Row>(
        `${columns} where workspace_id = $1 order by lower(name), id limit 1000`,
        [workspaceId],
        "shared_inboxes",
      );
      return rows.map(toType);
    },
    async findMany(workspaceId, ids) {
      const rows = await database.query<Row>(
        `${columns} where workspace_id = $1 and id = any($2::uuid[])`,
        [workspaceId, ids],
        "shared_inboxes_find",
      );
      return new Map(rows.map((row) => [row.uuid, toType(row)]));
    },
    async listChannels(workspaceId, ids) {
      const where =
        "where i.workspace_id = $1 and i.kind = 'TEAM' and i.shared_inbox_id = any($2::uuid[]) and i.state <> 'REMOVED' order by i.address_key, i.id";
      const rows = await database.query<HeldInboxRow>(`${heldInboxSql} ${where}`, [workspaceId, ids], "channels_list");
      const channels = new Map<string, HeldInbox[]>(ids.map((id) => [id, []]));
      for (const row of rows) channels.get(row.inbox.shared_inbox_id ?? "")?.push(toHeldInbox(row));
      return channels;
    },
  } satisfies Partial<SharedInboxStore>;
}

function createWrites(database: Queryable) {
  return {
    async save(caller, { id, name, at, keyRow }, action) {
      try {
        const values = [caller.workspaceId, id, name, new Date(at), toAudit(caller, action, id, at), keyRow && JSON.stringify(keyRow)];
        await database.query("select save_shared_inbox($1, $2, $3, $4, $5::jsonb, $6::jsonb)", values, "shared_inbox_save");
        return "SAVED";
      } catch (error) {
        if (!(error instanceof pg.DatabaseError)) throw error;
        if (error.constraint === "shared_inbox_name") return "NAME_TAKEN";
        if (error.code === "RL003") return "KEY_TAKEN";
        throw error;
      }
    },
    async drop(caller, id, at) {
      const values = [caller.workspaceId, id, toAudit(caller, "deleteSharedInbox", id, at)];
      const [row] = await database.query<{ dropped: boolean }>(
        "select drop_shared_inbox($1, $2, $3::jsonb) as dropped",
        values,
        "shared_inbox_drop",
      );
      return row?.dropped ?? false;
    },
  } satisfies Partial<SharedInboxStore>;
}
