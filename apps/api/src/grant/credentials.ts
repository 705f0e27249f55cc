import type { Moment, Verdict } from "@relink/domain";
import { bindingOf, cameBy, type SignInProviders } from "../connect/connect-needs.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import type { MailboxLogin, MailServer } from "../mail/mailbox.ts";
import type { GrantSecret, Opened, SealedRecord, Vault } from "../mail/vault.ts";
import { crashPoint } from "../platform/crash-point.ts";
import type { Queryable, Transactions } from "../platform/transaction.ts";
import { keepClaims } from "./claims-challenge.ts";

export interface CredentialNeeds {
  readonly database: Queryable;
  readonly transactions: Transactions;
  readonly vault: Vault;
  readonly providers: SignInProviders;
  /** Refreshes that run in this process, by grant: who asks meanwhile waits for the same answer. */
  readonly refreshes: Map<string, Promise<Usable>>;
}

/** What opens a mailbox now, or why nothing does. */
export type Usable =
  | {
      readonly ok: true;
      readonly login: MailboxLogin;
      readonly refreshedAt: number | null;
      readonly lapsesAt: number | null;
      /** When the token ends; null for a password. */
      readonly expiresAt: number | null;
      /** Where mail is sent: the server that came with the password, or the provider's own. */
      readonly smtp: MailServer | null;
    }
  | { readonly ok: false; readonly verdict: Exclude<Verdict, { verdict: "ok" }> };

interface SecretRow {
  sealed: SealedRecord;
  stored_at: Date;
}

type OAuthSecret = Extract<GrantSecret, { kind: "oauth" }>;

/** The lock under which a grant's token is refreshed, in all processes. */
export function grantLock({ id }: Pick<KeptGrant, "id">): string {
  return `grant:${id}`;
}

// A token that ends while a session is opened with it would look like a refusal.
const marginMs = 60_000;

export async function openSecret(
  needs: Pick<CredentialNeeds, "database" | "vault">,
  grant: KeptGrant,
  within: Queryable = needs.database,
): Promise<(Opened & { storedAt: number }) | null> {
  const [row] = await within.query<SecretRow>(
    "select sealed, stored_at from grant_secret where workspace_id = $1 and grant_id = $2",
    [grant.workspaceId, grant.id],
    "secret_find",
  );
  return row ? { ...needs.vault.open(row.sealed, bindingOf(grant)), storedAt: row.stored_at.getTime() } : null;
}

/**
 * Credentials that work now, refreshed where needed: a rotated refresh token is stored before anything is done with it.
 * @param isDue - whether to refresh even where the token at hand, which ends then, would last (a cached token hides a removal).
 * @param lastsMs - for how long the token must last at least, in milliseconds; by default a minute.
 */
export async function useCredentials(
  needs: CredentialNeeds,
  address: string,
  grant: KeptGrant,
  isDue: (expiresAt: number | null) => boolean,
  moment: Moment,
  lastsMs = marginMs,
): Promise<Usable> {
  // The provider itself had ended it: nothing is left to try.
  if (grant.end.access === "REVOKED")
    return {
      ok: false,
      verdict: { verdict: "refused", reason: "ACCESS_REVOKED", providerCode: grant.evidence[0]?.providerCode ?? "revoked" },
    };
  const opened = await openSecret(needs, grant);
  if (!opened?.ok) return unreadable(opened);
  const { secret } = opened;
  if (secret.kind === "password") {
    return {
      ok: true,
      login: { server: secret.imap, user: secret.username, auth: { password: secret.password } },
      refreshedAt: null,
      lapsesAt: null,
      expiresAt: null,
      smtp: secret.smtp,
    };
  }
  if (secret.accessToken && (secret.accessExpiresAt ?? 0) - lastsMs > moment.now && !isDue(secret.accessExpiresAt))
    return usable(needs, address, grant, secret, null, null);
  const running = needs.refreshes.get(grant.id);
  if (running) return running;
  const refreshing = refresh(needs, address, grant, opened.storedAt, moment).finally(() => needs.refreshes.delete(grant.id));
  needs.refreshes.set(grant.id, refreshing);
  return refreshing;
}

