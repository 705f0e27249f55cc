import { expect, test } from "vitest";
import { createWorkMetrics } from "./work-metrics.ts";
import type { Timer } from "./timer.store.ts";

const now = Date.parse("2026-11-29T12:00:00Z");
const timer: Timer = {
  id: "one",
  kind: "work",
  dueAt: now - 20_000,
  token: 1,
  tries: 0,
  workspaceId: "w",
  inboxId: null,
  grantId: null,
  attemptId: null,
  payload: {},
};
const signal = new AbortController().signal;

test("what throws is counted as an error, and thrown on; what waits longest is told in seconds, and what is not due as 0", async () => {
  const asked: (readonly string[])[] = [];
  const work = createWorkMetrics({
    checks: { nextDueAt: async () => now - 90_000 },
    timers: { nextDueAt: async (kinds) => (asked.push(kinds), now + 5_000) },
    now: () => now,
  });
  const handlers = work.countTimers({
    work: () => Promise.reject(new Error("The database is away.")),
    later: async () => ({ again: now }),
  });
  await expect(handlers["work"]?.(timer, signal)).rejects.toThrow("The database is away.");
  expect(await handlers["later"]?.(timer, signal)).toEqual({ again: now });
  const told = (await Promise.all(work.metrics.map((metric) => metric.get()))).flatMap(({ name, values }) =>
    values.map(({ labels, value, ...more }) => ({ name: "metricName" in more ? more.metricName : name, labels, value })),
  );
  expect(told).toContainEqual({ name: "relink_timer_runs_total", labels: { kind: "work", outcome: "error" }, value: 1 });
  expect(told).toContainEqual({ name: "relink_timer_runs_total", labels: { kind: "work", outcome: "done" }, value: 0 });
  expect(told).toContainEqual({ name: "relink_timer_runs_total", labels: { kind: "later", outcome: "again" }, value: 1 });
  expect(told).toContainEqual({ name: "relink_timer_late_seconds_sum", labels: {}, value: 40 });
  expect(told).toContainEqual({ name: "relink_overdue_seconds", labels: { work: "checks" }, value: 90 });
  expect(told).toContainEqual({ name: "relink_overdue_seconds", labels: { work: "timers" }, value: 0 });
  expect(asked).toEqual([["work", "later"]]);
});
