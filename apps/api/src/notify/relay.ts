import { createEventLog } from "../events/event-log.store.ts";
import type { Durations } from "@relink/domain";
import type { StoredEvent } from "../events/stored-event.ts";
import type { Bus } from "../platform/bus.ts";
import type { Queryable, Transactions } from "../platform/transaction.ts";
import { type Telling, toNotices, toSteps, toTelling } from "./notice.ts";
import { postpone, withoutPostponed } from "./postponed.ts";
import { findBehind, holdPosition, readListeners, readNames, type Stored, storeSteps } from "./relay.store.ts";

/** Turns the log's events into notifications, each once, whatever dies in between and however many processes do it. */
export interface Relay {
  start(): void;
  /** Tells what is no event, such as what a timer found. Nobody is told twice of one episode. */
  tell(workspaceId: string, telling: Telling): Promise<void>;
  /** Tells of one event of the log, to whom nobody has told of it yet. */
  tellEvent(event: StoredEvent): Promise<void>;
  /** Reads one workspace's log to its end, unless another process is at it. */
  drain(workspaceId: string): Promise<void>;
  /** Waits for what runs. */
  stop(): Promise<void>;
}

export interface RelayNeeds {
  readonly database: Queryable;
  readonly transactions: Pick<Transactions, "run">;
  readonly bus: Pick<Bus, "onLogGrew" | "onLost" | "changed">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly durations: Durations;
  readonly onError: (error: unknown) => void;
  /** How often every log is looked at, whatever was hinted; milliseconds, default 1,000. */
  readonly pollMs?: number;
}

const batch = 200;
const atOnce = 4;

/** One stretch of one log, in one transaction with its position; false at the log's end. */
function createStep({ transactions, bus, now, durations }: RelayNeeds) {
  return (workspaceId: string): Promise<boolean> =>
    transactions.run(async (transaction) => {
      const number = await holdPosition(transaction, workspaceId);
      if (number === null) return false;
      const events = await createEventLog(transaction).read(workspaceId, { number, at: null }, batch);
      const last = events.at(-1);
      if (!last) return false;
      const inboxes = await readNames(
        transaction,
        workspaceId,
        events.map((event) => event.inboxId),
      );
      const steps = withoutPostponed(toSteps(events, inboxes, await readListeners(transaction, workspaceId), durations), events, durations);
      await postpone(transaction, workspaceId, steps.later);
      const stored = await storeSteps(transaction, workspaceId, steps.now, { now: now(), number: last.number });
      transaction.afterCommit(() => announce(bus, workspaceId, stored));
      return events.length === batch;
    });
}

function announce(bus: Pick<Bus, "changed">, workspaceId: string, stored: readonly Stored[]): void {
  for (const { id } of stored) bus.changed({ workspaceId, topic: "NOTIFICATION", id });
}

/** Runs one piece of work for each name, a few names at once; a name that is asked for again while it runs, runs again. */
function createQueue(work: (name: string) => Promise<void>) {
  const waiting = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const pump = (): void => {
    for (const name of waiting) {
      if (running.size >= atOnce) return;
      if (running.has(name)) continue;
      waiting.delete(name);
      const ended = work(name).finally(() => {
        running.delete(name);
        pump();
      });
      running.set(name, ended);
    }
  };
  return {
    add(name: string): void {
      waiting.add(name);
      pump();
    },
    async stop(): Promise<void> {
      waiting.clear();
      await Promise.all(running.values());
    },
  };
}

function createTelling({ database, bus, now }: RelayNeeds): Pick<Relay, "tell" | "tellEvent"> {
  const tell: Relay["tell"] = async (workspaceId, telling) => {
    const notices = toNotices(telling, await readListeners(database, workspaceId));
    const stored = await storeSteps(
      database,
      workspaceId,
      notices.map((notice) => ({ notice })),
      { now: now(), number: null },
    );
    announce(bus, workspaceId, stored);
  };
  return {
    tell,
    async tellEvent(event) {
      const telling = toTelling(event, (await readNames(database, event.workspaceId, [event.inboxId])).get(event.inboxId) ?? null);
      if (telling) await tell(event.workspaceId, telling);
    },
  };
}

export function createRelay(needs: RelayNeeds): Relay {
  const { database, bus, onError, pollMs = 1_000 } = needs;
  const step = createStep(needs);
  let stopped = false;
  let endings: readonly (() => void)[] = [];
  let looking: Promise<void> | null = null;

  const drain = async (workspaceId: string): Promise<void> => {
    while (!stopped && (await step(workspaceId)));
  };
  const queue = createQueue((workspaceId) => drain(workspaceId).catch(onError));
  const look = (): void => {
    looking ??= findBehind(database)
      .then((behind) => stopped || behind.forEach(queue.add), onError)
      .then(() => void (looking = null));
  };
  return {
    start() {
      const timer = setInterval(look, pollMs);
      endings = [bus.onLogGrew(queue.add), bus.onLost(look), () => clearInterval(timer)];
      look();
    },
    drain,
    ...createTelling(needs),
    async stop() {
      stopped = true;
      for (const end of endings) end();
      await looking;
      await queue.stop();
    },
  };
}
