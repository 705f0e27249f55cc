import { apiError } from "../platform/api-error.ts";
import { parseConnectionCursor, toConnectionCursor } from "../platform/connection-cursor.ts";
import { toGlobalId } from "../platform/global-id.ts";
import { toConnection, type Connection } from "../platform/page.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { CheckRecord } from "./change.ts";
import type { InboxCheckType } from "./inbox.type.ts";

/** The checks of one inbox, newest first. */
export interface CheckStore {
  list(workspaceId: string, inboxId: string, size: number, after: string | null): Promise<Connection<InboxCheckType>>;
}

interface Row {
  id: string;
  at: Date;
  verdict: CheckRecord["verdict"];
  providerCode: string | null;
  latencyMs: number;
}

/** Null where it is not kept any more. */
export async function findCheck(
  database: Queryable,
  { workspaceId, id: inboxId }: { readonly workspaceId: string; readonly id: string },
  checkId: string,
): Promise<(CheckRecord & { readonly id: string; readonly at: number }) | null> {
  const sql = `select id, at, verdict, provider_code as "providerCode", latency_ms as "latencyMs" from inbox_check
    where workspace_id = $1 and inbox_id = $2 and id = $3`;
  const [row] = await database.query<Row>(sql, [workspaceId, inboxId, checkId], "check_find");
  return row ? { ...row, at: row.at.getTime() } : null;
}

export function createCheckStore(database: Queryable): CheckStore {
  return {
    async list(workspaceId, inboxId, size, after) {
      const values = after === null ? [null] : parseConnectionCursor("checks", ["uuid"], after);
      if (!values) throw apiError("BAD_USER_INPUT", "after is not a cursor of this list.", { field: "after" });
      const sql = `select id, at, verdict, provider_code as "providerCode", latency_ms as "latencyMs" from inbox_check
        where workspace_id = $1 and inbox_id = $2 and ($3::uuid is null or id < $3::uuid) order by id desc limit $4`;
      const rows = await database.query<Row>(sql, [workspaceId, inboxId, values[0], size + 1], "checks_list");
      const edges = rows.map((row) => ({
        cursor: toConnectionCursor("checks", [row.id]),
        node: { ...row, id: toGlobalId("check", row.id) },
      }));
      return toConnection(edges, size, after !== null);
    },
  };
}
