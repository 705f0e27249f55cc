import type { AttemptRow } from "../connect/attempt.ts";
import type { KeptGrant } from "../inbox/grant-row.ts";
import type { Queryable } from "../platform/transaction.ts";

/**
 * Keeps what a refused refresh wants the next sign-in to ask for (Microsoft's `claims`, providers.md 2.6).
 * @param at - when it was refused, in milliseconds since 1970
 */
export async function keepClaims(within: Queryable, grant: KeptGrant, claims: string, at: number): Promise<void> {
  await within.query("select keep_claims($1, $2, $3, $4)", [grant.workspaceId, grant.id, claims, new Date(at)], "keep_claims");
}

/** What a sign-in for this inbox has to ask for; null where its newest grant there was not refused so, or has been renewed since. */
export async function findClaims(database: Queryable, attempt: AttemptRow): Promise<string | null> {
  const [row] = await database.query<{ claims: string | null }>(
    `select case when s.claims_at >= s.stored_at then s.claims end as claims
      from inbox_grant g left join grant_secret s on s.workspace_id = g.workspace_id and s.grant_id = g.id
      where g.workspace_id = $1 and g.inbox_id = $2 and g.provider = $3 and g.client_id is not distinct from $4
      order by g.started_at desc limit 1`,
    [attempt.workspace_id, attempt.inbox_id, attempt.provider, attempt.client_id],
    "claims_find",
  );
  return row?.claims ?? null;
}
