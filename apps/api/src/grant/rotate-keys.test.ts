import { beforeEach, expect, test } from "vitest";
import { useTestDatabase } from "../../test/test-database.ts";
import { bindingOf } from "../connect/connect-needs.ts";
import { createClientSecrets } from "../mail/client-secrets.ts";
import { createWebhookSecrets } from "../mail/webhook-secrets.ts";
import { createVault, type GrantSecret } from "../mail/vault.ts";
import type { Key, KeyRing } from "../platform/key-ring.ts";
import { openInstallationSecret } from "../platform/installation-secret.ts";
import { newId } from "../platform/new-id.ts";
import { rotateKeys, type Rotated } from "./rotate-keys.ts";

const testDatabase = useTestDatabase();
const keyOf = (id: string, byte: number): Key => ({ id, key: Buffer.alloc(32, byte) });
const [k1, k2, k3] = [keyOf("k1", 1), keyOf("k2", 2), keyOf("k3", 3)];
const tokenKey = Buffer.alloc(32, 9);
const now = () => new Date();

interface Stored {
  readonly workspaceId: string;
  readonly inboxId: string;
  readonly id: string;
  readonly secret: GrantSecret;
}

beforeEach(async () => {
  await testDatabase().database.query("delete from grant_secret");
  await testDatabase().database.query("delete from stray_grant");
  await testDatabase().database.query("delete from installation_secret");
  await testDatabase().database.query("delete from provider_application");
  await testDatabase().database.query("delete from webhook_secret");
});

const secretOf = (token: string): GrantSecret => ({
  kind: "oauth",
  refreshToken: token,
  accessToken: null,
  accessExpiresAt: null,
  scopes: [],
});

async function store(ring: KeyRing, count: number): Promise<readonly Stored[]> {
  const workspaces = [newId(), newId()];
  const stored = Array.from({ length: count }, (_, n) => ({
    workspaceId: workspaces[n % 2] ?? "",
    inboxId: newId(),
    id: newId(),
    secret: secretOf(`refresh-token-${n}`),
  }));
  const vault = createVault(ring, tokenKey);
  const rows = stored.map((one) => ({
    workspace_id: one.workspaceId,
    grant_id: one.id,
    inbox_id: one.inboxId,
    stored_at: now(),
    sealed: vault.seal(one.secret, bindingOf(one)),
  }));
  await testDatabase().database.query("insert into grant_secret select * from jsonb_populate_recordset(null::grant_secret, $1::jsonb)", [
    JSON.stringify(rows),
  ]);
  return stored;
}

async function expectAllOpen(ring: KeyRing, stored: readonly Stored[]): Promise<void> {
  const rows = await testDatabase().database.query<{ grant_id: string; sealed: { token?: object } }>(
    "select grant_id, sealed from grant_secret",
  );
  const vault = createVault(ring);
  for (const one of stored) {
    const row = rows.find(({ grant_id }) => grant_id === one.id);
    expect(vault.open(row?.sealed, bindingOf(one))).toEqual({ ok: true, secret: one.secret });
    expect(row?.sealed.token).toEqual({ prefix: expect.any(String), digest: expect.any(String) });
  }
}

const rotate = (ring: KeyRing, onProgress: (done: Rotated) => void = () => undefined): Promise<Rotated> =>
  rotateKeys({
    database: testDatabase().database,
    vault: createVault(ring),
    clientSecrets: createClientSecrets(ring),
    webhookSecrets: createWebhookSecrets(ring),
    keyId: ring[0].id,
    onProgress,
  });

test("what an old key has wrapped opens with the new one alone; a second run finds nothing to do", async () => {
  const stored = await store([k1], 450);
  const seen: number[] = [];
  expect(await rotate([k2, k1], ({ looked }) => seen.push(looked))).toEqual({ looked: 450, rewrapped: 450, unopened: {} });
  expect(seen).toEqual([200, 400, 450]);
  await expectAllOpen([k2], stored);
  expect(await rotate([k2, k1])).toEqual({ looked: 0, rewrapped: 0, unopened: {} });
});

test("secrets of webhooks, too", async () => {
  const places = Array.from({ length: 3 }, () => ({ workspaceId: newId(), endpointId: newId(), id: newId() }));
  for (const place of places) {
    const sealed = JSON.stringify(createWebhookSecrets([k1]).seal(`whsec_${place.id}`, place));
    const sql = "insert into webhook_secret (workspace_id, endpoint_id, id, sealed, created_at) values ($1, $2, $3, $4::jsonb, $5)";
    await testDatabase().database.query(sql, [place.workspaceId, place.endpointId, place.id, sealed, now()]);
  }
  expect(await rotate([k2, k1])).toEqual({ looked: 3, rewrapped: 3, unopened: {} });
  const rows = await testDatabase().database.query<{ id: string; sealed: unknown }>("select id, sealed from webhook_secret");
  for (const place of places) {
    const sealed = rows.find(({ id }) => id === place.id)?.sealed;
    expect(createWebhookSecrets([k2]).open(sealed, place)).toEqual({ ok: true, secret: `whsec_${place.id}` });
  }
});

test("stopped in the middle it goes on where it was", async () => {
  const stored = await store([k1], 300);
  const stop = new Error("stopped");
  await expect(
    rotate([k2, k1], () => {
      throw stop;
    }),
  ).rejects.toBe(stop);
  expect(await rotate([k2, k1])).toEqual({ looked: 100, rewrapped: 100, unopened: {} });
  await expectAllOpen([k2], stored);
});

