import type { Durations } from "@relink/domain";
import { bindingOf } from "../connect/connect-needs.ts";
import type { SealedRecord } from "../mail/vault.ts";
import { crashPoint } from "../platform/crash-point.ts";
import type { ProviderEndNeeds } from "./close-provider-end.ts";
import { accountLock } from "./provider-account.store.ts";

interface StrayRow {
  provider: "GOOGLE" | "MICROSOFT";
  account_key: string;
  sealed: SealedRecord;
  expires_at: Date;
  inbox_id: string;
  client_id: string | null;
}

/**
 * Ends the unused grant of a sign-in that failed, under the lock and the rule of every revocation: where a live inbox
 * uses the account, only our copy goes, since revoking would end that inbox's access too.
 * @returns when to try again, in milliseconds since 1970; null once it is over.
 */
export async function endStrayGrant(needs: ProviderEndNeeds, workspaceId: string, id: string): Promise<number | null> {
  const sql = `select s.provider, s.account_key, s.sealed, s.expires_at, a.inbox_id, a.client_id from stray_grant s
    join connection_attempt a on a.workspace_id = s.workspace_id and a.id = s.attempt_id where s.workspace_id = $1 and s.id = $2`;
  const [stray] = await needs.database.query<StrayRow>(sql, [workspaceId, id], "stray_find");
  if (!stray) return null;
  const over = await needs.transactions.locked(accountLock(stray.account_key), async (transaction) => {
    // Whoever held the lock before may have been the sign-in that took it into use.
    const still = await transaction.query(
      "select 1 from stray_grant where workspace_id = $1 and id = $2",
      [workspaceId, id],
      "stray_still",
    );
    if (still.length === 0 || (await needs.accounts.countLive(stray.account_key, transaction)) > 0) return true;
    // Somebody else's sign-in with this account is about to complete: it goes first.
    if (await needs.accounts.isArriving(stray.account_key, needs.clock.now(), transaction)) return false;
    crashPoint("stray.before-revocation");
    return revokeStray(needs, workspaceId, id, stray);
  });
  const now = needs.clock.now();
  if (!over && now < stray.expires_at.getTime()) return now + retryAfter(stray, now, needs.clock.durations);
  await needs.database.query("select drop_stray_grant($1, $2)", [workspaceId, id], "stray_drop");
  return null;
}

/** As long as it has been tried already: each wait is about twice the one before. */
function retryAfter({ expires_at }: StrayRow, now: number, { unusedGrant, revokeRetryFirst, revokeRetryMost }: Durations): number {
  const sinceFirst = now - (expires_at.getTime() - unusedGrant);
  return Math.min(Math.max(sinceFirst, revokeRetryFirst), revokeRetryMost);
}

/** True once there is nothing more to do for it: revoked, or at a provider that has no such endpoint. */
async function revokeStray(needs: ProviderEndNeeds, workspaceId: string, id: string, stray: StrayRow): Promise<boolean> {
  const found = await needs.providers.open({ workspaceId, provider: stray.provider, clientId: stray.client_id });
  const opened = needs.vault.open(stray.sealed, bindingOf({ workspaceId, inboxId: stray.inbox_id, id }));
  if (!found.ok || !opened.ok || opened.secret.kind !== "oauth") return false;
  const outcome = found.provider.revoke(opened.secret.refreshToken);
  return outcome === null || (await outcome).type === "accepted";
}
