import type { Clock } from "../platform/clock.ts";
import { longestTimerMs } from "../platform/ticks.ts";
import type { UpkeepStore } from "./upkeep.store.ts";

/** Keeps what grows within its bounds: the log's months, the checks' weeks, and what has expired. */
export interface Upkeep {
  /** Once now, then every so often (`durations.upkeep`). */
  start(): void;
  stop(): Promise<void>;
  /** All of it once; answers how many partitions and rows went. */
  run(): Promise<{ readonly parts: number; readonly rows: number }>;
}

export interface UpkeepNeeds {
  readonly store: UpkeepStore;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  /** How many rows of a kind go in one statement; default 1,000. */
  readonly batch?: number;
}

/** So many batches in one run: what is left waits for the next one. */
const batchesMost = 200;

export function createUpkeep(needs: UpkeepNeeds): Upkeep {
  const { clock, onError } = needs;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> | null = null;
  let stopped = false;
  const run = createRound(needs, () => stopped);
  const turn = (): void => {
    running ??= run()
      .catch(onError)
      .finally(() => {
        running = null;
      });
  };
  return {
    run,
    start() {
      turn();
      timer = setInterval(turn, Math.min(clock.durations.upkeep, longestTimerMs));
    },
    async stop() {
      stopped = true;
      if (timer) clearInterval(timer);
      await running;
    },
  };
}

function createRound({ store, clock, batch = 1_000 }: UpkeepNeeds, isStopped: () => boolean): Upkeep["run"] {
  const forget = async (some: () => Promise<number>): Promise<number> => {
    let rows = 0;
    for (let turn = 0; turn < batchesMost && !isStopped(); turn += 1) {
      const gone = await some();
      rows += gone;
      // Fewer than one kind's limit in all: none of them has more.
      if (gone < batch) break;
    }
    return rows;
  };
  return async () => {
    const now = clock.now();
    await store.ensureParts("inbox_event", now);
    await store.ensureParts("inbox_check", now);
    const months = await store.dropParts("inbox_event", now - clock.durations.logKept);
    const weeks = await store.dropParts("inbox_check", now - clock.durations.checksKept);
    const expired = await forget(() => store.forgetExpired(now, now - clock.durations.removedFinal, batch));
    const incidents = await forget(() => store.forgetIncidents(now - clock.durations.logKept, batch));
    const webhooks = await forget(() => store.forgetWebhooks(now, now - clock.durations.webhooksKept, batch));
    await store.recountRunning(now);
    return { parts: months + weeks, rows: expired + incidents + webhooks };
  };
}
