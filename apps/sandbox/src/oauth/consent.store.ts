import type { Database } from "../platform/database.ts";
import type { SignInHost } from "./sign-in-host.ts";

/**
 * How access ended: `revoke` the application called the revocation endpoint; `account-page` the person removed it;
 * `administrator` an administrator withdrew the person's tokens; `password` the password changed (Google only).
 */
export type EndedHow = "revoke" | "account-page" | "administrator" | "password" | "code-reused";

/** One account and one application: what Google and Microsoft treat as one, however often the person signed in. */
export type Pair = { readonly host: SignInHost; readonly subject: string; readonly clientId: string };

export type LiveConsent = { readonly grantId: string; readonly scope: string; readonly givenAt: Date };

/** A token as the sandbox finds it: alive or not, and whose it is. */
export type TokenRecord = {
  readonly grantId: string;
  readonly subject: string;
  readonly clientId: string;
  readonly scope: string;
  readonly live: boolean;
  readonly expired: boolean;
  readonly uses: number;
  readonly endedHow: EndedHow | null;
};

export class Consents {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(grantId: string, pair: Pair, scope: string, offline: boolean): Promise<void> {
    await this.#database.query(
      `insert into sandbox.consent (grant_id, provider, account_subject, client_id, scope, offline, lapses_at)
         select $1, $2, $3, $4, $5, $6, now() + a.access_lasts_seconds * interval '1 second'
           from (values (1)) v left join sandbox.application a on a.provider = $2`,
      [grantId, pair.host, pair.subject, pair.clientId, scope, offline],
    );
  }

  /** The newest first. */
  findLive({ host, subject, clientId }: Pair): Promise<LiveConsent[]> {
    return this.#database.query<LiveConsent>(
      `select grant_id as "grantId", scope, given_at as "givenAt" from sandbox.consent
          where provider = $1 and account_subject = $2 and client_id = $3 and ended_at is null
          order by given_at desc`,
      [host, subject, clientId],
    );
  }

  /** Google gives one refresh token for one consent with offline access: true for the first caller only. */
  async takeRefreshToken(grantId: string): Promise<boolean> {
    const rows = await this.#database.query(
      `update sandbox.consent set refresh_issued = true
          where grant_id = $1 and offline and not refresh_issued and ended_at is null returning grant_id`,
      [grantId],
    );
    return rows.length > 0;
  }

  /** Ends every grant of the pair, with all its tokens; gives the ids of those that were live. */
  end({ host, subject, clientId }: Pair, how: EndedHow): Promise<string[]> {
    return this.#database.transaction(async (inside) => {
      const ended = await inside<{ grantId: string }>(
        `update sandbox.consent set ended_at = now(), ended_how = $4
            where provider = $1 and account_subject = $2 and client_id = $3 and ended_at is null
            returning grant_id as "grantId"`,
        [host, subject, clientId, how],
      );
      const grantIds = ended.map((row) => row.grantId);
      await inside(
        `update sandbox.oidc_record set dead_at = now() where provider = $1 and dead_at is null
             and (grant_id = any($2) or (model = 'Grant' and id = any($2)))`,
        [host, grantIds],
      );
      return grantIds;
    });
  }

  /** When the whole consent ends by itself; null: never. */
  async findLapse(grantId: string): Promise<Date | null> {
    const rows = await this.#database.query<{ at: Date | null }>(`select lapses_at as at from sandbox.consent where grant_id = $1`, [
      grantId,
    ]);
    return rows[0]?.at ?? null;
  }

  async findToken(host: SignInHost, token: string, models: readonly TokenModel[]): Promise<TokenRecord | null> {
    const rows = await this.#database.query<TokenRecord>(
      `select r.grant_id as "grantId", r.payload->>'accountId' as subject, r.payload->>'clientId' as "clientId",
            coalesce(r.payload->>'scope', '') as scope, r.uses, 
            r.expires_at <= now() or coalesce(c.lapses_at <= now(), false) as expired,
            r.dead_at is null and r.expires_at > now() and c.ended_at is null as live, c.ended_how as "endedHow"
           from sandbox.oidc_record r join sandbox.consent c on c.grant_id = r.grant_id
          where r.provider = $1 and r.id = $2 and r.model = any($3)`,
      [host, token, models],
    );
    return rows[0] ?? null;
  }
}

export type TokenModel = "AccessToken" | "RefreshToken";
