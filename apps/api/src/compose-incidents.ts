import type { Foundation } from "./app.ts";
import type { ComposedInboxes } from "./compose-inboxes.ts";
import { createIncidentStore } from "./monitor/incident.store.ts";
import { createIncidentLog } from "./monitor/incident-operator.ts";
import { createIncidentWorker, type IncidentWorker } from "./monitor/incident-worker.ts";
import type { Bus } from "./platform/bus.ts";
import { createTransactions } from "./platform/transaction.ts";

export interface IncidentFoundation extends Pick<Foundation, "env" | "log" | "database"> {
  readonly inboxes: Pick<ComposedInboxes, "needs" | "watch">;
  readonly bus: Bus;
  readonly nudge: () => void;
  readonly onError: (error: unknown) => void;
}

/** The counting of every process; one that only answers requests decides nothing. */
export function composeIncidents({ env, log, database, inboxes, bus, nudge, onError }: IncidentFoundation): IncidentWorker {
  const { needs, watch } = inboxes;
  return createIncidentWorker({
    ...needs,
    // Not those that wait for providers: an outage is when those are all taken.
    transactions: createTransactions(database),
    store: createIncidentStore(database),
    watch,
    bus,
    now: needs.clock.now,
    log: createIncidentLog(log),
    nudge,
    thresholds: env.incidents,
    decides: env.role !== "api",
    onError,
  });
}
