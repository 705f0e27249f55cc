import { isAtOldProvider, placeOf, step, type Moment, type OwnMailHosts, type Provider } from "@relink/domain";
import { unchanged, withStep, system } from "../inbox/change.ts";
import type { Commit } from "../inbox/commit.ts";
import type { InboxStore } from "../inbox/inbox.store.ts";
import type { Timer } from "../monitor/timer.store.ts";
import type { TimerHandler } from "../monitor/timer-worker.ts";
import type { Bus } from "../platform/bus.ts";
import type { Clock } from "../platform/clock.ts";
import { crashPoint } from "../platform/crash-point.ts";
import type { Queryable, Transaction, Transactions } from "../platform/transaction.ts";
import type { DomainWatchStore } from "./domain-watch.store.ts";
import { fromItem, type Migration, type MigrationItem } from "./migration.ts";
import type { MigrationStore } from "./migration.store.ts";

export interface MigrateNeeds {
  readonly database: Queryable;
  readonly transactions: Pick<Transactions, "run">;
  readonly inboxes: Pick<InboxStore, "find">;
  readonly commit: Commit;
  readonly watches: Pick<DomainWatchStore, "listInboxes">;
  readonly migrations: MigrationStore;
  readonly bus: Pick<Bus, "changed">;
  readonly clock: Clock;
  readonly ownHosts: OwnMailHosts;
}

/** Tells the people concerned; each of them once for each state. */
export type TellMigration = (migration: Migration) => Promise<void>;

const pageSize = 500;

/** What a migration has to do by itself, from its beginning or from wherever a process died. */
export function migrateDomain(needs: MigrateNeeds & { readonly tell: TellMigration }): TimerHandler {
  return async (timer, signal) => {
    const migration = await findMigration(needs.migrations, timer);
    if (!migration || migration.state === "DISMISSED" || migration.state === "COMPLETED") return "done";
    await collectItems(needs, migration);
    await needs.tell(migration);
    crashPoint("migration.told");
    if (migration.state !== "SUSPECTED") await disconnectItems(needs, migration, signal);
    return "done";
  };
}

export async function findMigration(migrations: MigrationStore, { workspaceId, payload }: Timer) {
  const [found] = await migrations.findMany(workspaceId, [String(payload["migrationId"])]);
  return found ?? null;
}

/** The domain's inboxes at the old provider become the migration's. Safe to repeat: those that it has stay as they are. */
export async function collectItems(needs: Omit<MigrateNeeds, "commit" | "transactions">, migration: Migration): Promise<void> {
  const { workspaceId, domain } = migration;
  for (let after: string | null = null; ;) {
    const page = await needs.watches.listInboxes(workspaceId, domain, after, pageSize);
    const rows = page
      .filter((inbox) => placeOf(inbox, needs.ownHosts) === migration.move.from)
      .map((inbox) => fromItem(workspaceId, toNewItem(migration.id, inbox)));
    const values = [workspaceId, migration.id, JSON.stringify(rows)];
    const sql = "select add_migration_items($1, $2, $3::jsonb) as added";
    const [stored] = rows.length === 0 ? [] : await needs.database.query<{ added: number }>(sql, values, "migration_collect");
    if (stored && stored.added > 0) needs.bus.changed({ workspaceId, topic: "MIGRATION", id: migration.id });
    after = page.at(-1)?.id ?? null;
    if (after === null || page.length < pageSize) return;
  }
}

interface Found {
  readonly id: string;
  readonly address: string;
  readonly addressKey: string;
  readonly provider: Provider;
  readonly mailHost: string | null;
}

function toNewItem(migrationId: string, inbox: Found): MigrationItem {
  return {
    migrationId,
    inboxId: inbox.id,
    address: inbox.address,
    addressKey: inbox.addressKey,
    state: "WAITING",
    fromHost: inbox.mailHost,
    movedAt: null,
    invitedAt: null,
    reconnectedAt: null,
    linkId: null,
  };
}

async function disconnectItems(needs: MigrateNeeds, migration: Migration, signal: AbortSignal): Promise<void> {
  const { workspaceId, id } = migration;
  for (let after: { addressKey: string; inboxId: string } | null = null; ;) {
    const page: readonly MigrationItem[] = await needs.migrations.listItems(workspaceId, id, {
      states: ["WAITING", "INVITED"],
      after,
      limit: pageSize,
    });
    for (const item of page) {
      // The lease is lost, or the worker stops: the timer runs again and goes on from here.
      if (signal.aborted) throw new Error("A migration was interrupted, and goes on when its timer runs again.");
      if (item.movedAt === null) await disconnectOnce(needs, migration, item);
    }
    after = page.at(-1) ?? null;
    if (after === null || page.length < pageSize) return;
  }
}

const tries = 4;

/** The item is taken and the inbox disconnected in one transaction, so that it happens once. */
async function disconnectOnce(needs: MigrateNeeds, migration: Migration, item: MigrationItem): Promise<void> {
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const done = await needs.transactions.run((transaction) => tryToDisconnect(needs, transaction, migration, item));
    if (done) return;
  }
  throw new Error(`Inbox ${item.inboxId} could not be disconnected: it keeps changing.`);
}

/** False where the inbox changed meanwhile, so that nothing was stored. */
async function tryToDisconnect(needs: MigrateNeeds, transaction: Transaction, migration: Migration, item: MigrationItem): Promise<boolean> {
  const { workspaceId, id, move } = migration;
  const moment: Moment = needs.clock.moment();
  await transaction.query("savepoint taking");
  const values = [workspaceId, id, item.inboxId, new Date(moment.now)];
  const [taken] = await transaction.query<{ taken: boolean }>(
    "select take_item_to_move($1, $2, $3, $4) as taken",
    values,
    "migration_take",
  );
  if (!taken?.taken) return true;
  const held = await needs.inboxes.find(workspaceId, item.inboxId, transaction);
  const whereabouts = held && { place: placeOf(held.inbox, needs.ownHosts), mailHost: held.inbox.mailHost };
  const result =
    held && whereabouts && isAtOldProvider(move, item.fromHost, whereabouts) && held.inbox.ourEnd.state !== "OFF"
      ? step(held.inbox, { type: "domainMoved", toProvider: move.to }, moment)
      : null;
  // It has followed already, or was turned off: what the log says of it decides, and it was not disconnected by this.
  if (!held || !result?.ok) {
    await transaction.query("rollback to savepoint taking");
    return true;
  }
  const committed = await needs.commit(withStep(unchanged(held, moment.now, system), result, moment), transaction);
  if (committed.ok) return true;
  await transaction.query("rollback to savepoint taking");
  return false;
}
