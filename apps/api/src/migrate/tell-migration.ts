import type { MemberId } from "@relink/domain";
import type { Relay } from "../notify/relay.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { TellMigration } from "./migrate-domain.ts";

export interface TellMigrationNeeds {
  readonly database: Queryable;
  readonly relay: Pick<Relay, "tell">;
}

/** Admins and the owners of affected inboxes: once when it is suspected, once when it is certain. Safe to repeat. */
export function createTellMigration({ database, relay }: TellMigrationNeeds): TellMigration {
  return async ({ workspaceId, id, domain, move, state }) => {
    const migrationState = state === "SUSPECTED" ? "SUSPECTED" : "CONFIRMED";
    await relay.tell(workspaceId, {
      news: { type: "domainMoves", ownerIds: await listOwners(database, workspaceId, id) },
      inboxId: null,
      migrationId: id,
      params: { domain, fromProvider: move.from, toProvider: move.to, migrationState },
      episode: `${id}:${migrationState}`,
    });
  };
}

async function listOwners(database: Queryable, workspaceId: string, migrationId: string): Promise<readonly MemberId[]> {
  const sql = `select distinct i.owner_id as id from migration_item t join inbox i on i.workspace_id = t.workspace_id and i.id = t.inbox_id
    where t.workspace_id = $1 and t.migration_id = $2 and i.owner_id is not null order by 1`;
  return (await database.query<{ id: MemberId }>(sql, [workspaceId, migrationId], "migration_owners")).map(({ id }) => id);
}
