import { toAuditRow } from "../people/audit-row.ts";
import type { Caller } from "../people/caller.ts";
import { takePlace } from "../platform/take-place.ts";
import type { Queryable } from "../platform/transaction.ts";

export type CredentialKind = "OAUTH_ACCESS_TOKEN" | "PASSWORD";

/** An API key that was given an inbox's credentials. */
export interface Consumer {
  readonly name: string;
  readonly lastIssuedAt: Date;
}

/** Which key, which inbox. Times are milliseconds since 1970. */
export interface Asking {
  readonly caller: Caller;
  readonly keyId: string;
  readonly inboxId: string;
  readonly at: number;
}

export interface ConsumerStore {
  /** 60 a minute for a key and inbox, in all processes together: milliseconds to wait, 0 where it is taken. */
  takeIssue(asking: Asking): Promise<number>;
  /** What is about to be given, with its line in the audit log. */
  recordIssue(asking: Asking, kind: CredentialKind): Promise<void>;
  /** One a minute for an inbox, in all processes together: milliseconds to wait; 0 where it is taken, with its line in the audit log. */
  takeReport(asking: Asking, providerCode: string): Promise<number>;
  /** Who may hold credentials that work: tokens given since `tokensSince`, a password since the grant began. The last first. */
  list(workspaceId: string, inboxId: string, since: { readonly tokens: number; readonly password: number }): Promise<readonly Consumer[]>;
}

const issuesAMinute = 60;

export function createConsumerStore(database: Queryable): ConsumerStore {
  const waitOf = (sql: string, values: readonly unknown[], name: string) => takePlace(database, { sql, values, name, windowMs: 60_000 });
  const ids = ({ caller, inboxId, keyId }: Asking) => [caller.workspaceId, inboxId, keyId];
  return {
    takeIssue: (asking) =>
      waitOf(
        "select take_credential_window($1, $2, $3, $4, $5, interval '1 minute') as wait",
        [...ids(asking), new Date(asking.at), issuesAMinute],
        "credential_window",
      ),
    async recordIssue(asking, kind) {
      const audit = JSON.stringify(toAuditRow(asking.caller, { action: "issueInboxCredentials", target: asking.inboxId, at: asking.at }));
      await database.query(
        "select record_credential_issue($1, $2, $3, $4, $5, $6::jsonb)",
        [...ids(asking), kind, new Date(asking.at), audit],
        "credential_issue",
      );
    },
    takeReport(asking, providerCode) {
      const audit = JSON.stringify(toAuditRow(asking.caller, { action: "reportInboxFailure", target: asking.inboxId, at: asking.at }));
      const values = [...ids(asking), providerCode, new Date(asking.at), audit];
      return waitOf("select take_failure_report($1, $2, $3, $4, $5, interval '1 minute', $6::jsonb) as wait", values, "failure_report");
    },
    list(workspaceId, inboxId, since) {
      const sql = `select k.name, max(c.last_issued_at) as "lastIssuedAt" from credential_issue c
        join api_key k on k.workspace_id = c.workspace_id and k.id = c.key_id
        where c.workspace_id = $1 and c.inbox_id = $2 and c.last_issued_at >= case c.kind when 'PASSWORD' then $4::timestamptz else $3::timestamptz end
        group by k.id, k.name order by max(c.last_issued_at) desc, k.id limit 100`;
      return database.query<Consumer>(sql, [workspaceId, inboxId, new Date(since.tokens), new Date(since.password)], "consumers");
    },
  };
}
