import type { Locale } from "@relink/domain";
import type { LinkRow } from "../link/link.ts";
import type { Queryable } from "../platform/transaction.ts";

/** Whom a mail goes to. */
export interface MailReader {
  readonly email: string;
  readonly name: string;
  readonly locale: Locale;
  readonly workspaceName: string;
}

/** One inbox of an invitation, whose link is still open. */
export interface InvitedInbox {
  readonly address: string;
  readonly link: LinkRow;
}

/** Null where they have left the workspace. */
export async function findReader(database: Queryable, workspaceId: string, memberId: string): Promise<MailReader | null> {
  const sql = `select u.email, u.name, u.locale, w.name as "workspaceName" from member m join user_account u on u.id = m.user_id join workspace w on w.id = m.workspace_id
    where m.workspace_id = $1 and m.id = $2 and m.left_at is null`;
  const [found] = await database.query<MailReader>(sql, [workspaceId, memberId], "mail_reader");
  return found ?? null;
}

/** What one mail invites to: the links that were made for this person in this moment, by address. */
export function listInvited(
  database: Queryable,
  workspaceId: string,
  invitation: { readonly migrationId: string; readonly email: string; readonly at: string; readonly now: number },
): Promise<readonly InvitedInbox[]> {
  const sql = `select t.address, to_json(l) as link from migration_item t join link l on l.workspace_id = t.workspace_id and l.id = t.link_id
    where t.workspace_id = $1 and t.migration_id = $2 and t.state = 'INVITED' and t.invited_at = $4 and l.sent_to = $3 and l.used_at is null
      and l.withdrawn_at is null and l.expires_at > $5 order by t.address_key limit 500`;
  const { migrationId, email, at, now } = invitation;
  return database.query<InvitedInbox>(sql, [workspaceId, migrationId, email, at, new Date(now)], "mail_invited");
}
