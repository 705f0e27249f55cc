import { setTimeout as wait } from "node:timers/promises";
import type { Timer, TimerStore } from "./timer.store.ts";

/** What a timer's run decided: it is over, or it runs again at this time (milliseconds since 1970). */
export type TimerOutcome = "done" | { readonly again: number };

/**
 * Runs one timer. It may run twice (a process died, or lost its lease), so it must be safe to repeat. The signal is
 * aborted once the lease is lost or the worker stops. A throw: tried again later, for ever, more and more rarely.
 */
export type TimerHandler = (timer: Timer, signal: AbortSignal) => Promise<TimerOutcome>;

export interface TimerWorker {
  start(): void;
  /** A timer may be due now: look at once. */
  nudge(): void;
  /** Claims no more and waits for what runs, 10 s at most; then aborts it, and its lease lets another process take it up. */
  stop(): Promise<void>;
}

export interface TimerWorkerOptions {
  readonly store: TimerStore;
  readonly handlers: Readonly<Record<string, TimerHandler>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: unknown, timer: Timer | null) => void;
  /** How many run at once; default 8. */
  readonly concurrency?: number;
  /** Milliseconds; default 30,000. Renewed after each third of it. */
  readonly leaseMs?: number;
  /** How often is looked without a nudge; milliseconds, default 1,000. */
  readonly pollMs?: number;
  /** The waits after a throw, milliseconds: from `firstMs` (default 1,000) doubling up to `mostMs` (default 3,600,000). */
  readonly backOff?: { readonly firstMs: number; readonly mostMs: number };
  /** Milliseconds; default 10,000. */
  readonly stopLimitMs?: number;
}

const abortLimitMs = 500;

/** The wait after so many tries, with half of it by chance so that what failed together does not come back together. */
function backOffMs(tries: number, { firstMs, mostMs }: { readonly firstMs: number; readonly mostMs: number }): number {
  const whole = Math.min(firstMs * 2 ** Math.min(tries, 40), mostMs);
  return Math.round(whole * (0.5 + Math.random() / 2));
}

/** Runs one claimed timer under its lease and stores what came of it. */
function createRunner(options: TimerWorkerOptions, stopping: AbortSignal) {
  const { store, handlers, now, onError, leaseMs = 30_000, backOff = { firstMs: 1_000, mostMs: 3_600_000 } } = options;

  const keepLease = (timer: Timer, lost: AbortController): NodeJS.Timeout =>
    setInterval(() => {
      store.renew(timer, now() + leaseMs).then(
        (ours) => ours || lost.abort(),
        (error: unknown) => onError(error, timer),
      );
    }, leaseMs / 3);
  const decide = async (timer: Timer, signal: AbortSignal): Promise<TimerOutcome | "failed"> => {
    try {
      const handler = handlers[timer.kind];
      if (!handler) throw new Error(`Nothing handles timers of kind ${timer.kind}.`);
      return await handler(timer, signal);
    } catch (error) {
      onError(error, timer);
      return "failed";
    }
  };
  return async (timer: Timer): Promise<void> => {
    const lost = new AbortController();
    const lease = keepLease(timer, lost);
    try {
      const outcome = await decide(timer, AbortSignal.any([lost.signal, stopping]));
      if (outcome === "done") await store.complete(timer);
      else if (outcome === "failed") await store.reschedule(timer, now() + backOffMs(timer.tries, backOff), timer.tries + 1);
      else await store.reschedule(timer, outcome.again, 0);
    } catch (error) {
      // Its end could not be stored: the lease runs out, and it runs once more.
      onError(error, timer);
    } finally {
      clearInterval(lease);
    }
  };
}

export function createTimerWorker(options: TimerWorkerOptions): TimerWorker {
  const { store, now, onError, concurrency = 8, leaseMs = 30_000, pollMs = 1_000, stopLimitMs = 10_000 } = options;
  const kinds = Object.keys(options.handlers);
  const running = new Set<Promise<void>>();
  const aborting = new AbortController();
  const run = createRunner(options, aborting.signal);
  let state: "new" | "started" | "stopped" = "new";
  let sleep: NodeJS.Timeout | null = null;
  let looking: Promise<void> | null = null;
  let again = false;

  const launch = (timer: Timer): void => {
    const ended = run(timer).finally(() => {
      running.delete(ended);
      nudge();
    });
    running.add(ended);
  };
  const claim = async (): Promise<void> => {
    const limit = concurrency - running.size;
    if (limit <= 0) return;
    const timers = await store.claim({ now: now(), leaseUntil: now() + leaseMs, limit, kinds });
    timers.forEach(launch);
  };
  const sleepMs = async (): Promise<number> => {
    // With every hand busy, the end of a run wakes us.
    if (running.size >= concurrency) return pollMs;
    const next = await store.nextDueAt(kinds);
    return next === null ? pollMs : Math.min(pollMs, Math.max(5, next - now()));
  };
  const look = async (): Promise<void> => {
    let ms = pollMs;
    try {
      do {
        again = false;
        await claim();
      } while (again && state === "started");
      ms = await sleepMs();
    } catch (error) {
      onError(error, null);
    }
    looking = null;
    if (state !== "started") return;
    if (again) nudge();
    else sleep = setTimeout(nudge, ms);
  };
  const nudge = (): void => {
    if (state !== "started") return;
    if (looking) return void (again = true);
    if (sleep) clearTimeout(sleep);
    sleep = null;
    looking = look();
  };

  return {
    start() {
      if (state !== "new") return;
      state = "started";
      nudge();
    },
    nudge,
    async stop() {
      state = "stopped";
      if (sleep) clearTimeout(sleep);
      await looking;
      const limit = new AbortController();
      const late = wait(stopLimitMs, undefined, { signal: limit.signal }).then(
        () => aborting.abort(),
        () => undefined,
      );
      await Promise.race([Promise.all(running), late]);
      limit.abort();
      // Who heard the signal puts their timer back.
      if (aborting.signal.aborted) await Promise.race([Promise.all(running), wait(abortLimitMs)]);
    },
  };
}
