import { takePlace } from "../platform/take-place.ts";
import type { Queryable } from "../platform/transaction.ts";

/** What is limited: a look at an inbox now, a try of a grant's sealed credentials. */
export type LimitedAction = "CHECK_NOW" | "VERIFY";

/** At most so many in a sliding window for each subject, in all processes together and over restarts. */
export interface ActionLimit {
  /**
   * @param subjectId - UUID of the inbox or grant.
   * @param now - milliseconds since 1970, UTC.
   * @returns milliseconds to wait; 0 where it was free, and is taken now.
   */
  take(workspaceId: string, subjectId: string, now: number): Promise<number>;
}

/** @param most - how many in `windowMs`. */
export function createActionLimit(database: Queryable, action: LimitedAction, most: number, windowMs: number): ActionLimit {
  const sql = "select take_action($1, $2, $3, $4, $5, make_interval(secs => $6)) as wait";
  return {
    take(workspaceId, subjectId, now) {
      const values = [workspaceId, action, subjectId, new Date(now), most, windowMs / 1_000];
      return takePlace(database, { sql, values, name: "action_limit", windowMs });
    },
  };
}
