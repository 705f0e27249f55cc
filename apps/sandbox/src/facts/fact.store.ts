import type { Database } from "../platform/database.ts";

/**
 * What the sandbox writes down about itself. Tests of the API read it to see what really reached the provider,
 * so it never holds a password, a token or a client secret.
 */
export type FactKind =
  | "sign-in"
  | "sign-in-refused"
  | "consent"
  | "consent-declined"
  | "token-issued"
  | "token-refused"
  | "refresh-ok"
  | "refresh-refused"
  | "revoke"
  | "access-removed"
  | "imap-login-ok"
  | "imap-login-refused"
  | "smtp-login-ok"
  | "smtp-login-refused"
  | "delivered"
  | "demo-world-made"
  | "trouble";

export type NewFact = {
  readonly kind: FactKind;
  readonly provider?: string | null;
  readonly account?: string | null;
  readonly detail?: Readonly<Record<string, unknown>>;
};

export type Fact = {
  readonly id: number;
  readonly at: string;
  readonly kind: FactKind;
  readonly provider: string | null;
  readonly account: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
};

export type FactFilter = {
  readonly kind: string | null;
  readonly account: string | null;
  readonly after: number;
  readonly limit: number;
};

export type Facts = ReturnType<typeof factStore>;

export function factStore({ query }: Database) {
  return {
    async add(fact: NewFact): Promise<void> {
      await query("insert into sandbox.fact (kind, provider, account, detail) values ($1, $2, $3, $4)", [
        fact.kind,
        fact.provider ?? null,
        fact.account ?? null,
        JSON.stringify(fact.detail ?? {}),
      ]);
    },

    async find({ kind, account, after, limit }: FactFilter): Promise<Fact[]> {
      const rows = await query<Omit<Fact, "at"> & { at: Date }>(
        `select id, at, kind, provider, account, detail from sandbox.fact
          where id > $1 and ($2::text is null or kind = $2) and ($3::text is null or account = $3)
          order by id limit $4`,
        [after, kind, account, limit],
      );
      return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
    },
  };
}
