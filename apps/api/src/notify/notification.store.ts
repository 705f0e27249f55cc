import type { Because, NewsType, NotificationParams, NotificationSeverity } from "@relink/domain";
import type { Queryable } from "../platform/transaction.ts";

/** What one person was told. Ids are UUIDs; the words are made when it is read, in the reader's language. */
export interface StoredNotification {
  readonly workspaceId: string;
  readonly id: string;
  readonly memberId: string;
  readonly template: NewsType;
  readonly params: NotificationParams;
  readonly because: Because;
  readonly severity: NotificationSeverity;
  readonly inboxId: string | null;
  readonly migrationId: string | null;
  readonly href: string;
  readonly createdAt: Date;
  readonly readAt: Date | null;
  readonly closedAt: Date | null;
}

export interface Reader {
  readonly workspaceId: string;
  readonly memberId: string;
}

export const mostSince = 1_001;

export interface NotificationStore {
  /** Newest first, from just after (older than) the id. */
  list(
    reader: Reader,
    options: { readonly unreadOnly: boolean; readonly after: string | null; readonly limit: number },
  ): Promise<readonly StoredNotification[]>;
  countUnread(reader: Reader): Promise<number>;
  /** In the order of these ids; null where one of them is not this reader's, and then nothing is marked. */
  markRead(reader: Reader, ids: readonly string[], at: Date): Promise<readonly StoredNotification[] | null>;
  /** Whatever of these there is in the workspace, oldest first. */
  find(workspaceId: string, ids: readonly string[]): Promise<readonly StoredNotification[]>;
  /** What this reader was told since then, oldest first; the newest 1,001 at most. */
  since(reader: Reader, at: Date): Promise<readonly StoredNotification[]>;
}

const columns = `workspace_id as "workspaceId", id, member_id as "memberId", template, params, because, severity, inbox_id as "inboxId", migration_id as "migrationId", href,
  created_at as "createdAt", read_at as "readAt", closed_at as "closedAt"`;

const list = `select ${columns} from notification where workspace_id = $1 and member_id = $2 and ($3::uuid is null or id < $3)
  and (not $4::boolean or read_at is null) order by id desc limit $5`;
const count = "select count(*)::int as count from notification where workspace_id = $1 and member_id = $2 and read_at is null";
const mark = `select ${columns} from mark_notifications_read($1, $2, $3, $4)`;
const find = `select ${columns} from notification where workspace_id = $1 and id = any($2) order by id`;
const since = `select * from (select ${columns} from notification where workspace_id = $1 and member_id = $2 and created_at >= $3
  order by id desc limit ${mostSince}) newest order by id`;

export function createNotificationStore(database: Queryable): NotificationStore {
  return {
    list: ({ workspaceId, memberId }, { unreadOnly, after, limit }) =>
      database.query<StoredNotification>(list, [workspaceId, memberId, after, unreadOnly, limit], "notification-list"),
    async countUnread({ workspaceId, memberId }) {
      const [row] = await database.query<{ count: number }>(count, [workspaceId, memberId], "notification-count");
      return row?.count ?? 0;
    },
    async markRead({ workspaceId, memberId }, ids, at) {
      const rows = await database.query<StoredNotification>(mark, [workspaceId, memberId, ids, at], "notification-mark");
      const byId = new Map(rows.map((row) => [row.id, row]));
      const ordered = [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
      return ids.length > 0 && ordered.length === 0 ? null : ordered;
    },
    find: (workspaceId, ids) => database.query<StoredNotification>(find, [workspaceId, ids], "notification-find"),
    since: ({ workspaceId, memberId }, at) => database.query<StoredNotification>(since, [workspaceId, memberId, at], "notification-since"),
  };
}
