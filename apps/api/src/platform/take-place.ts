import type { Queryable } from "./transaction.ts";

/** One call of an SQL function that takes a place in a window of `windowMs`, as `wait`: milliseconds until one is free, 0 where it was. */
export interface PlaceAsked {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Of the prepared statement. */
  readonly name: string;
  readonly windowMs: number;
}

/**
 * A place under a limit that all processes share.
 *
 * @returns milliseconds to wait, at most the window; 0 where a place was free, and is taken now.
 */
export async function takePlace(database: Queryable, { sql, values, name, windowMs }: PlaceAsked): Promise<number> {
  const [row] = await database.query<{ wait: number }>(sql, [...values], name);
  // Who asks brings their moment along. Asks overtake one another on their way here, and clocks differ: a place may have been taken after it.
  return Math.min(row?.wait ?? 0, windowMs);
}
