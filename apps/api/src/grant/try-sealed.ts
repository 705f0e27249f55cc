import { cameBy } from "../connect/connect-needs.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import type { MailboxLogin, Mailboxes } from "../mail/mailbox.ts";
import type { SignInProvider } from "../mail/sign-in-provider.ts";
import type { Clock } from "../platform/clock.ts";
import type { Transaction } from "../platform/transaction.ts";
import { grantLock, openSecret, replaceSecret, type CredentialNeeds } from "./credentials.ts";

export interface TryNeeds extends CredentialNeeds {
  readonly mailboxes: Mailboxes;
  readonly clock: Clock;
}

/** What a try of sealed credentials showed. */
export type Verified = "REFUSED" | "STILL_ACCEPTED" | "UNKNOWN";

export interface Shown {
  readonly verified: Verified;
  readonly providerCode: string | null;
}

const unknown: Shown = { verified: "UNKNOWN", providerCode: null };
const stillAccepted: Shown = { verified: "STILL_ACCEPTED", providerCode: null };

/** Tries the sealed credentials of a grant that has ended, once. */
export async function trySealed(needs: TryNeeds, grant: KeptGrant): Promise<Shown> {
  const opened = await openSecret(needs, grant);
  if (!opened?.ok) return unknown;
  const { secret, storedAt } = opened;
  if (secret.kind === "password")
    return tryLogin(needs.mailboxes, { server: secret.imap, user: secret.username, auth: { password: secret.password } });
  const came = cameBy(grant);
  const found = came && (await needs.providers.open(came));
  if (!found?.ok) return unknown;
  return needs.transactions.locked(grantLock(grant), (transaction) => tryRefresh(needs, transaction, found.provider, grant, storedAt));
}

/** Under the grant's lock, as every refresh: who waited for another's try takes what that one showed. */
async function tryRefresh(
  needs: TryNeeds,
  transaction: Transaction,
  provider: SignInProvider,
  grant: KeptGrant,
  seenAt: number,
): Promise<Shown> {
  const opened = await openSecret(needs, grant, transaction);
  if (!opened?.ok || opened.secret.kind !== "oauth") return unknown;
  if (opened.storedAt > seenAt) return stillAccepted;
  const outcome = await provider.refresh(opened.secret.refreshToken, grant.accountKind);
  if (outcome.type === "judged") {
    const providerCode = "providerCode" in outcome.verdict ? outcome.verdict.providerCode : null;
    return { verified: outcome.provesEnd ? "REFUSED" : "UNKNOWN", providerCode };
  }
  // The next try is made with what this one brought; no more than that is kept of a grant that has ended.
  const fresh = { ...opened.secret, refreshToken: outcome.tokens.refreshToken, accessToken: null, accessExpiresAt: null };
  await replaceSecret(needs, transaction, grant, { fresh, at: needs.clock.now(), seenAt: opened.storedAt });
  return stillAccepted;
}

async function tryLogin(mailboxes: Mailboxes, login: MailboxLogin): Promise<Shown> {
  // Sealed credentials have opened a session before: without one there is no grant.
  const reply = await mailboxes.open(login, { hadWorked: true });
  if (reply.verdict.verdict === "ok") return stillAccepted;
  const providerCode = "providerCode" in reply.verdict ? reply.verdict.providerCode : null;
  return { verified: reply.provesEnd ? "REFUSED" : "UNKNOWN", providerCode };
}
