// A worker process that does nothing but checks: each says when it begins and when it ends, in the table check_run.
import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { createCheckScheduler } from "../src/monitor/check-scheduler.ts";
import { createDueCheckStore } from "../src/monitor/due-check.store.ts";
import { openDatabase } from "../src/platform/database.ts";

const { WORKER_DATABASE = "", WORKER_LEASE_MS, WORKER_CHECK_MS, WORKER_CONCURRENCY } = process.env;
const onError = (error: unknown): void => console.error(error);
const database = await openDatabase({
  url: WORKER_DATABASE,
  poolSize: 10,
  applicationName: "relink check worker",
  onConnectionError: onError,
});
const checkMs = Number(WORKER_CHECK_MS);
const leaseMs = Number(WORKER_LEASE_MS);

const scheduler = createCheckScheduler({
  store: createDueCheckStore(database, {
    named: { atOnce: 40, slotMs: 1 },
    provider: { atOnce: 10_000, slotMs: 0.01 },
    providerHosts: ["imap.provider.test"],
    breaker: { failuresInARow: 25, firstRestMs: 1_000, mostRestMs: 5_000 },
    spreadMs: 1_000,
  }),
  async check({ inboxId }) {
    const run = randomUUID();
    await database.query("insert into check_run (id, inbox_id, worker, begun_at) values ($1, $2, $3, clock_timestamp())", [
      run,
      inboxId,
      process.pid,
    ]);
    await wait(checkMs * (0.5 + Math.random()));
    await database.query("update check_run set ended_at = clock_timestamp() where id = $1", [run]);
    return { outcome: "passed", watched: true };
  },
  now: Date.now,
  onError,
  // Not again within the test.
  retryMs: () => 3_600_000,
  concurrency: Number(WORKER_CONCURRENCY),
  leaseMs,
  limitMs: leaseMs / 2,
  pollMs: 50,
});
scheduler.start();
process.on("disconnect", () => process.exit());
process.send?.({ ready: true });