test("a token that is refreshed meanwhile, by a process that still writes under the old key, is kept and re-wrapped, too", async () => {
  const stored = await store([k1], 250);
  const { database } = testDatabase();
  // Between reading and writing a batch, each of them is sealed anew.
  let refreshed: Stored[] = [];
  const overtaken = {
    query: async <Row extends object>(text: string, values: readonly unknown[] = [], name?: string): Promise<Row[]> => {
      if (text.includes("rewrap_secrets") && refreshed.length === 0) {
        refreshed = stored.map((one) => ({ ...one, secret: secretOf(`rotated-${one.id}`) }));
        for (const one of refreshed) {
          const sealed = JSON.stringify(createVault([k1], tokenKey).seal(one.secret, bindingOf(one)));
          await database.query("select store_secret($1, $2, $3::jsonb, now())", [one.workspaceId, one.id, sealed]);
        }
      }
      return database.query<Row>(text, values, name);
    },
  };
  const done = await rotateKeys({
    database: overtaken,
    vault: createVault([k2, k1]),
    clientSecrets: createClientSecrets([k2, k1]),
    webhookSecrets: createWebhookSecrets([k2, k1]),
    keyId: "k2",
    onProgress: () => undefined,
  });
  expect(done).toMatchObject({ rewrapped: 250, unopened: {} });
  await expectAllOpen([k2], refreshed);
});

test("what no key of the ring opens stays as it is, and is counted by its key", async () => {
  const [lost, damaged] = [await store([k3], 3), await store([k1], 1)];
  await testDatabase().database.query(
    "update grant_secret set sealed = jsonb_set(sealed, '{wrappedKey}', '\"AAAA\"') where grant_id = $1",
    [damaged[0]?.id],
  );
  expect(await rotate([k2, k1])).toEqual({ looked: 4, rewrapped: 0, unopened: { k3: 3, k1: 1 } });
  await expectAllOpen([k3], lost);
});

test("grants of sign-ins that failed are re-wrapped as well", async () => {
  const one = { workspaceId: newId(), inboxId: newId(), id: newId() };
  const attemptId = newId();
  const { database } = testDatabase();
  await database.query(
    `insert into connection_attempt (workspace_id, id, inbox_id, provider, intent, state, expected_address, started_by_name, inbox_version, created_at, expires_at)
     values ($1, $2, $3, 'GOOGLE', 'CONNECT', 'FAILED', 'a@b.c', 'Ola', 1, now(), now())`,
    [one.workspaceId, attemptId, one.inboxId],
  );
  const sealed = createVault([k1]).seal(secretOf("stray"), bindingOf(one));
  await database.query(
    "insert into stray_grant (workspace_id, id, attempt_id, provider, account_key, sealed, expires_at) values ($1, $2, $3, 'GOOGLE', 'x', $4, now())",
    [one.workspaceId, one.id, attemptId, sealed],
  );
  expect(await rotate([k2, k1])).toMatchObject({ rewrapped: 1 });
  const [row] = await database.query<{ sealed: unknown }>("select sealed from stray_grant");
  expect(createVault([k2]).open(row?.sealed, bindingOf(one))).toMatchObject({ ok: true });
});

test("what accounts are hashed with outlives the keys, as long as rings overlap; with none left it begins anew and says so", async () => {
  const lost: string[] = [];
  const open = (...ring: [Key, ...Key[]]): Promise<Buffer> =>
    openInstallationSecret(
      { database: testDatabase().database, keyRing: ring, now, onLost: (purpose) => lost.push(purpose) },
      "provider-account",
    );
  const [one, other] = await Promise.all([open(k1), open(k1)]);
  expect(other).toEqual(one);
  expect(await open(k2, k1)).toEqual(one);
  expect(await open(k2)).toEqual(one);
  expect(await open(k3, k2)).toEqual(one);
  expect(lost).toEqual([]);
  const fresh = await open(keyOf("k4", 4));
  expect(fresh).not.toEqual(one);
  expect(lost).toEqual(["provider-account"]);
  expect(await open(keyOf("k4", 4))).toEqual(fresh);
  // The key comes back: so does what was hashed with it.
  expect(await open(keyOf("k4", 4), k3)).toEqual(one);
});

test("a client secret that a workspace brought is put under the new key, too, and one that was destroyed is no record", async () => {
  const { database } = testDatabase();
  const place = { workspace_id: newId(), provider: "MICROSOFT", client_id: "acme" } as const;
  const row = { ...place, id: newId(), name: "Acme Mail", tenant: "common", created_at: now() };
  const sealed = createClientSecrets([k1]).seal("brought", place);
  const gone = { ...row, id: newId(), client_id: "gone", retired_at: now() };
  await database.query("insert into provider_application select * from jsonb_populate_recordset(null::provider_application, $1::jsonb)", [
    JSON.stringify([{ ...row, sealed }, gone]),
  ]);
  expect(await rotate([k2, k1])).toMatchObject({ looked: 1, rewrapped: 1, unopened: {} });
  const [after] = await database.query<{ sealed: unknown }>("select sealed from provider_application where client_id = 'acme'");
  expect(createClientSecrets([k2]).open(after?.sealed, place)).toEqual({ ok: true, secret: "brought" });
  expect(createClientSecrets([k2]).open(after?.sealed, { ...place, client_id: "other" })).toEqual({ ok: false, why: "UNREADABLE" });
  expect(await rotate([k3])).toMatchObject({ looked: 1, rewrapped: 0, unopened: { k2: 1 } });
});
