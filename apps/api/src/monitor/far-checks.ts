import { farthestCheck } from "@relink/domain";
import type { Clock } from "../platform/clock.ts";
import { longestTimerMs } from "../platform/ticks.ts";
import type { FarCheckStore } from "./far-check.store.ts";

/**
 * Brings back checks that lie further ahead than any rule asks for. A clock that was wrong at start, or whose jump was
 * believed, wrote them; nobody would look at those inboxes again before the true time gets there.
 */
export interface FarChecks {
  /** Once now, then once a check interval. */
  start(): void;
  stop(): Promise<void>;
  /** Once now; answers how many checks it brought back. */
  run(): Promise<number>;
}

export interface FarCheckNeeds {
  readonly store: FarCheckStore;
  readonly clock: Clock;
  /** For how long a claimed check is nobody else's; milliseconds. Clocks differ by less than that, too. */
  readonly leaseMs: number;
  readonly onError: (error: unknown) => void;
  readonly warn: (facts: object, message: string) => void;
  /** How many rows in one statement; default 1,000. */
  readonly batch?: number;
}

/** What is left then waits for the next round: by then, what was brought back is looked at. */
const batchesMost = 200;

export function createFarChecks(needs: FarCheckNeeds): FarChecks {
  const { store, clock, warn, onError, batch = 1_000 } = needs;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<unknown> | null = null;
  let stopped = false;
  const all = async (some: () => Promise<number>): Promise<number> => {
    let rows = 0;
    for (let turn = 0; turn < batchesMost && !stopped; turn += 1) {
      const moved = await some();
      rows += moved;
      if (moved < batch) break;
    }
    return rows;
  };
  const run = async (): Promise<number> => {
    const times = timesOf(needs);
    const hosts = await all(() => store.bringHostsBack(times, batch));
    const checks = await all(() => store.bringBack(times, batch));
    if (hosts + checks > 0)
      warn({ checks, hosts }, "Times lay further ahead than any rule asks for: a clock was wrong. They were brought back");
    return checks;
  };
  const turn = (): void => {
    running ??= run()
      .catch(onError)
      .finally(() => (running = null));
  };
  return {
    run,
    start() {
      turn();
      timer = setInterval(turn, Math.min(clock.durations.checkInterval, longestTimerMs));
    },
    async stop() {
      stopped = true;
      if (timer) clearInterval(timer);
      await running;
    },
  };
}

function timesOf({ clock, leaseMs }: FarCheckNeeds) {
  const { now, durations } = clock.moment();
  const { usual, uncoded } = farthestCheck(durations);
  const farthestHost = now + durations.hostRestMost + durations.checkInterval + leaseMs;
  return {
    now,
    // A host that rests puts off what is due there, too.
    farthest: Math.max(now + usual + leaseMs, farthestHost),
    farthestUncoded: Math.max(now + uncoded + leaseMs, farthestHost),
    spreadUntil: now + durations.checkInterval,
    farthestHost,
  };
}
