import { scaledDurations } from "@relink/domain";
import { expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { bindingOf, type SignInProviders } from "../connect/connect-needs.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import { createVault, type GrantSecret } from "../mail/vault.ts";
import { newId } from "../platform/new-id.ts";
import { createTransactions } from "../platform/transaction.ts";
import { type CredentialNeeds, openSecret, useCredentials } from "./credentials.ts";

const testDatabase = useTestDatabase();
const vault = createVault([{ id: "k1", key: Buffer.alloc(32, 1) }], Buffer.alloc(32, 9));
const now = Date.UTC(2026, 10, 23, 12);
const moment = { now, durations: scaledDurations(1) };
const place = { host: "imap.provider.test", port: 993, security: "TLS" } as const;
const secretOf = (token: string): GrantSecret => ({
  kind: "oauth",
  refreshToken: token,
  accessToken: `access-${token}`,
  accessExpiresAt: now + 3_600_000,
  scopes: [],
});

/** What a grant's credentials are bound to, and by which application it came: no more of it is looked at here. */
function newGrant(): KeptGrant {
  const ids = { workspaceId: newId(), inboxId: newId(), id: newId() };
  return {
    ...ids,
    provider: "MICROSOFT",
    accountKind: "MICROSOFT_WORK",
    clientId: "relink",
    end: { access: "GRANTED" },
  } as unknown as KeptGrant;
}

async function store(grant: KeptGrant, token: string, at: number): Promise<void> {
  const sql = `insert into grant_secret (workspace_id, grant_id, inbox_id, sealed, stored_at) values ($1, $2, $3, $4, $5)
    on conflict (workspace_id, grant_id) do update set sealed = excluded.sealed, stored_at = excluded.stored_at`;
  const sealed = JSON.stringify(vault.seal(secretOf(token), bindingOf(grant)));
  await testDatabase().database.query(sql, [grant.workspaceId, grant.id, grant.inboxId, sealed, new Date(at)]);
}

/** `meanwhile`: what happens while the provider answers. */
function needsWith(meanwhile: () => Promise<void>): CredentialNeeds {
  const provider = {
    refresh: async (refreshToken: string) => {
      await meanwhile();
      const access = { accessToken: `access-${refreshToken}-rotated`, accessExpiresAt: now + 3_600_000, accessLapsesAt: null };
      return { type: "refreshed", tokens: { ...access, refreshToken: `${refreshToken}-rotated`, scopes: [] } };
    },
  };
  const providers = { open: async () => ({ ok: true, provider }), at: () => ({ imap: place, smtp: null }) };
  const { database } = testDatabase();
  const transactions = createTransactions(database);
  return { database, transactions, vault, refreshes: new Map(), providers: providers as unknown as SignInProviders };
}

async function storedToken(needs: CredentialNeeds, grant: KeptGrant): Promise<string | null> {
  const opened = await openSecret(needs, grant);
  return opened?.ok && opened.secret.kind === "oauth" ? opened.secret.refreshToken : null;
}

test("a refreshed token replaces the one that was refreshed", async () => {
  const grant = newGrant();
  await store(grant, "old", now - 1_000);
  const needs = needsWith(async () => undefined);
  expect(await useCredentials(needs, "ola@a.test", grant, () => true, moment)).toMatchObject({
    login: { auth: { accessToken: "access-old-rotated" } },
  });
  expect(await storedToken(needs, grant)).toBe("old-rotated");
});

test("what a sign-in stores while an older token is refreshed stays, and is what is used", async () => {
  const grant = newGrant();
  await store(grant, "old", now - 1_000);
  const needs = needsWith(() => store(grant, "reconnected", now - 500));
  expect(await useCredentials(needs, "ola@a.test", grant, () => true, moment)).toMatchObject({
    login: { auth: { accessToken: "access-reconnected" } },
  });
  expect(await storedToken(needs, grant)).toBe("reconnected");
});

test("a grant that has ended while its token was refreshed is not written again", async () => {
  const grant = newGrant();
  await store(grant, "old", now - 1_000);
  const needs = needsWith(async () => {
    await testDatabase().database.query("delete from grant_secret where grant_id = $1", [grant.id]);
  });
  await useCredentials(needs, "ola@a.test", grant, () => true, moment);
  expect(await storedToken(needs, grant)).toBeNull();
});
