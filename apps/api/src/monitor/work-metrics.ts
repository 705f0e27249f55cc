import { Counter, Gauge, Histogram } from "prom-client";
import type { Metric } from "../platform/metrics.ts";
import type { RunDueCheck } from "./check-run.ts";
import type { CheckOutcomeKind, DueCheckStore } from "./due-check.store.ts";
import type { TimerStore } from "./timer.store.ts";
import type { TimerHandler } from "./timer-worker.ts";

const checkOutcomes: readonly CheckOutcomeKind[] = ["passed", "refused", "uncoded", "failed", "ours", "none"];

export interface WorkMetricsNeeds {
  readonly checks: Pick<DueCheckStore, "nextDueAt">;
  readonly timers: Pick<TimerStore, "nextDueAt">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface WorkMetrics {
  readonly metrics: readonly Metric[];
  countChecks(check: RunDueCheck): RunDueCheck;
  countTimers(handlers: Readonly<Record<string, TimerHandler>>): Readonly<Record<string, TimerHandler>>;
}

const lateBuckets = [0.1, 0.5, 1, 5, 15, 60, 300, 1_800];

function createCounters() {
  return {
    checks: new Counter({
      name: "relink_checks_total",
      help: "Checks of inboxes that came by themselves, by what they showed; error: Relink's own fault.",
      labelNames: ["outcome"],
      registers: [],
    }),
    checksLate: new Histogram({
      name: "relink_check_late_seconds",
      help: "How long after they were due checks began.",
      buckets: lateBuckets,
      registers: [],
    }),
    timers: new Counter({
      name: "relink_timer_runs_total",
      help: "Runs of durable timers, by kind and outcome: done, again (later, as it should be), or error (tried again).",
      labelNames: ["kind", "outcome"],
      registers: [],
    }),
    timersLate: new Histogram({
      name: "relink_timer_late_seconds",
      help: "How long after they were due timers began.",
      buckets: lateBuckets,
      registers: [],
    }),
  };
}

type Counters = ReturnType<typeof createCounters>;

/** Runs it, and says how it ended: as `name` puts it, or "error" where it threw. */
async function told<Ended>(run: () => Promise<Ended>, name: (ended: Ended) => string, count: (outcome: string) => void): Promise<Ended> {
  let outcome = "error";
  try {
    const ended = await run();
    outcome = name(ended);
    return ended;
  } finally {
    count(outcome);
  }
}

function overdueSeconds(dueAt: number | null, now: number): number {
  return dueAt === null ? 0 : Math.max(0, (now - dueAt) / 1_000);
}

function createOverdue({ checks, timers, now }: WorkMetricsNeeds, kinds: () => readonly string[]): Metric {
  return new Gauge({
    name: "relink_overdue_seconds",
    help: "How long the work that waits longest and that nobody does has been due, over all processes; 0 where none is.",
    labelNames: ["work"],
    registers: [],
    async collect() {
      const [check, timer] = await Promise.all([checks.nextDueAt(), timers.nextDueAt(kinds())]);
      this.set({ work: "checks" }, overdueSeconds(check, now()));
      this.set({ work: "timers" }, overdueSeconds(timer, now()));
    },
  });
}

function countTimer({ timers, timersLate }: Counters, now: () => number, kind: string, handler: TimerHandler): TimerHandler {
  for (const outcome of ["done", "again", "error"]) timers.inc({ kind, outcome }, 0);
  return (timer, signal) => {
    timersLate.observe(overdueSeconds(timer.dueAt, now()));
    return told(
      () => handler(timer, signal),
      (ended) => (ended === "done" ? "done" : "again"),
      (outcome) => timers.inc({ kind, outcome }),
    );
  };
}

/** What an alarm looks at first: whether the work that comes by itself is done, and how late. */
export function createWorkMetrics(needs: WorkMetricsNeeds): WorkMetrics {
  const { now } = needs;
  const counters = createCounters();
  for (const outcome of [...checkOutcomes, "error"]) counters.checks.inc({ outcome }, 0);
  let kinds: readonly string[] = [];
  return {
    metrics: [...Object.values(counters), createOverdue(needs, () => kinds)],
    countChecks: (check) => (due, signal) => {
      counters.checksLate.observe(overdueSeconds(due.dueAt, now()));
      return told(
        () => check(due, signal),
        (ended) => ended.outcome,
        (outcome) => counters.checks.inc({ outcome }),
      );
    },
    countTimers(handlers) {
      kinds = Object.keys(handlers);
      return Object.fromEntries(Object.entries(handlers).map(([kind, handler]) => [kind, countTimer(counters, now, kind, handler)]));
    },
  };
}
