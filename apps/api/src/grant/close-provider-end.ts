import type { GrantOccurrence } from "@relink/domain";
import { cameBy } from "../connect/connect-needs.ts";
import { system } from "../inbox/change.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import type { VerbNeeds } from "../inbox/perform.ts";
import type { RevokeOutcome } from "../mail/sign-in-provider.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { openSecret } from "./credentials.ts";
import { findGrant, moveGrant, type GrantRef } from "./move-grant.ts";
import { accountLock, type ProviderAccountStore } from "./provider-account.store.ts";
import { trySealed, type Shown, type TryNeeds, type Verified } from "./try-sealed.ts";

export interface ProviderEndNeeds extends VerbNeeds, TryNeeds {
  readonly accounts: ProviderAccountStore;
}

/**
 * Asks the provider to end a grant, at Google: under the account's lock, and only where no live inbox uses the account,
 * since the revocation ends the access of them all, also of a sign-in that is about to complete: that one goes first.
 * Safe to repeat: a grant that was ended before answers so.
 * @returns when to try again, in milliseconds since 1970; null once it is over.
 */
export async function revokeGrant(needs: ProviderEndNeeds, ref: GrantRef): Promise<number | null> {
  const found = await findGrant(needs, ref);
  if (!found || found.grant.end.access !== "REVOKING" || found.grant.end.asked) return null;
  const { grant } = found;
  const { now, durations } = needs.clock.moment();
  const occurrence = await needs.transactions.locked(
    accountLock(grant.accountKey),
    async (transaction): Promise<GrantOccurrence | null> => {
      if ((await needs.accounts.countLive(grant.accountKey, transaction)) > 0) return { type: "accountInUse" };
      if (await needs.accounts.isArriving(grant.accountKey, now, transaction)) return null;
      crashPoint("removal.before-revocation");
      const outcome = await revoke(needs, grant);
      crashPoint("removal.after-revocation");
      if (outcome.type === "failed") return { type: "revocationFailed" };
      return { type: "revocationAccepted", alreadyGone: outcome.alreadyGone, providerCode: outcome.providerCode };
    },
  );
  if (!occurrence) return now + durations.revokeRetryFirst;
  await moveGrant(needs, ref, occurrence, system);
  crashPoint("removal.revocation-stored");
  return null;
}

async function revoke(needs: ProviderEndNeeds, grant: KeptGrant): Promise<RevokeOutcome> {
  const came = cameBy(grant);
  const found = came && (await needs.providers.open(came));
  const opened = await openSecret(needs, grant);
  if (!found?.ok || !opened?.ok || opened.secret.kind !== "oauth") return { type: "failed", providerCode: null };
  return (await found.provider.revoke(opened.secret.refreshToken)) ?? { type: "failed", providerCode: null };
}

/** Tries the sealed credentials once and expects to be refused: the only proof that the provider's end is closed. */
export async function verifyGrant(needs: ProviderEndNeeds, ref: GrantRef, actor = system): Promise<Verified> {
  const found = await findGrant(needs, ref);
  if (!found || found.grant.credentials !== "SEALED") return "UNKNOWN";
  const { grant } = found;
  const shown = await trySealed(needs, grant);
  crashPoint("removal.verified");
  const occurrence = toOccurrence(grant, shown);
  const siblings = shown.verified === "REFUSED" ? await listSiblings(needs, grant) : [];
  const at = needs.clock.now();
  // The account's last grant is closed with proof: the receipts of those before it, left open for its sake, are closed too.
  const timers = siblings.map((other) => ({ kind: "accountRevoked", dueAt: at, ...other }) as const);
  await moveGrant(needs, ref, occurrence, actor, (change) => ({ ...change, timers: [...change.timers, ...timers] }));
  return shown.verified;
}

function toOccurrence(grant: KeptGrant, { verified, providerCode }: Shown): GrantOccurrence {
  if (verified === "REFUSED") return { type: "refused", by: grant.provider === "IMAP" ? "login" : "refresh", providerCode };
  return { type: verified === "STILL_ACCEPTED" ? "stillAccepted" : "inconclusive" };
}

/**
 * Ended grants of the same account, in any workspace, that close with this one: at Google its revocation ends them all;
 * elsewhere those that were left open only because this one was in use, and whose credentials are gone.
 */
async function listSiblings(needs: ProviderEndNeeds, grant: KeptGrant): Promise<readonly GrantRef[]> {
  const sql = `select workspace_id as "workspaceId", inbox_id as "inboxId", id as "grantId" from inbox_grant
    where account_key = $1 and id <> $2 and access = any($3) limit 1000`;
  const closing = grant.provider === "GOOGLE" ? ["REVOKING", "AWAITING_PERSON", "ATTESTED", "STILL_USED"] : ["STILL_USED"];
  return needs.database.query<{ workspaceId: string; inboxId: string; grantId: string }>(
    sql,
    [grant.accountKey, grant.id, closing],
    "grant_siblings",
  );
}
