import type { RiscEventType } from "../mail/risc-event.ts";
import type { TokenNaming } from "../mail/token-hash.ts";
import { newId } from "../platform/new-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { GrantRef } from "./move-grant.ts";

/** A grant that a report is about. */
export interface ReportedGrant extends GrantRef {
  readonly type: RiscEventType;
}

export interface RiscStore {
  /** Google's grants of an account, in any workspace, whose provider end is open. */
  findByAccount(accountKey: string): Promise<readonly GrantRef[]>;
  /** The grants whose stored refresh token has this hash. */
  findByToken(naming: TokenNaming, hash: string): Promise<readonly GrantRef[]>;
  /** Stores a report and what must follow, due at once; false where it was taken before. */
  take(jti: string, reported: readonly ReportedGrant[], at: number): Promise<boolean>;
}

const columns = `workspace_id as "workspaceId", inbox_id as "inboxId"`;
const most = 1_000;

export function createRiscStore(database: Queryable): RiscStore {
  return {
    findByAccount(accountKey) {
      const sql = `select ${columns}, id as "grantId" from inbox_grant where account_key = $1 and provider = 'GOOGLE' and ended_at is null and access = 'GRANTED'
        union all
        select ${columns}, id as "grantId" from inbox_grant where account_key = $1 and provider = 'GOOGLE' and ended_at is not null
          and access in ('REVOKING', 'AWAITING_PERSON', 'ATTESTED', 'STILL_USED')
        limit ${most}`;
      return database.query<GrantRef>(sql, [accountKey], "risc_by_account");
    },
    findByToken(naming, hash) {
      const sql = `select ${columns}, grant_id as "grantId" from grant_secret where sealed->'token'->>'${naming}' = $1 limit ${most}`;
      return database.query<GrantRef>(sql, [hash], `risc_by_token_${naming}`);
    },
    async take(jti, reported, at) {
      const timers = reported.map(({ workspaceId, inboxId, grantId, type }) => ({
        id: newId(),
        kind: "reported",
        due_at: new Date(at).toISOString(),
        token: 0,
        tries: 0,
        workspace_id: workspaceId,
        inbox_id: inboxId,
        grant_id: grantId,
        attempt_id: null,
        payload: { type, at: String(at) },
      }));
      const [row] = await database.query<{ taken: boolean }>(
        "select take_risc_report($1, $2, interval '30 days', $3::jsonb) as taken",
        [jti, new Date(at), JSON.stringify(timers)],
        "risc_take",
      );
      return row?.taken ?? false;
    },
  };
}
