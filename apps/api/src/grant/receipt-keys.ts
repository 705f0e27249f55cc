import type { Queryable } from "../platform/transaction.ts";

/** The public half of a key, as JWK (RFC 8037). */
interface PublicKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly kid: string;
  readonly use: "sig";
  readonly alg: "EdDSA";
}

export interface ReceiptKeysNeeds {
  readonly database: Queryable;
  /** The keys of the ring, the signing one first. */
  readonly signer: { jwks(): Promise<{ readonly keys: readonly PublicKey[] }> };
}

/** Keeps the public halves of the ring's keys, before any of them signs: a receipt outlives the key that signed it. */
export async function keepReceiptKeys({ database, signer }: ReceiptKeysNeeds, at: Date): Promise<void> {
  const { keys } = await signer.jwks();
  await database.query(
    "insert into receipt_key (kid, x, created_at) select kid, x, $3 from unnest($1::text[], $2::text[]) as k(kid, x) on conflict do nothing",
    [keys.map(({ kid }) => kid), keys.map(({ x }) => x), at],
    "receipt_keys_keep",
  );
}

/** What verifies every receipt there is: the ring's keys, the signing one first, then those that were dropped, newest first. */
export async function listReceiptKeys({ database, signer }: ReceiptKeysNeeds): Promise<{ readonly keys: readonly PublicKey[] }> {
  const { keys } = await signer.jwks();
  const dropped = await database.query<{ kid: string; x: string }>(
    "select kid, x from receipt_key where kid <> all($1) order by created_at desc, kid limit 1000",
    [keys.map(({ kid }) => kid)],
    "receipt_keys",
  );
  const same = { kty: "OKP", crv: "Ed25519", use: "sig", alg: "EdDSA" } as const;
  return { keys: [...keys, ...dropped.map((key) => ({ ...same, ...key }))] };
}
