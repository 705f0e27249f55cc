import type { Queryable } from "../platform/transaction.ts";

/** The tables that are kept for a time only, by partitions. */
export type KeptTable = "inbox_event" | "inbox_check";

export interface UpkeepStore {
  /** The partitions of this time and the two after it. */
  ensureParts(table: KeptTable, at: number): Promise<void>;
  /** Drops the partitions whose every row is older; answers how many. */
  dropParts(table: KeptTable, before: number): Promise<number>;
  /**
   * Forgets idempotency keys, sessions and codes that have expired, and sign-ins that ended before `endedBefore`, with the
   * inboxes that they left abandoned; at most `limit` of each. Answers how many rows went.
   */
  forgetExpired(at: number, endedBefore: number, limit: number): Promise<number>;
  /** Forgets incidents that ended before that, with whom they touched; at most `limit` of each. Answers how many rows went. */
  forgetIncidents(endedBefore: number, limit: number): Promise<number>;
  /**
   * Forgets deliveries of webhooks that were made before `before` and have ended, all those of deleted endpoints, and secrets
   * that sign no longer; at most `limit` deliveries of each endpoint. Answers how many rows went.
   */
  forgetWebhooks(at: number, before: number, limit: number): Promise<number>;
  /** Counts anew how many checks run at each mail host; answers at how many hosts the number was wrong. */
  recountRunning(at: number): Promise<number>;
}

export function createUpkeepStore(database: Queryable): UpkeepStore {
  return {
    async ensureParts(table, at) {
      await database.query("select ensure_parts($1, $2)", [table, new Date(at)], "upkeep-ensure");
    },
    async dropParts(table, before) {
      const [row] = await database.query<{ gone: number }>("select drop_parts($1, $2) as gone", [table, new Date(before)], "upkeep-drop");
      return row?.gone ?? 0;
    },
    async forgetExpired(at, endedBefore, limit) {
      const sql = "select forget_expired($1, $2, $3) as gone";
      const [row] = await database.query<{ gone: number }>(sql, [new Date(at), new Date(endedBefore), limit], "upkeep-forget");
      return row?.gone ?? 0;
    },
    async forgetIncidents(endedBefore, limit) {
      const sql = "select forget_incidents($1, $2) as gone";
      const [row] = await database.query<{ gone: number }>(sql, [new Date(endedBefore), limit], "upkeep-incidents");
      return row?.gone ?? 0;
    },
    async forgetWebhooks(at, before, limit) {
      const sql = "select forget_webhooks($1, $2, $3) as gone";
      const [row] = await database.query<{ gone: number }>(sql, [new Date(at), new Date(before), limit], "upkeep-webhooks");
      return row?.gone ?? 0;
    },
    async recountRunning(at) {
      const [row] = await database.query<{ wrong: number }>("select recount_running_checks($1) as wrong", [new Date(at)], "upkeep-recount");
      return row?.wrong ?? 0;
    },
  };
}