function usable(
  needs: CredentialNeeds,
  address: string,
  grant: KeptGrant,
  secret: OAuthSecret,
  refreshedAt: number | null,
  lapsesAt: number | null,
): Usable {
  if (grant.provider === "IMAP") return unreadable({ ok: false, why: "UNREADABLE" });
  const place = needs.providers.at(grant.provider);
  const auth = { accessToken: secret.accessToken ?? "", provider: grant.provider };
  return {
    ok: true,
    login: { server: place.imap, user: address, auth },
    refreshedAt,
    lapsesAt,
    expiresAt: secret.accessExpiresAt,
    smtp: (grant.accountKind === "MICROSOFT_PERSONAL" ? place.personalSmtp : null) ?? place.smtp,
  };
}

function unreadable(opened: Opened | null): Usable {
  // A key that is missing from the ring is the operator's to mend: nobody is disconnected by it.
  if (opened && !opened.ok && opened.why === "KEY_MISSING") return { ok: false, verdict: { verdict: "ours", code: "key_missing" } };
  return { ok: false, verdict: { verdict: "refused", reason: "CREDENTIALS_UNREADABLE", providerCode: "unreadable" } };
}

/** One refresh at a time for a grant, in all processes; who waited for another's takes what that one brought. */
async function refresh(needs: CredentialNeeds, address: string, grant: KeptGrant, seenAt: number, moment: Moment): Promise<Usable> {
  const came = cameBy(grant);
  if (!came) return unreadable({ ok: false, why: "UNREADABLE" });
  // Its own application or none: another one's request would be refused as if the person had ended the access.
  const found = await needs.providers.open(came);
  if (!found.ok) return { ok: false, verdict: { verdict: "ours", code: found.code } };
  const { provider } = found;
  const usableNow = await needs.transactions.locked(grantLock(grant), async (transaction): Promise<Usable> => {
    const opened = await openSecret(needs, grant, transaction);
    if (!opened?.ok) return unreadable(opened);
    const { secret } = opened;
    if (secret.kind !== "oauth") return unreadable({ ok: false, why: "UNREADABLE" });
    if (opened.storedAt > seenAt) return usable(needs, address, grant, secret, opened.storedAt, null);
    const outcome = await provider.refresh(secret.refreshToken, grant.accountKind);
    if (outcome.type === "judged") {
      if (outcome.claims !== null) await keepClaims(transaction, grant, outcome.claims, moment.now);
      return { ok: false, verdict: outcome.verdict };
    }
    crashPoint("refresh.token-received");
    const { tokens } = outcome;
    const fresh = {
      ...secret,
      refreshToken: tokens.refreshToken,
      accessToken: tokens.accessToken,
      accessExpiresAt: tokens.accessExpiresAt,
      scopes: tokens.scopes,
    };
    if (await replaceSecret(needs, transaction, grant, { fresh, at: moment.now, seenAt: opened.storedAt }))
      return usable(needs, address, grant, fresh, moment.now, tokens.accessLapsesAt);
    // Another sign-in came meanwhile: what it brought is not older than what was refreshed here.
    const newer = await openSecret(needs, grant, transaction);
    const current = newer?.ok && newer.secret.kind === "oauth" ? newer.secret : fresh;
    return usable(needs, address, grant, current, null, null);
  });
  if (usableNow.ok) crashPoint("refresh.stored");
  return usableNow;
}

/** Stores a refreshed token where what was refreshed still stands; answers whether it did. */
export async function replaceSecret(
  { vault }: Pick<CredentialNeeds, "vault">,
  transaction: Queryable,
  grant: KeptGrant,
  { fresh, at, seenAt }: { readonly fresh: OAuthSecret; readonly at: number; readonly seenAt: number },
): Promise<boolean> {
  const sealed = JSON.stringify(vault.seal(fresh, bindingOf(grant)));
  const values = [grant.workspaceId, grant.id, sealed, new Date(at), seenAt];
  const [row] = await transaction.query<{ stored: boolean }>(
    "select store_secret($1, $2, $3::jsonb, $4, $5) as stored",
    values,
    "store_secret",
  );
  return row?.stored === true;
}
