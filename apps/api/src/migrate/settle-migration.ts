import type { Moment } from "@relink/domain";
import type { Transaction } from "../platform/transaction.ts";
import type { MigrationWithProgress } from "./migration.ts";
import { stepped } from "./migration-change.ts";
import type { MigrationStore } from "./migration.store.ts";
import type { SaveMigration } from "./save-migration.ts";

export interface SettleNeeds {
  readonly migrations: Pick<MigrationStore, "findMany">;
  readonly save: SaveMigration;
}

/** Completes migrations for which nobody is waited any more, and takes up again those for which somebody is. */
export async function settleMigrations(
  { migrations, save }: SettleNeeds,
  workspaceId: string,
  ids: readonly string[],
  moment: Moment,
  within?: Transaction,
): Promise<void> {
  if (ids.length === 0) return;
  for (const migration of await migrations.findMany(workspaceId, ids, within)) {
    const change = toChange(migration, moment.now);
    if (!change) continue;
    // Where the domain moves once more already, this one stays as it is; what the transaction did before stays, too.
    await within?.query("savepoint settling");
    if (await save(change, moment, within)) await within?.query("rollback to savepoint settling");
  }
}

function toChange(migration: MigrationWithProgress, now: number): ReturnType<typeof stepped> {
  const { waiting, invited, reconnected, skipped } = migration.progress;
  if (waiting + invited > 0) return migration.state === "COMPLETED" ? stepped(migration, "oneWaitsAgain", [], now) : null;
  // A suspicion that everybody left out has completed nothing.
  const followed = migration.state === "SUSPECTED" ? reconnected > 0 : reconnected + skipped > 0;
  return followed ? stepped(migration, "allFollowed", [], now) : null;
}
