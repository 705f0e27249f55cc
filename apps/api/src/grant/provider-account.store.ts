import type { Queryable } from "../platform/transaction.ts";

/** How many live grants an account at a provider has, in all workspaces: the one table that no workspace owns. */
export interface ProviderAccountStore {
  countLive(accountKey: string, within?: Queryable): Promise<number>;
  /** Whether somebody has just come back with a grant of this account, and waits for its lock to complete the sign-in. */
  isArriving(accountKey: string, now: number, within: Queryable): Promise<boolean>;
}

/** A sign-in that came back completes or fails within this; after that, its process has died. Milliseconds, not scaled: others answer in their own time. */
const arrivalMs = 30_000;

export function createProviderAccountStore(database: Queryable): ProviderAccountStore {
  return {
    async countLive(accountKey, within = database) {
      const [row] = await within.query<{ live: number }>(
        "select live from provider_account where account_key = $1",
        [accountKey],
        "account_live",
      );
      return row?.live ?? 0;
    },
    async isArriving(accountKey, now, within) {
      const sql = `select 1 from stray_grant s join connection_attempt a on a.workspace_id = s.workspace_id and a.id = s.attempt_id
        where s.account_key = $1 and a.state = 'PENDING' and a.callback_at > $2 limit 1`;
      return (await within.query(sql, [accountKey, new Date(now - arrivalMs)], "account_arriving")).length > 0;
    },
  };
}

/** The name of the lock under which an account is revoked, and under which a sign-in with it completes. */
export function accountLock(accountKey: string): string {
  return `provider-account:${accountKey}`;
}
