import type { Provider } from "@relink/domain";
import type { Queryable } from "../platform/transaction.ts";
import {
  fromItem,
  toItem,
  toMigration,
  type Migration,
  type MigrationItem,
  type MigrationItemRow,
  type MigrationRow,
} from "./migration.ts";

/** Workspaces whose log has events that the follower has not read. */
export async function findUnread(database: Queryable): Promise<readonly string[]> {
  const rows = await database.query<{ id: string }>(
    `select l.workspace_id as id from workspace_log l left join migration_position p on p.workspace_id = l.workspace_id
     where l.last_number > coalesce(p.number, 0)`,
    [],
    "migrations-behind",
  );
  return rows.map((row) => row.id);
}

/** How far the log was read, held until the transaction ends; null: another process is at it. */
export async function holdPosition(transaction: Queryable, workspaceId: string): Promise<number | null> {
  await transaction.query("select set_config('relink.workspace', $1, true)", [workspaceId]);
  await transaction.query(
    "insert into migration_position (workspace_id) values ($1) on conflict do nothing",
    [workspaceId],
    "migrations-begin",
  );
  const [row] = await transaction.query<{ number: number }>(
    "select number::float8 as number from migration_position where workspace_id = $1 for update skip locked",
    [workspaceId],
    "migrations-hold",
  );
  return row?.number ?? null;
}

/** Where an inbox is now. */
export interface FollowedInbox {
  readonly id: string;
  readonly address: string;
  readonly addressKey: string;
  readonly provider: Provider;
  readonly mailHost: string | null;
  readonly reason: string | null;
}

export async function readInboxes(
  transaction: Queryable,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FollowedInbox>> {
  const sql = `select id, address, address_key as "addressKey", provider, mail_host as "mailHost", reason from inbox where workspace_id = $1 and id = any($2::uuid[])`;
  const rows = await transaction.query<FollowedInbox>(sql, [workspaceId, [...new Set(ids)]], "migrations-inboxes");
  return new Map(rows.map((row) => [row.id, row]));
}

/** The migrations that have one of these inboxes, or whose domain they belong to; locked, but for dismissed ones. */
export async function lockMigrations(
  transaction: Queryable,
  workspaceId: string,
  inboxIds: readonly string[],
  domains: readonly string[],
): Promise<readonly Migration[]> {
  const sql = `select to_json(m) as migration from migration m where m.workspace_id = $1 and m.state <> 'DISMISSED' and (m.domain = any($3)
    or m.id in (select i.migration_id from migration_item i where i.workspace_id = $1 and i.inbox_id = any($2::uuid[]))) order by m.id for update`;
  const rows = await transaction.query<{ migration: MigrationRow }>(sql, [workspaceId, inboxIds, domains], "migrations-lock");
  return rows.map(({ migration }) => toMigration(migration));
}

export async function readItems(
  transaction: Queryable,
  workspaceId: string,
  migrationIds: readonly string[],
  inboxIds: readonly string[],
): Promise<readonly MigrationItem[]> {
  const sql = `select to_json(i) as item from migration_item i where i.workspace_id = $1 and i.migration_id = any($2::uuid[]) and i.inbox_id = any($3::uuid[])`;
  const rows = await transaction.query<{ item: MigrationItemRow }>(sql, [workspaceId, migrationIds, inboxIds], "migrations-items");
  return rows.map(({ item }) => toItem(item));
}

/** What the log says of a domain. Times are milliseconds since 1970. */
export interface DomainNews {
  readonly domain: string;
  readonly dueAt: number;
  /** When the provider refused for good, and when somebody signed in there, by provider. */
  readonly refused: Readonly<Partial<Record<Provider, number>>>;
  readonly signedIn: Readonly<Partial<Record<Provider, number>>>;
}

export async function storeFollowed(
  transaction: Queryable,
  workspaceId: string,
  news: readonly DomainNews[],
  items: { readonly changed: readonly MigrationItem[]; readonly turnedOff: readonly string[] },
  number: number,
): Promise<void> {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const times = (by: DomainNews["refused"]) => Object.fromEntries(Object.entries(by).map(([provider, at]) => [provider, iso(at)]));
  const watches = news.map(({ domain, dueAt, refused, signedIn }) => ({
    domain,
    due_at: iso(dueAt),
    refused: times(refused),
    signed_in: times(signedIn),
  }));
  const rows = items.changed.map((item) => fromItem(workspaceId, item));
  await transaction.query(
    "select follow_for_migrations($1, $2::jsonb, $3::jsonb, $4::uuid[], $5)",
    [workspaceId, JSON.stringify(watches), JSON.stringify(rows), items.turnedOff, number],
    "migrations-follow",
  );
}
