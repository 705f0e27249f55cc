import type { Locale, MailPreference } from "@relink/domain";
import type { Queryable } from "../platform/transaction.ts";
import { troubles } from "./notice.ts";
import type { StoredNotification } from "./notification.store.ts";

/** To whom a digest goes. */
export interface DigestReader {
  readonly memberId: string;
  readonly email: string;
  /** Where mail goes while the address above is itself an inbox that is disconnected; null: nowhere else. */
  readonly fallbackEmail: string | null;
  /** Whether that is so now. */
  readonly emailIsDisconnected: boolean;
  readonly locale: Locale;
  readonly workspaceName: string;
}

export type DigestItem = Pick<StoredNotification, "id" | "template" | "params" | "because" | "severity" | "href" | "createdAt"> & {
  readonly mail: MailPreference;
};

export interface DigestStore {
  /** Null: they have left. */
  reader(workspaceId: string, memberId: string): Promise<DigestReader | null>;
  /** What of the digest still holds: the loudest first, then the newest; at most `limit`, and how many in all. */
  items(workspaceId: string, digestId: string, limit: number): Promise<{ readonly items: readonly DigestItem[]; readonly total: number }>;
}

const reader = `select m.id as "memberId", u.email, u.locale, w.name as "workspaceName", p.fallback_email as "fallbackEmail",
    exists (select from inbox i where i.workspace_id = m.workspace_id and i.address_key = u.email and i.state = 'DISCONNECTED') as "emailIsDisconnected"
  from member m join user_account u on u.id = m.user_id join workspace w on w.id = m.workspace_id
  left join notification_preference p on p.workspace_id = m.workspace_id and p.member_id = m.id
  where m.workspace_id = $1 and m.id = $2 and m.left_at is null`;

const items = `select id, template, params, because, severity, href, created_at as "createdAt", mail, (count(*) over ())::int as total
  from notification where workspace_id = $1 and digest_id = $2 and mail is not null and (closed_at is null or template <> all($4))
  order by case severity when 'CRITICAL' then 0 when 'WARNING' then 1 else 2 end, id desc limit $3`;

export function createDigestStore(database: Queryable): DigestStore {
  return {
    async reader(workspaceId, memberId) {
      const [row] = await database.query<DigestReader>(reader, [workspaceId, memberId], "digest-reader");
      return row ?? null;
    },
    async items(workspaceId, digestId, limit) {
      const rows = await database.query<DigestItem & { total: number }>(items, [workspaceId, digestId, limit, troubles], "digest-items");
      return { items: rows, total: rows[0]?.total ?? 0 };
    },
  };
}
