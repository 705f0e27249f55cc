import type { GrantOccurrence } from "@relink/domain";
import { findProvider } from "../connect/connect-needs.ts";
import { system } from "../inbox/change.ts";
import type { KeptGrant } from "../inbox/inbox-row.ts";
import type { VerbNeeds } from "../inbox/perform.ts";
import type { MailboxLogin, Mailboxes } from "../mail/mailbox.ts";
import type { RevokeOutcome, SignInProvider } from "../mail/sign-in-provider.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { openSecret, type CredentialNeeds } from "./credentials.ts";
import { findGrant, moveGrant, type GrantRef } from "./move-grant.ts";
import { accountLock, type ProviderAccountStore } from "./provider-account.store.ts";

export interface ProviderEndNeeds extends VerbNeeds, CredentialNeeds {
  readonly accounts: ProviderAccountStore;
  readonly mailboxes: Mailboxes;
}

/**
 * Asks the provider to end a grant, at Google: under the account's lock, and only where no live inbox uses the account,
 * since the revocation ends the access of them all. Safe to repeat: a grant that was ended before answers so.
 */
export async function revokeGrant(needs: ProviderEndNeeds, ref: GrantRef): Promise<void> {
  const found = await findGrant(needs, ref);
  if (!found || found.grant.end.access !== "REVOKING" || found.grant.end.asked) return;
  const { grant } = found;
  const occurrence = await needs.transactions.locked(accountLock(grant.accountKey), async (transaction): Promise<GrantOccurrence> => {
    if ((await needs.accounts.countLive(grant.accountKey, transaction)) > 0) return { type: "accountInUse" };
    crashPoint("removal.before-revocation");
    const outcome = await revoke(needs, grant);
    crashPoint("removal.after-revocation");
    if (outcome.type === "failed") return { type: "revocationFailed" };
    return { type: "revocationAccepted", alreadyGone: outcome.alreadyGone, providerCode: outcome.providerCode };
  });
  await moveGrant(needs, ref, occurrence, system);
  crashPoint("removal.revocation-stored");
}

async function revoke(needs: ProviderEndNeeds, grant: KeptGrant): Promise<RevokeOutcome> {
  const provider = grant.provider === "IMAP" ? null : findProvider(needs.providers, grant.provider);
  const opened = await openSecret(needs, grant);
  if (!provider || !opened?.ok || opened.secret.kind !== "oauth") return { type: "failed", providerCode: null };
  return (await provider.revoke(opened.secret.refreshToken)) ?? { type: "failed", providerCode: null };
}

/** What a try of sealed credentials showed. */
export type Verified = "REFUSED" | "STILL_ACCEPTED" | "UNKNOWN";

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

function toOccurrence(grant: KeptGrant, { verified, providerCode }: { verified: Verified; providerCode: string | null }): GrantOccurrence {
  if (verified === "REFUSED") return { type: "refused", by: grant.provider === "IMAP" ? "login" : "refresh", providerCode };
  return { type: verified === "STILL_ACCEPTED" ? "stillAccepted" : "inconclusive" };
}

async function trySealed(needs: ProviderEndNeeds, grant: KeptGrant): Promise<{ verified: Verified; providerCode: string | null }> {
  const opened = await openSecret(needs, grant);
  if (!opened?.ok) return { verified: "UNKNOWN", providerCode: null };
  const { secret } = opened;
  if (secret.kind === "password")
    return tryLogin(needs.mailboxes, { server: secret.imap, user: secret.username, auth: { password: secret.password } });
  const provider = grant.provider === "IMAP" ? null : findProvider(needs.providers, grant.provider);
  return provider ? tryRefresh(provider, grant, secret.refreshToken) : { verified: "UNKNOWN", providerCode: null };
}

async function tryRefresh(
  provider: SignInProvider,
  grant: KeptGrant,
  refreshToken: string,
): Promise<{ verified: Verified; providerCode: string | null }> {
  const outcome = await provider.refresh(refreshToken, grant.accountKind);
  if (outcome.type === "judged") {
    const providerCode = "providerCode" in outcome.verdict ? outcome.verdict.providerCode : null;
    return { verified: outcome.provesEnd ? "REFUSED" : "UNKNOWN", providerCode };
  }
  return { verified: "STILL_ACCEPTED", providerCode: null };
}

async function tryLogin(mailboxes: Mailboxes, login: MailboxLogin): Promise<{ verified: Verified; providerCode: string | null }> {
  // Sealed credentials have opened a session before: without one there is no grant.
  const reply = await mailboxes.open(login, { hadWorked: true });
  if (reply.verdict.verdict === "ok") return { verified: "STILL_ACCEPTED", providerCode: null };
  const providerCode = "providerCode" in reply.verdict ? reply.verdict.providerCode : null;
  return { verified: reply.provesEnd ? "REFUSED" : "UNKNOWN", providerCode };
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
