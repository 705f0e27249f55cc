import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Database } from "../platform/database.ts";
import type { SignInHost } from "./sign-in-host.ts";

/** What belongs to a grant and ends with it. */
const grantMembers = ["AccessToken", "RefreshToken", "AuthorizationCode"];

/** Seconds that a record lives when oidc-provider names no end. */
const longest = 10 * 365 * 86_400;

/**
 * Keeps what oidc-provider has to remember. Ended records are marked, not deleted, so that a refused token can still be
 * named by its grant in the log.
 */
export function recordAdapter({ query }: Database, host: SignInHost): (model: string) => Adapter {
  return (model) => {
    async function findOne(column: "id" | "uid", value: string): Promise<AdapterPayload | undefined> {
      const rows = await query<{ payload: AdapterPayload }>(
        `select payload from sandbox.oidc_record where provider = $1 and model = $2 and ${column} = $3
           and dead_at is null`,
        [host, model, value],
      );
      return rows[0]?.payload;
    }

    return {
      find: (id) => findOne("id", id),
      findByUid: (uid) => findOne("uid", uid),
      findByUserCode: () => Promise.resolve(undefined),

      async upsert(id, payload, expiresIn = longest) {
        // A token of a grant that ended while it was being made must not outlive it: `for share` waits for the end.
        await query(
          `insert into sandbox.oidc_record (provider, model, id, payload, grant_id, uid, expires_at)
           select $1, $2, $3, $4::jsonb, $5::text, $6, now() + make_interval(secs => $7)
            where not $8 or exists (select 1 from sandbox.consent where grant_id = $5 and ended_at is null for share)
           on conflict (provider, model, id)
             do update set payload = excluded.payload, expires_at = excluded.expires_at`,
          [
            host,
            model,
            id,
            JSON.stringify(payload),
            payload.grantId ?? null,
            payload.uid ?? null,
            expiresIn,
            grantMembers.includes(model),
          ],
        );
      },

      async consume(id) {
        // At Microsoft a used refresh token stays valid: its uses are counted, and a second one is a reuse.
        const keepsValid = host === "microsoft" && model === "RefreshToken";
        await query(
          `update sandbox.oidc_record set uses = uses + 1, payload = case when $4 then payload
             else jsonb_set(payload, '{consumed}', to_jsonb(extract(epoch from now())::int)) end
            where provider = $1 and model = $2 and id = $3`,
          [host, model, id, keepsValid],
        );
      },

      async destroy(id) {
        await query(`update sandbox.oidc_record set dead_at = now() where provider = $1 and model = $2 and id = $3`, [
          host,
          model,
          id,
        ]);
        if (model === "Grant") await endConsent(query, id);
      },

      async revokeByGrantId(grantId) {
        await query(
          `update sandbox.oidc_record set dead_at = now()
            where provider = $1 and model = $2 and grant_id = $3 and dead_at is null`,
          [host, model, grantId],
        );
      },
    };
  };
}

async function endConsent(query: Database["query"], grantId: string): Promise<void> {
  await query(
    `update sandbox.consent set ended_at = now(), ended_how = 'code-reused' where grant_id = $1 and ended_at is null`,
    [grantId],
  );
}

/** Drops what lapsed more than a week ago; run at start. */
export async function forgetLapsedRecords({ query }: Database): Promise<void> {
  await query("delete from sandbox.oidc_record where expires_at < now() - interval '7 days'");
  await query("delete from sandbox.browser_session where expires_at < now()");
}
