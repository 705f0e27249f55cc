import type { MigrationItemState, MigrationState, Provider } from "@relink/domain";
import type { Queryable } from "../platform/transaction.ts";
import {
  toItem,
  toMigration,
  type Migration,
  type MigrationItem,
  type MigrationItemRow,
  type MigrationRow,
  type MigrationWithProgress,
  type Progress,
} from "./migration.ts";

/** Reads of migrations and their inboxes, always inside one workspace. */
export interface MigrationStore {
  /** Newest first, from just after (older than) the id; `states` null: all. */
  list(workspaceId: string, page: MigrationPage): Promise<readonly MigrationWithProgress[]>;
  findMany(workspaceId: string, ids: readonly string[], within?: Queryable): Promise<readonly MigrationWithProgress[]>;
  /** A domain's newest ones, newest first, 20 at most. */
  listOfDomain(workspaceId: string, domain: string): Promise<readonly Migration[]>;
  /** By address, from just after the place. */
  listItems(workspaceId: string, migrationId: string, page: ItemPage): Promise<readonly MigrationItem[]>;
  listItemsOf(workspaceId: string, migrationId: string, inboxIds: readonly string[]): Promise<readonly MigrationItem[]>;
  /** The newest migration by which this inbox's domain has left this provider, and that has not left the inbox out; null for none. */
  findMove(
    workspaceId: string,
    inbox: { readonly id: string; readonly domain: string; readonly from: Provider; readonly since: number },
  ): Promise<Migration | null>;
  /** Versions of the newest 200: what has changed since they were last seen. */
  listVersions(workspaceId: string): Promise<readonly { readonly id: string; readonly version: number }[]>;
}

export interface MigrationPage {
  readonly states: readonly MigrationState[] | null;
  readonly after: string | null;
  readonly limit: number;
}

export interface ItemPage {
  readonly states: readonly MigrationItemState[] | null;
  readonly after: { readonly addressKey: string; readonly inboxId: string } | null;
  readonly limit: number;
}

type Row = { readonly migration: MigrationRow; readonly progress: Progress };

const columns = `to_json(m) as migration, (select json_build_object('waiting', count(*) filter (where i.state = 'WAITING'), 'invited', count(*) filter (where i.state = 'INVITED'),
    'reconnected', count(*) filter (where i.state = 'RECONNECTED'), 'skipped', count(*) filter (where i.state = 'SKIPPED'))
    from migration_item i where i.workspace_id = m.workspace_id and i.migration_id = m.id) as progress`;

function toWithProgress({ migration, progress }: Row): MigrationWithProgress {
  return { ...toMigration(migration), progress };
}

export function createMigrationStore(database: Queryable): MigrationStore {
  return { ...createReads(database), ...createItemReads(database) };
}

function createReads(database: Queryable) {
  return {
    async list(workspaceId, { states, after, limit }) {
      const sql = `select ${columns} from migration m where m.workspace_id = $1 and ($2::text[] is null or m.state = any($2)) and ($3::uuid is null or m.id < $3)
        order by m.id desc limit $4`;
      return (await database.query<Row>(sql, [workspaceId, states, after, limit], "migrations")).map(toWithProgress);
    },
    async findMany(workspaceId, ids, within = database) {
      const sql = `select ${columns} from migration m where m.workspace_id = $1 and m.id = any($2::uuid[])`;
      return (await within.query<Row>(sql, [workspaceId, ids], "migrations_find")).map(toWithProgress);
    },
    async listOfDomain(workspaceId, domain) {
      const sql = "select to_json(m) as migration from migration m where m.workspace_id = $1 and m.domain = $2 order by m.id desc limit 20";
      const rows = await database.query<Pick<Row, "migration">>(sql, [workspaceId, domain], "migrations_of_domain");
      return rows.map(({ migration }) => toMigration(migration));
    },
    async findMove(workspaceId, { id, domain, from, since }) {
      const sql = `select to_json(m) as migration from migration m where m.workspace_id = $1 and m.domain = $2 and m.from_provider = $3 and m.confirmed_at > $4
        and m.state in ('CONFIRMED', 'RUNNING', 'COMPLETED') and not exists (select 1 from migration_item i where i.workspace_id = $1 and i.migration_id = m.id and i.inbox_id = $5)
        order by m.id desc limit 1`;
      const [row] = await database.query<Pick<Row, "migration">>(sql, [workspaceId, domain, from, new Date(since), id], "migration_move");
      return row ? toMigration(row.migration) : null;
    },
    listVersions: (workspaceId) =>
      database.query(
        "select id, version from migration where workspace_id = $1 order by id desc limit 200",
        [workspaceId],
        "migration_versions",
      ),
  } satisfies Partial<MigrationStore>;
}

function createItemReads(database: Queryable) {
  return {
    async listItemsOf(workspaceId, migrationId, inboxIds) {
      const sql =
        "select to_json(i) as item from migration_item i where i.workspace_id = $1 and i.migration_id = $2 and i.inbox_id = any($3::uuid[])";
      const rows = await database.query<{ item: MigrationItemRow }>(sql, [workspaceId, migrationId, inboxIds], "migration_items_of");
      return rows.map(({ item }) => toItem(item));
    },
    async listItems(workspaceId, migrationId, { states, after, limit }) {
      const sql = `select to_json(i) as item from migration_item i where i.workspace_id = $1 and i.migration_id = $2 and ($3::text[] is null or i.state = any($3))
        and ($4::text is null or (i.address_key, i.inbox_id) > ($4, $5::uuid)) order by i.address_key, i.inbox_id limit $6`;
      const values = [workspaceId, migrationId, states, after?.addressKey ?? null, after?.inboxId ?? null, limit];
      return (await database.query<{ item: MigrationItemRow }>(sql, values, "migration_items")).map(({ item }) => toItem(item));
    },
  } satisfies Partial<MigrationStore>;
}
