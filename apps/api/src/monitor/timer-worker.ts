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
const defaultLeaseMs = 30_000;

/** The wait after so many tries, with half of it by chance so that what failed together does not come back together. */
function backOffMs(tries: number, { firstMs, mostMs }: { readonly firstMs: number; readonly mostMs: number }): number {
  const whole = Math.min(firstMs * 2 ** Math.min(tries, 40), mostMs);
  return Math.round(whole * (0.5 + Math.random() / 2));
}

/** Runs one claimed timer under its lease and stores what came of it. */
function createRunner(options: TimerWorkerOptions, stopping: AbortSignal) {
  const { store, handlers, now, onError, leaseMs = defaultLeaseMs, backOff = { firstMs: 1_000, mostMs: 3_600_000 } } = options;

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
  return new Worker(options);
}

class Worker implements TimerWorker {
  readonly #options: TimerWorkerOptions;
  readonly #kinds: readonly string[];
  readonly #concurrency: number;
  readonly #pollMs: number;
  readonly #running = new Set<Promise<void>>();
  readonly #aborting = new AbortController();
  readonly #run: (timer: Timer) => Promise<void>;
  #state: "new" | "started" | "stopped" = "new";
  #sleep: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #again = false;

  constructor(options: TimerWorkerOptions) {
    this.#options = options;
    this.#kinds = Object.keys(options.handlers);
    this.#concurrency = options.concurrency ?? 8;
    this.#pollMs = options.pollMs ?? 1_000;
    this.#run = createRunner(options, this.#aborting.signal);
  }

  start(): void {
    if (this.#state !== "new") return;
    this.#state = "started";
    this.nudge();
  }

  nudge(): void {
    if (this.#state !== "started") return;
    this.#again = true;
    if (this.#looking) return;
    if (this.#sleep) clearTimeout(this.#sleep);
    this.#sleep = null;
    this.#looking = this.#look();
  }

  async stop(): Promise<void> {
    this.#state = "stopped";
    if (this.#sleep) clearTimeout(this.#sleep);
    await this.#looking;
    if (await this.#isQuietWithin(this.#options.stopLimitMs ?? 10_000)) return;
    this.#aborting.abort();
    // Who heard the signal puts their timer back.
    await this.#isQuietWithin(abortLimitMs);
  }

  async #isQuietWithin(limitMs: number): Promise<boolean> {
    const limit = new AbortController();
    const late = wait(limitMs, false, { signal: limit.signal }).catch(() => false);
    const quiet = await Promise.race([Promise.all(this.#running).then(() => true), late]);
    limit.abort();
    return quiet;
  }

  async #look(): Promise<void> {
    let ms = this.#pollMs;
    try {
      while (this.#again && this.#state === "started") {
        this.#again = false;
        await this.#claim();
      }
      ms = await this.#sleepMs();
    } catch (error) {
      this.#options.onError(error, null);
    }
    this.#looking = null;
    if (this.#state !== "started") return;
    this.#sleep = setTimeout(() => this.nudge(), this.#again ? 0 : ms);
  }

  async #claim(): Promise<void> {
    const { store, now, leaseMs = defaultLeaseMs } = this.#options;
    const limit = this.#concurrency - this.#running.size;
    if (limit <= 0) return;
    const timers = await store.claim({ now: now(), leaseUntil: now() + leaseMs, limit, kinds: this.#kinds });
    timers.forEach((timer) => this.#launch(timer));
  }

  #launch(timer: Timer): void {
    const ended = this.#run(timer).finally(() => {
      this.#running.delete(ended);
      this.nudge();
    });
    this.#running.add(ended);
  }

  async #sleepMs(): Promise<number> {
    // With every hand busy, the end of a run wakes us.
    if (this.#running.size >= this.#concurrency) return this.#pollMs;
    const next = await this.#options.store.nextDueAt(this.#kinds);
    return next === null ? this.#pollMs : Math.min(this.#pollMs, Math.max(5, next - this.#options.now()));
  }
}
