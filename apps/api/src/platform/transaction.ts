import type pg from "pg";
import { poolOf, type Database } from "./database.ts";

/** One connection or a pool of them: what a store needs to ask and to write. */
export type Queryable = Pick<Database, "query">;

/** A transaction on a connection of its own. */
export interface Transaction extends Queryable {
  /** Runs once the commit has happened; never when it has not. */
  afterCommit(run: () => void): void;
}

export interface Transactions {
  /** Commits what `work` did; an error rolls it back and is thrown on. */
  run<Value>(work: (transaction: Transaction) => Promise<Value>): Promise<Value>;
  /**
   * The same under a lock that all processes share: no two hold one `name` at once. Waits for it at most `waitMs`
   * (default 12,000), then throws. Keep what runs inside short, and bounded in time.
   */
  locked<Value>(name: string, work: (transaction: Transaction) => Promise<Value>, waitMs?: number): Promise<Value>;
}

/** @param database - whose connections it takes, one for each transaction that runs. */
export function createTransactions(database: Database): Transactions {
  const run: Transactions["run"] = async (work) => {
    const client = await poolOf(database).connect();
    const after: (() => void)[] = [];
    let broken: Error | undefined;
    try {
      await client.query("begin");
      const value = await work(toTransaction(client, after));
      await client.query("commit");
      for (const announce of after) announce();
      return value;
    } catch (error) {
      broken = await rollback(client);
      throw error;
    } finally {
      client.release(broken);
    }
  };
  return {
    run,
    locked: (name, work, waitMs = 12_000) =>
      run(async (transaction) => {
        await transaction.query(`set local lock_timeout = ${Math.round(waitMs)}`);
        await transaction.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [name]);
        return work(transaction);
      }),
  };
}

function toTransaction(client: pg.PoolClient, after: (() => void)[]): Transaction {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = [], name?: string): Promise<Row[]> {
      const result = await client.query<Row>({ text, values: [...values], ...(name ? { name } : {}) });
      return result.rows;
    },
    afterCommit: (run) => void after.push(run),
  };
}

/** A connection that can't even roll back is not given to anybody else. */
async function rollback(client: pg.PoolClient): Promise<Error | undefined> {
  try {
    await client.query("rollback");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
