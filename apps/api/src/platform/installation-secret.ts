import type { Database } from "./database.ts";
import { deriveKeys, type Key, type KeyPurpose, type KeyRing } from "./key-ring.ts";
import { sealText, unsealText } from "./sealed-box.ts";

export interface InstallationSecretNeeds {
  readonly database: Pick<Database, "query">;
  readonly keyRing: KeyRing;
  readonly now: () => Date;
  /** None of the ring's keys opens what is stored: a key was dropped that alone could. */
  readonly onLost: (purpose: KeyPurpose) => void;
}

interface Row {
  readonly key_id: string;
  readonly wrapped: string;
}

const length = 32;

function bindTo(purpose: KeyPurpose, keyId: string): Buffer {
  return Buffer.from(`installation-secret|${purpose}|${keyId}`);
}

/**
 * A secret that stays the same while the ring's keys come and go, since what it has hashed can't be hashed anew: it is
 * stored wrapped by every key of the ring, so that any one of them opens it.
 */
export async function openInstallationSecret(needs: InstallationSecretNeeds, purpose: KeyPurpose): Promise<Buffer> {
  const { database, keyRing } = needs;
  const find = () =>
    database.query<Row>(
      "select key_id, wrapped from installation_secret where purpose = $1 order by created_at, key_id",
      [purpose],
      "installation_secrets",
    );
  const before = await find();
  const secret = openAny(before, keyRing, purpose) ?? first(needs, before, purpose);
  for (const key of keyRing) {
    const values = [purpose, key.id, sealText(key.key, secret, bindTo(purpose, key.id)), needs.now()];
    await database.query(
      "insert into installation_secret (purpose, key_id, wrapped, created_at) values ($1, $2, $3, $4) on conflict do nothing",
      values,
      "installation_secret_keep",
    );
  }
  // Where another process was quicker with another one, both go on with that.
  return openAny(await find(), keyRing, purpose) ?? secret;
}

function openAny(rows: readonly Row[], keyRing: KeyRing, purpose: KeyPurpose): Buffer | null {
  for (const row of rows) {
    const key = keyRing.find(({ id }) => id === row.key_id);
    const secret = key && openRow(key, row, purpose);
    if (secret) return secret;
  }
  return null;
}

function openRow(key: Key, row: Row, purpose: KeyPurpose): Buffer | null {
  return unsealText(key.key, row.wrapped, bindTo(purpose, key.id), length);
}

/** The oldest key's own, which is what hashes were made with before it was stored; every process comes to the same. */
function first({ keyRing, onLost }: InstallationSecretNeeds, before: readonly Row[], purpose: KeyPurpose): Buffer {
  if (before.length > 0) onLost(purpose);
  const derived = deriveKeys(keyRing, purpose).at(-1);
  if (!derived) throw new Error("A key ring has at least one key.");
  return derived.key;
}
