import { createEventLog } from "../events/event-log.store.ts";
import type { Bus } from "../platform/bus.ts";
import type { Cursors } from "../platform/cursor.ts";
import type { Queryable, Transactions } from "../platform/transaction.ts";
import { toEventMessages } from "./webhook-message.ts";
import { findBehind, holdPosition, readMessageInboxes, storeDeliveries } from "./webhook-relay.store.ts";

/** Turns the log's events into deliveries, each once for each endpoint, whatever dies in between and however many processes do it. */
export interface WebhookRelay {
  start(): void;
  /** Reads one workspace's log to its end, unless another process is at it. */
  drain(workspaceId: string): Promise<void>;
  /** Waits for what runs. */
  stop(): Promise<void>;
}

export interface WebhookRelayNeeds {
  readonly database: Queryable;
  readonly transactions: Pick<Transactions, "run">;
  readonly cursors: Cursors;
  readonly bus: Pick<Bus, "onLogGrew" | "onLost" | "changed">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** There are deliveries to make. */
  readonly nudge: () => void;
  readonly onError: (error: unknown) => void;
  /** How often every log is looked at, whatever was hinted; milliseconds, default 1,000. */
  readonly pollMs?: number;
}

const batch = 500;
// What grows together is looked at together: most growth is in workspaces without an endpoint.
const gatherMs = 20;

/** One stretch of one log, in one transaction with its position; false at the log's end. */
function step({ transactions, cursors, bus, now, nudge }: WebhookRelayNeeds, workspaceId: string): Promise<boolean> {
  return transactions.run(async (transaction) => {
    const number = await holdPosition(transaction, workspaceId);
    if (number === null) return false;
    const events = await createEventLog(transaction).read(workspaceId, { number, at: null }, batch);
    const last = events.at(-1);
    if (!last) return false;
    const inboxes = await readMessageInboxes(transaction, workspaceId, events);
    const messages = toEventMessages(workspaceId, events, inboxes, cursors);
    const stored = await storeDeliveries(transaction, workspaceId, now(), last.number, messages);
    transaction.afterCommit(() => {
      if (stored === 0) return;
      bus.changed({ workspaceId, topic: "DELIVERY", id: null });
      nudge();
    });
    return events.length === batch;
  });
}

export function createWebhookRelay(needs: WebhookRelayNeeds): WebhookRelay {
  const { database, bus, onError, pollMs = 1_000 } = needs;
  let stopped = false;
  let gathering: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let again = false;
  let endings: readonly (() => void)[] = [];

  const drain = async (workspaceId: string): Promise<void> => {
    while (!stopped && (await step(needs, workspaceId)));
  };
  const lookOnce = async (): Promise<void> => {
    for (const workspaceId of await findBehind(database)) await drain(workspaceId).catch(onError);
  };
  const look = (): void => {
    gathering = null;
    again = true;
    looking ??= (async () => {
      while (again && !stopped) {
        again = false;
        await lookOnce().catch(onError);
      }
    })().finally(() => (looking = null));
  };
  return {
    drain,
    start() {
      const timer = setInterval(look, pollMs);
      const hinted = bus.onLogGrew(() => (gathering ??= setTimeout(look, gatherMs)));
      endings = [hinted, bus.onLost(look), () => clearInterval(timer), () => gathering && clearTimeout(gathering)];
      look();
    },
    async stop() {
      stopped = true;
      for (const end of endings) end();
      await looking;
    },
  };
}
