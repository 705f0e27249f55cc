import { mayMigrate, type MigrationItemState, type MigrationState } from "@relink/domain";
import type { Caller } from "../people/caller.ts";
import { apiError } from "../platform/api-error.ts";
import { parseConnectionCursor, toConnectionCursor } from "../platform/connection-cursor.ts";
import { toConnection, toPageSize, type Connection } from "../platform/page.ts";
import type { MigrationStore } from "./migration.store.ts";
import type { MigrationWithProgress } from "./migration.ts";
import type { MigrationItemType, MigrationType } from "./migration.type.ts";
import { presentItem, presentMigration } from "./present-migration.ts";

export interface PageArgs<State> {
  readonly first: number | null;
  readonly after: string | null;
  /** Null: all. */
  readonly states: readonly State[] | null;
}

/** Throws FORBIDDEN for whoever may not read migrations. */
export function assertMayMigrate({ asker }: Pick<Caller, "asker">): void {
  if (!mayMigrate(asker)) throw apiError("FORBIDDEN", "Only admins, or an API key with the scope migrations:write, see migrations.");
}

const listName = "migrations";
const itemsName = "migration.items";

function parseAfter(list: string, kinds: Parameters<typeof parseConnectionCursor>[1], after: string | null): readonly string[] | null {
  if (after === null) return null;
  const values = parseConnectionCursor(list, kinds, after);
  if (!values) throw apiError("BAD_USER_INPUT", "after is not a cursor of this list.", { field: "after" });
  return values;
}

/** The workspace's, newest first. */
export async function readMigrations(
  store: MigrationStore,
  workspaceId: string,
  { first, after, states }: PageArgs<MigrationState>,
): Promise<Connection<MigrationType>> {
  const size = toPageSize(first);
  const from = parseAfter(listName, ["uuid"], after)?.[0] ?? null;
  const found = await store.list(workspaceId, { states, after: from, limit: size + 1 });
  const edges = found.map((one) => ({ cursor: toConnectionCursor(listName, [one.id]), node: presentMigration(one) }));
  return toConnection(edges, size, from !== null);
}

/** A migration's inboxes, by address. */
export async function readItems(
  store: MigrationStore,
  { workspaceId, id }: MigrationWithProgress,
  { first, after, states }: PageArgs<MigrationItemState>,
): Promise<Connection<MigrationItemType>> {
  const size = toPageSize(first);
  const [addressKey, inboxId] = parseAfter(itemsName, ["text", "uuid"], after) ?? [];
  const from = addressKey !== undefined && inboxId !== undefined ? { addressKey, inboxId } : null;
  const found = await store.listItems(workspaceId, id, { states, after: from, limit: size + 1 });
  const edges = found.map((item) => ({ cursor: toConnectionCursor(itemsName, [item.addressKey, item.inboxId]), node: presentItem(item) }));
  return toConnection(edges, size, from !== null);
}
