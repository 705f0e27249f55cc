import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Database, Query } from "../platform/database.ts";
import type { SignInHost } from "./sign-in-host.ts";

/** What belongs to a grant and ends with it. */
const grantMembers = ["AccessToken", "RefreshToken", "AuthorizationCode"];

/** Seconds that a record lives when oidc-provider names no end. */
const longest = 10 * 365 * 86_400;

/**
 * Keeps what oidc-provider has to remember, one adapter for each of its models. Ended records are marked, not deleted,
 * so that a refused token can still be named by its grant in the log.
 */
export class RecordAdapter implements Adapter {
  readonly #query: Query;
  readonly #host: SignInHost;
  readonly #model: string;

  constructor({ query }: Database, host: SignInHost, model: string) {
    this.#query = query;
    this.#host = host;
    this.#model = model;
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return this.#findOne("id", id);
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.#findOne("uid", uid);
  }

  /** There are no devices without a keyboard here. */
  findByUserCode(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn = longest): Promise<void> {
    const { grantId = null, uid = null } = payload;
    const needsLiveGrant = grantMembers.includes(this.#model);
    // A token of a grant that ended while it was being made must not outlive it: `for share` waits for the end.
    await this.#query(
      `insert into sandbox.oidc_record (provider, model, id, payload, grant_id, uid, expires_at)
       select $1, $2, $3, $4::jsonb, $5::text, $6, now() + make_interval(secs => $7)
        where not $8 or exists (select 1 from sandbox.consent where grant_id = $5 and ended_at is null for share)
       on conflict (provider, model, id)
         do update set payload = excluded.payload, expires_at = excluded.expires_at`,
      [this.#host, this.#model, id, JSON.stringify(payload), grantId, uid, expiresIn, needsLiveGrant],
    );
  }

  async consume(id: string): Promise<void> {
    // At Microsoft a used refresh token stays valid: its uses are counted, and a second one is a reuse.
    const keepsValid = this.#host === "microsoft" && this.#model === "RefreshToken";
    await this.#query(
      `update sandbox.oidc_record set uses = uses + 1, payload = case when $4 then payload
         else jsonb_set(payload, '{consumed}', to_jsonb(extract(epoch from now())::int)) end
        where provider = $1 and model = $2 and id = $3`,
      [this.#host, this.#model, id, keepsValid],
    );
  }

  async destroy(id: string): Promise<void> {
    await this.#end("id", id);
    if (this.#model !== "Grant") return;
    await this.#query(`update sandbox.consent set ended_at = now(), ended_how = 'code-reused' where grant_id = $1 and ended_at is null`, [
      id,
    ]);
  }

  revokeByGrantId(grantId: string): Promise<void> {
    return this.#end("grant_id", grantId);
  }

  async #findOne(column: "id" | "uid", value: string): Promise<AdapterPayload | undefined> {
    const rows = await this.#query<{ payload: AdapterPayload }>(
      `select payload from sandbox.oidc_record where provider = $1 and model = $2 and ${column} = $3
         and dead_at is null`,
      [this.#host, this.#model, value],
    );
    return rows[0]?.payload;
  }

  async #end(column: "id" | "grant_id", value: string): Promise<void> {
    await this.#query(
      `update sandbox.oidc_record set dead_at = now()
        where provider = $1 and model = $2 and ${column} = $3 and dead_at is null`,
      [this.#host, this.#model, value],
    );
  }
}

/** Drops what lapsed more than a week ago; run at start. */
export async function forgetLapsedRecords({ query }: Database): Promise<void> {
  await query("delete from sandbox.oidc_record where expires_at < now() - interval '7 days'");
  await query("delete from sandbox.browser_session where expires_at < now()");
}
