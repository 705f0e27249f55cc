import { processTicks, type Ticks } from "../platform/ticks.ts";
import { createCheckCompleter, type CheckCompleter } from "./check-completer.ts";
import { CheckRun, type RunDueCheck } from "./check-run.ts";
import type { Claimed, DueCheck, DueCheckStore } from "./due-check.store.ts";

export interface CheckScheduler {
  start(): void;
  /** Claims no more, and waits for what runs, 10 s at most; then aborts it: what is left comes back when its lease runs out. */
  stop(): Promise<void>;
}

export interface CheckSchedulerOptions {
  readonly store: DueCheckStore;
  /** Looks at one inbox and stores what comes of it. */
  readonly check: RunDueCheck;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  /** When to look again at what could not be looked at (a bug, or our own database), milliseconds from now. */
  readonly retryMs: (trouble: number) => number;
  /** How many run at once; default 64. */
  readonly concurrency?: number;
  /** How many are claimed at once at most; default 500. */
  readonly batch?: number;
  /** How often is looked while nothing is due; milliseconds, default 250. */
  readonly pollMs?: number;
  /** A check that takes longer is given up and its place is free again; milliseconds, default 60,000. */
  readonly limitMs?: number;
  /** For how long a claimed check is nobody else's, milliseconds; default 120,000. */
  readonly leaseMs?: number;
  /** Milliseconds; default 10,000. */
  readonly stopLimitMs?: number;
  /** How it waits; default by the process's own timers. */
  readonly ticks?: Ticks;
}

// What is claimed but has to wait here could have been another worker's: no more than begins within this time.
const aheadMs = 2_000;

/** A claimed check that has not begun. */
interface Waiting {
  readonly due: DueCheck;
  /** When too little of its lease is left to begin; milliseconds, by a clock that never jumps. */
  readonly until: number;
}

/** Claims due checks and runs them: many workers on one database share the work, and a dead one loses nothing. */
export function createCheckScheduler(options: CheckSchedulerOptions): CheckScheduler {
  return new Scheduler(options);
}

class Scheduler implements CheckScheduler {
  readonly #options: CheckSchedulerOptions;
  readonly #concurrency: number;
  readonly #ticks: Ticks;
  readonly #completer: CheckCompleter;
  readonly #waiting: Waiting[] = [];
  readonly #running = new Set<CheckRun>();
  readonly #pace: Pace;
  #state: "new" | "started" | "stopped" = "new";
  #claiming: Promise<void> | null = null;
  /** Each calls its wait off; null while there is none. */
  #sleep: (() => void) | null = null;
  #guard: (() => void) | null = null;

  constructor(options: CheckSchedulerOptions) {
    this.#options = options;
    this.#concurrency = options.concurrency ?? 64;
    this.#ticks = options.ticks ?? processTicks;
    this.#completer = createCheckCompleter(options);
    this.#pace = new Pace(this.#ticks);
  }

  start(): void {
    if (this.#state !== "new") return;
    this.#state = "started";
    this.#look();
  }

  async stop(): Promise<void> {
    this.#state = "stopped";
    this.#sleep?.();
    await this.#claiming;
    // What waits here has asked nobody anything: another worker may take it at once.
    const nextAt = this.#options.now();
    for (const { due } of this.#waiting.splice(0)) this.#completer.add({ due, outcome: "none", nextAt });
    const inTime = this.#ticks.after(this.#options.stopLimitMs ?? 10_000, () => this.#running.forEach((run) => run.abandon()));
    await Promise.all([...this.#running].map((run) => run.ended));
    inTime();
    this.#guard?.();
    await this.#completer.flush();
  }

  /** While anything runs: ends what takes too long. */
  #watchLate(): void {
    if (this.#guard || this.#running.size === 0) return;
    this.#guard = this.#ticks.after(Math.min(1_000, (this.#options.limitMs ?? 60_000) / 4), () => {
      this.#guard = null;
      const now = this.#ticks.elapsed();
      for (const run of this.#running) run.giveUpIfLate(now);
      this.#watchLate();
    });
  }

  /** Claims where there is room; sleeps while nothing is due. */
  #look(): void {
    if (this.#state !== "started" || this.#claiming) return;
    this.#sleep?.();
    this.#sleep = null;
    const room = this.#room();
    if (room <= 0) return;
    const { leaseMs = 120_000, limitMs = 60_000 } = this.#options;
    // Counted from before it was asked for: the lease began no earlier.
    const until = this.#ticks.elapsed() + leaseMs - limitMs;
    this.#claiming = this.#claim(room).then(({ due, looked }) => {
      this.#claiming = null;
      this.#waiting.push(...due.map((one) => ({ due: one, until })));
      this.#pump();
      if (looked < room) this.#wake(this.#options.pollMs ?? 250);
      else this.#look();
    });
  }

  #wake(ms: number): void {
    if (this.#state !== "started") return;
    this.#sleep?.();
    this.#sleep = this.#ticks.after(ms, () => this.#look());
  }

  /** As many as begin soon, and only once a good part of them does: a claim costs a statement, however few it brings. */
  #room(): number {
    const most = this.#options.batch ?? 500;
    const ahead = Math.min(most, Math.max(this.#concurrency, Math.round(this.#pace.perMs() * aheadMs)));
    const free = ahead - this.#waiting.length - this.#running.size;
    return free >= ahead / 4 || this.#running.size === 0 ? Math.max(free, 0) : 0;
  }

  async #claim(limit: number): Promise<Claimed> {
    const { store, now, leaseMs = 120_000, onError } = this.#options;
    const at = now();
    try {
      return await store.claim(at, at + leaseMs, limit);
    } catch (error) {
      onError(error);
      return { due: [], looked: 0 };
    }
  }

  #pump(): void {
    while (this.#state === "started" && this.#running.size < this.#concurrency) {
      const next = this.#waiting.shift();
      if (!next) return;
      // This process stood still, or all here are slow: begun now, it might run beside another worker's.
      if (this.#ticks.elapsed() < next.until) this.#begin(next.due);
      else this.#completer.add({ due: next.due, outcome: "none", nextAt: this.#options.now() });
    }
  }

  #begin(due: DueCheck): void {
    const run = new CheckRun(this.#options, due);
    this.#running.add(run);
    this.#watchLate();
    void run.ended.then((end) => {
      this.#running.delete(run);
      if (end) this.#completer.add(end);
      this.#pace.count();
      this.#pump();
      if (this.#state === "started" && this.#sleep === null) this.#look();
    });
  }
}

/** How many checks end in a millisecond, over the last second or two. */
class Pace {
  readonly #ticks: Ticks;
  #since: number;
  #count = 0;
  #last = 0;

  constructor(ticks: Ticks) {
    this.#ticks = ticks;
    this.#since = ticks.elapsed();
  }

  count(): void {
    this.#count += 1;
    const elapsed = this.#ticks.elapsed() - this.#since;
    if (elapsed < 1_000 && this.#count < 2_000) return;
    this.#last = this.#count / Math.max(elapsed, 1);
    this.#since = this.#ticks.elapsed();
    this.#count = 0;
  }

  perMs(): number {
    return Math.max(this.#last, this.#count / Math.max(this.#ticks.elapsed() - this.#since, 100));
  }
}
