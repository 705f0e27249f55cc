import type { Queryable } from "../platform/transaction.ts";
import { heldInboxSql, toHeldInbox, type HeldInbox, type HeldInboxRow } from "./held-inbox.ts";
import { toGrant, type GrantRow, type KeptGrant } from "./grant-row.ts";

/** Reads of inboxes and their grants, always inside one workspace. */
export interface InboxStore {
  find(workspaceId: string, id: string, within?: Queryable): Promise<HeldInbox | null>;
  findMany(workspaceId: string, ids: readonly string[]): Promise<readonly HeldInbox[]>;
  /** The inbox that has an address now, in one of these states. */
  findByAddress(workspaceId: string, addressKey: string, states: readonly string[]): Promise<HeldInbox | null>;
  /** What this member (null: an API consumer) is trying to connect under an address. */
  listConnecting(workspaceId: string, addressKey: string, connectedBy: string | null): Promise<readonly HeldInbox[]>;
  findGrant(workspaceId: string, grantId: string, within?: Queryable): Promise<KeptGrant | null>;
  /** Newest first, 50 at most. */
  listEndedGrants(workspaceId: string, inboxId: string): Promise<readonly KeptGrant[]>;
}

export function createInboxStore(database: Queryable): InboxStore {
  return { ...createInboxReads(database), ...createGrantReads(database) };
}

function createInboxReads(database: Queryable) {
  return {
    async find(workspaceId, id, within = database) {
      const [row] = await within.query<HeldInboxRow>(
        `${heldInboxSql} where i.workspace_id = $1 and i.id = $2`,
        [workspaceId, id],
        "inbox_find",
      );
      return row ? toHeldInbox(row) : null;
    },
    async findMany(workspaceId, ids) {
      const rows = await database.query<HeldInboxRow>(
        `${heldInboxSql} where i.workspace_id = $1 and i.id = any($2::uuid[])`,
        [workspaceId, ids],
        "inbox_find_many",
      );
      return rows.map(toHeldInbox);
    },
    async findByAddress(workspaceId, addressKey, states) {
      const where = "where i.workspace_id = $1 and i.address_key = $2 and i.state = any($3) order by i.id desc limit 1";
      const [row] = await database.query<HeldInboxRow>(`${heldInboxSql} ${where}`, [workspaceId, addressKey, states], "inbox_by_address");
      return row ? toHeldInbox(row) : null;
    },
    async listConnecting(workspaceId, addressKey, connectedBy) {
      const where =
        "where i.workspace_id = $1 and i.address_key = $2 and i.state = 'CONNECTING' and i.connected_by is not distinct from $3::uuid limit 20";
      const rows = await database.query<HeldInboxRow>(
        `${heldInboxSql} ${where}`,
        [workspaceId, addressKey, connectedBy],
        "inboxes_connecting",
      );
      return rows.map(toHeldInbox);
    },
  } satisfies Partial<InboxStore>;
}

function createGrantReads(database: Queryable) {
  return {
    async findGrant(workspaceId, grantId, within = database) {
      const [row] = await within.query<GrantRow>(
        "select * from inbox_grant where workspace_id = $1 and id = $2",
        [workspaceId, grantId],
        "grant_find",
      );
      return row ? toGrant(row) : null;
    },
    async listEndedGrants(workspaceId, inboxId) {
      const sql =
        "select * from inbox_grant where workspace_id = $1 and inbox_id = $2 and ended_at is not null order by ended_at desc, id desc limit 50";
      const rows = await database.query<GrantRow>(sql, [workspaceId, inboxId], "grants_ended");
      return rows.map(toGrant);
    },
  } satisfies Partial<InboxStore>;
}
