import pg from "pg";
import { createSteadyConnection, type SteadyConnection } from "./steady-connection.ts";
import type { Queryable } from "./transaction.ts";

export interface QuickReadsOptions {
  readonly url: string;
  /** Answers while no connection of this one stands. */
  readonly pool: Queryable;
  readonly onError: (error: unknown) => void;
  /** How many connections; default 2. */
  readonly connections?: number;
}

/**
 * Short reads by key, sent one behind the other without waiting for the answers between (pg's pipeline mode): one that
 * comes while others are under way wakes nobody up, which costs more than the read. Only for statements that take no lock
 * and end within a millisecond or so, since each waits for those before it. Throws what PostgreSQL says.
 */
export interface QuickReads extends Queryable {
  close(): Promise<void>;
}

export function createQuickReads({ url, pool, onError, connections = 2 }: QuickReadsOptions): QuickReads {
  const kept: readonly SteadyConnection[] = Array.from({ length: connections }, () =>
    createSteadyConnection({ url, name: "relink quick reads", pipeline: true, onConnected: async () => undefined, onError }),
  );
  let turn = 0;
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = [], name?: string): Promise<Row[]> {
      turn = (turn + 1) % kept.length;
      const client = kept[turn]?.current();
      if (!client) return pool.query<Row>(text, values, name);
      try {
        const { rows } = await client.query<Row>({ text, values: [...values], ...(name ? { name } : {}) });
        return rows;
      } catch (error) {
        if (isAnswer(error)) throw error;
        // The connection was lost before the answer came: a read may be asked again.
        return pool.query<Row>(text, values, name);
      }
    },
    async close() {
      await Promise.all(kept.map((connection) => connection.close()));
    },
  };
}

/** PostgreSQL's own word on the statement; "terminating connection" (57P01) is none. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== "57P01";
}
