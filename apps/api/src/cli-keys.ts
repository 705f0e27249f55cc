import { reachDatabase, reachKeyRing, roleOf } from "./app.ts";
import type { Env } from "./env.ts";
import { type Rotated, rotateKeys } from "./grant/rotate-keys.ts";
import { createClientSecrets } from "./mail/client-secrets.ts";
import { createVault } from "./mail/vault.ts";
import { type Database, openDatabase } from "./platform/database.ts";
import { openInstallationSecret } from "./platform/installation-secret.ts";
import type { KeyRing } from "./platform/key-ring.ts";
import { migrate } from "./platform/migrate.ts";
import { createWebhookSecrets } from "./mail/webhook-secrets.ts";

export const keysUsage = `npm run relink -- keys rotate
  Puts all stored credentials under the first key of RELINK_KEYS, while everything runs; then the keys behind it can be dropped.
`;

/** `relink keys rotate`. Answers false where something could not be put under the first key. */
export async function keysRotate(env: Env, say: (line: string) => void): Promise<boolean> {
  const keyRing = reachKeyRing(env);
  const access = await reachDatabase(env, () => undefined);
  try {
    await migrate({ ownerUrl: access.ownerUrl, appRole: roleOf(access.appUrl) });
    const database = await openDatabase({
      url: access.appUrl,
      poolSize: 1,
      applicationName: "relink keys",
      onConnectionError: () => undefined,
    });
    try {
      return await rotate(database, keyRing, say);
    } finally {
      await database.close();
    }
  } finally {
    await access.stop();
  }
}

async function rotate(database: Database, keyRing: KeyRing, say: (line: string) => void): Promise<boolean> {
  const [{ id: keyId }, ...behind] = keyRing;
  let lost = false;
  const onLost = (): void => {
    lost = true;
  };
  await openInstallationSecret({ database, keyRing, now: () => new Date(), onLost }, "provider-account");
  const onProgress = ({ looked, rewrapped }: Rotated): void => say(`Looked at ${looked}, re-wrapped ${rewrapped} …`);
  const rotated = await rotateKeys({
    database,
    vault: createVault(keyRing),
    clientSecrets: createClientSecrets(keyRing),
    webhookSecrets: createWebhookSecrets(keyRing),
    keyId,
    onProgress,
  });
  const left = Object.entries(rotated.unopened);
  for (const [id, count] of left) {
    const known = keyRing.some((key) => key.id === id);
    say(
      known
        ? `${count} under ${id} do not open: they are damaged.`
        : `${count} are under ${id}, which RELINK_KEYS does not hold: add it again.`,
    );
  }
  if (lost) say("The key that alone could open the account hashes is gone: accounts are counted anew from now on.");
  if (left.length === 0)
    say(
      `All credentials are under ${keyId} (${rotated.rewrapped} re-wrapped).${behind.length > 0 ? ` Nothing stored needs ${behind.map(({ id }) => id).join(", ")} any more.` : ""}`,
    );
  return left.length === 0 && !lost;
}
