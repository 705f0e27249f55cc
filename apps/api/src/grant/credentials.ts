import type { Moment, Verdict } from "@relink/domain";
import { bindingOf, findProvider, type SignInProviders } from "../connect/connect-needs.ts";
import type { KeptGrant } from "../inbox/inbox-row.ts";
import type { MailboxLogin, MailServer } from "../mail/mailbox.ts";
import type { GrantSecret, Opened, SealedRecord, Vault } from "../mail/vault.ts";
import { crashPoint } from "../platform/crash-point.ts";
import type { Queryable, Transactions } from "../platform/transaction.ts";

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
 * @param force - refresh even where the token at hand would last (a cached token hides a removal).
 * @param lastsMs - for how long the token must last at least, in milliseconds; by default a minute.
 */
export async function useCredentials(
  needs: CredentialNeeds,
  address: string,
  grant: KeptGrant,
  force: boolean,
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
  if (!force && secret.accessToken && (secret.accessExpiresAt ?? 0) - lastsMs > moment.now)
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
  const provider = grant.provider === "IMAP" ? null : findProvider(needs.providers, grant.provider);
  if (!provider) return notConfigured;
  const auth = { accessToken: secret.accessToken ?? "", provider: provider.provider };
  return {
    ok: true,
    login: { server: provider.imap, user: address, auth },
    refreshedAt,
    lapsesAt,
    expiresAt: secret.accessExpiresAt,
    smtp: provider.smtp,
  };
}

const notConfigured: Usable = { ok: false, verdict: { verdict: "ours", code: "provider_not_configured" } };

function unreadable(opened: Opened | null): Usable {
  // A key that is missing from the ring is the operator's to mend: nobody is disconnected by it.
  if (opened && !opened.ok && opened.why === "KEY_MISSING") return { ok: false, verdict: { verdict: "ours", code: "key_missing" } };
  return { ok: false, verdict: { verdict: "refused", reason: "CREDENTIALS_UNREADABLE", providerCode: "unreadable" } };
}

/** One refresh at a time for a grant, in all processes; who waited for another's takes what that one brought. */
async function refresh(needs: CredentialNeeds, address: string, grant: KeptGrant, seenAt: number, moment: Moment): Promise<Usable> {
  const provider = grant.provider === "IMAP" ? null : findProvider(needs.providers, grant.provider);
  if (!provider) return notConfigured;
  return needs.transactions.locked(`grant:${grant.id}`, async (transaction): Promise<Usable> => {
    const opened = await openSecret(needs, grant, transaction);
    if (!opened?.ok) return unreadable(opened);
    const { secret } = opened;
    if (secret.kind !== "oauth") return unreadable({ ok: false, why: "UNREADABLE" });
    if (opened.storedAt > seenAt) return usable(needs, address, grant, secret, opened.storedAt, null);
    const outcome = await provider.refresh(secret.refreshToken, grant.accountKind);
    if (outcome.type === "judged") return { ok: false, verdict: outcome.verdict };
    crashPoint("refresh.token-received");
    const { tokens } = outcome;
    const fresh = {
      ...secret,
      refreshToken: tokens.refreshToken,
      accessToken: tokens.accessToken,
      accessExpiresAt: tokens.accessExpiresAt,
      scopes: tokens.scopes,
    };
    const sealed = JSON.stringify(needs.vault.seal(fresh, bindingOf(grant)));
    await transaction.query(
      "select store_secret($1, $2, $3::jsonb, $4)",
      [grant.workspaceId, grant.id, sealed, new Date(moment.now)],
      "store_secret",
    );
    return usable(needs, address, grant, fresh, moment.now, tokens.accessLapsesAt);
  });
}
