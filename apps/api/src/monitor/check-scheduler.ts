import type { Queryable } from "../platform/transaction.ts";

/** One inbox that is due. */
export interface DueCheck {
  readonly workspaceId: string;
  readonly inboxId: string;
  /** The server that it is looked at; checks at one server are bounded together. */
  readonly host: string;
}

export interface CheckScheduler {
  start(): void;
  /** Claims no more, and waits for what runs, 10 s at most: what is left comes back when its lease runs out. */
  stop(): Promise<void>;
}

export interface CheckSchedulerOptions {
  readonly database: Queryable;
  /** Looks at one inbox and stores what comes of it, its next time included. */
  readonly check: (due: DueCheck) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  /** How many run at once; default 32. */
  readonly concurrency?: number;
  /** How many at one server; default 8. */
  readonly perHost?: number;
  /** Milliseconds; default 1,000. */
  readonly pollMs?: number;
  /** For how long a claimed check is nobody else's, milliseconds; default 120,000. */
  readonly leaseMs?: number;
}

const claim = `select workspace_id as "workspaceId", inbox_id as "inboxId", host from claim_due_checks($1, $2, $3)`;
const stopLimitMs = 10_000;

/** What was claimed and waits, and what runs: bounded in all and at each server. */
function createQueue({ check, onError, concurrency = 32, perHost = 8 }: CheckSchedulerOptions, onRoom: () => void) {
  const running = new Set<Promise<void>>();
  const waiting: DueCheck[] = [];
  const busy = new Map<string, number>();
  let stopped = false;

  const begin = (due: DueCheck): void => {
    busy.set(due.host, (busy.get(due.host) ?? 0) + 1);
    const ended = check(due)
      .catch(onError)
      .finally(() => {
        busy.set(due.host, (busy.get(due.host) ?? 1) - 1);
        if (busy.get(due.host) === 0) busy.delete(due.host);
        running.delete(ended);
        pump();
      });
    running.add(ended);
  };
  const pump = (): void => {
    while (!stopped && running.size < concurrency) {
      const next = waiting.findIndex(({ host }) => (busy.get(host) ?? 0) < perHost);
      const [due] = next === -1 ? [] : waiting.splice(next, 1);
      if (!due) break;
      begin(due);
    }
    if (waiting.length === 0) onRoom();
  };
  return {
    // What waits for a slow server must not keep others from being claimed; but what is claimed holds a lease.
    hasRoom: () => !stopped && running.size < concurrency && waiting.length < concurrency * 4,
    add(found: readonly DueCheck[]): void {
      waiting.push(...found);
      pump();
    },
    stop(): Promise<void> {
      stopped = true;
      return atMost(Promise.all(running));
    },
  };
}

async function atMost(work: Promise<unknown>): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    late = setTimeout(resolve, stopLimitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(late);
}

/** Claims due checks and runs them: many workers on one database share the work, and a dead one loses nothing. */
export function createCheckScheduler(options: CheckSchedulerOptions): CheckScheduler {
  const { database, now, onError, concurrency = 32, pollMs = 1_000, leaseMs = 120_000 } = options;
  let timer: NodeJS.Timeout | null = null;
  let claiming: Promise<void> | null = null;
  const claimSome = async (): Promise<readonly DueCheck[]> => {
    const at = now();
    return database.query<DueCheck>(claim, [new Date(at), new Date(at + leaseMs), concurrency], "due_claim");
  };
  const look = (): void => {
    if (claiming !== null || !queue.hasRoom()) return;
    claiming = claimSome().then(
      (found) => {
        claiming = null;
        if (found.length > 0) queue.add(found);
      },
      (error: unknown) => {
        claiming = null;
        onError(error);
      },
    );
  };
  const queue = createQueue(options, look);
  return {
    start() {
      timer = setInterval(look, pollMs);
      look();
    },
    async stop() {
      if (timer) clearInterval(timer);
      const stopping = queue.stop();
      await claiming;
      await stopping;
    },
  };
}
