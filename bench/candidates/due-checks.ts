import { createCheckScheduler } from "../../apps/api/src/monitor/check-scheduler.ts";
import { createDueCheckStore, type DueCheckStore } from "../../apps/api/src/monitor/due-check.store.ts";
import { openDatabase } from "../../apps/api/src/platform/database.ts";
import { dueLoop, type DueReport, toTimes } from "../world/due-work.ts";

/** The product's scheduler and its statements, with a check that does nothing. Hosts are paced, but wide enough to admit all. */
const onError = (error: unknown): void => console.error(error);
const url = process.env["DATABASE_URL"] ?? "";
const database = await openDatabase({ url, poolSize: 4, applicationName: "bench", onConnectionError: onError });
const wide = { atOnce: 1_000_000, slotMs: 0.001 };
const store = createDueCheckStore(database, {
  named: wide,
  provider: wide,
  providerHosts: ["imap.gmail.com", "outlook.office365.com"],
  breaker: { failuresInARow: 25, firstRestMs: 5_000, mostRestMs: 30_000 },
  spreadMs: 120_000,
});

function watched(report: { claimMs: number[]; latenessMs: number[]; bySecond: number[] }, begun: number, paced: boolean): DueCheckStore {
  return {
    ...store,
    async claim(now, leaseUntil, limit) {
      const start = performance.now();
      const claimed = await store.claim(now, leaseUntil, limit);
      if (claimed.due.length === limit && limit >= 500) report.claimMs.push(performance.now() - start);
      const second = Math.floor((performance.now() - begun) / 1_000);
      report.bySecond[second] = (report.bySecond[second] ?? 0) + claimed.due.length;
      if (paced) for (const { dueAt } of claimed.due) report.latenessMs.push(now - dueAt);
      return claimed;
    },
  };
}

dueLoop(async (order): Promise<DueReport> => {
  const { now, nextMs } = toTimes(order);
  const seen = { claimMs: [], latenessMs: [], bySecond: [] };
  let operations = 0;
  const scheduler = createCheckScheduler({
    store: watched(seen, performance.now(), order.mode === "pace"),
    async check() {
      operations += 1;
      return { outcome: "passed", watched: true };
    },
    now,
    onError,
    retryMs: nextMs,
    concurrency: 500,
  });
  scheduler.start();
  await new Promise((resolve) => setTimeout(resolve, order.ms));
  await scheduler.stop();
  const sorted = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
  return { operations, claimMs: sorted(seen.claimMs), latenessMs: sorted(seen.latenessMs), bySecond: seen.bySecond.slice(0, -1) };
});
