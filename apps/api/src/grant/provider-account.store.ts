import type { Queryable } from "../platform/transaction.ts";

/** How many live grants an account at a provider has, in all workspaces: the one table that no workspace owns. */
export interface ProviderAccountStore {
  countLive(accountKey: string, within?: Queryable): Promise<number>;
}

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
  };
}

/** The name of the lock under which an account is revoked, and under which a sign-in with it completes. */
export function accountLock(accountKey: string): string {
  return `provider-account:${accountKey}`;
}
