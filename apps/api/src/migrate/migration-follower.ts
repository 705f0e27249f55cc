import { domainOf, type OwnMailHosts } from "@relink/domain";
import { createEventLog } from "../events/event-log.store.ts";
import type { Bus } from "../platform/bus.ts";
import type { Clock } from "../platform/clock.ts";
import type { Queryable, Transaction, Transactions } from "../platform/transaction.ts";
import { toChangedItems, toDomainNews, type Stretch } from "./follow-log.ts";
import { findUnread, holdPosition, lockMigrations, readInboxes, readItems, storeFollowed } from "./follow-log.store.ts";
import { settleMigrations, type SettleNeeds } from "./settle-migration.ts";

/** Reads the logs for what they say of domains that move, each event once, however many processes do it. */
export interface MigrationFollower {
  start(): void;
  /** Waits for what runs. */
  stop(): Promise<void>;
}

export interface MigrationFollowerNeeds extends SettleNeeds {
  readonly database: Queryable;
  readonly transactions: Pick<Transactions, "run">;
  readonly bus: Pick<Bus, "onLogGrew" | "onLost" | "changed">;
  readonly clock: Clock;
  readonly ownHosts: OwnMailHosts;
  /** Domains are due now. */
  readonly nudge: () => void;
  readonly onError: (error: unknown) => void;
  /** How often every log is looked at, whatever was hinted; milliseconds, default 1,000. */
  readonly pollMs?: number;
}

const batch = 200;
/** What is of no concern here is most of a log. */
const concerns: ReadonlySet<string> = new Set(["CONNECTED", "RECONNECTED", "DISCONNECTED", "TURNED_OFF", "REMOVED"]);

export function createMigrationFollower(needs: MigrationFollowerNeeds): MigrationFollower {
  const { database, bus, onError, pollMs = 1_000 } = needs;
  const waiting = new Set<string>();
  let stopped = false;
  let endings: readonly (() => void)[] = [];
  let looking: Promise<void> | null = null;
  let running: Promise<void> | null = null;
  const drainAll = async (): Promise<void> => {
    for (const workspaceId of waiting) {
      waiting.delete(workspaceId);
      while (!stopped && (await readStretch(needs, workspaceId)));
    }
  };
  const add = (...workspaceIds: readonly string[]): void => {
    if (stopped) return;
    for (const id of workspaceIds) waiting.add(id);
    running ??= drainAll()
      .catch(onError)
      .then(() => void (running = null));
  };
  const look = (): void => {
    looking ??= findUnread(database)
      .then((behind) => add(...behind), onError)
      .then(() => void (looking = null));
  };
  return {
    start() {
      const timer = setInterval(look, pollMs);
      endings = [bus.onLogGrew((workspaceId) => add(workspaceId)), bus.onLost(look), () => clearInterval(timer)];
      look();
    },
    async stop() {
      stopped = true;
      for (const end of endings) end();
      await looking;
      await running;
    },
  };
}

/** One stretch of one log, in one transaction with its position; false at the log's end. */
function readStretch(needs: MigrationFollowerNeeds, workspaceId: string): Promise<boolean> {
  return needs.transactions.run(async (transaction) => {
    const number = await holdPosition(transaction, workspaceId);
    if (number === null) return false;
    const all = await createEventLog(transaction).read(workspaceId, { number, at: null }, batch);
    const last = all.at(-1);
    if (!last) return false;
    const events = all.filter(({ type }) => concerns.has(type));
    await followStretch(needs, transaction, workspaceId, events, last.number);
    return all.length === batch;
  });
}

async function followStretch(
  needs: MigrationFollowerNeeds,
  transaction: Transaction,
  workspaceId: string,
  events: Stretch["events"],
  number: number,
): Promise<void> {
  const ids = [...new Set(events.map((event) => event.inboxId))];
  const inboxes = ids.length === 0 ? new Map() : await readInboxes(transaction, workspaceId, ids);
  const stretch: Stretch = { events, inboxes, ownHosts: needs.ownHosts };
  const moment = needs.clock.moment();
  const news = toDomainNews(stretch, moment);
  const domains = [...new Set([...inboxes.values()].map(({ addressKey }) => domainOf(addressKey)))];
  const migrations = ids.length === 0 ? [] : await lockMigrations(transaction, workspaceId, ids, domains);
  const known = migrations.map(({ id }) => id);
  const items = known.length === 0 ? [] : await readItems(transaction, workspaceId, known, ids);
  const changed = toChangedItems(stretch, migrations, items);
  const turnedOff = events.filter(({ type }) => type === "TURNED_OFF").map(({ inboxId }) => inboxId);
  await storeFollowed(transaction, workspaceId, news, { changed, turnedOff }, number);
  const left = items.filter(({ inboxId }) => turnedOff.includes(inboxId));
  const touched = [...new Set([...changed, ...left].map(({ migrationId }) => migrationId))];
  await settleMigrations(needs, workspaceId, touched, moment, transaction);
  transaction.afterCommit(() => {
    for (const id of touched) needs.bus.changed({ workspaceId, topic: "MIGRATION", id });
    if (news.length > 0) needs.nudge();
  });
}
