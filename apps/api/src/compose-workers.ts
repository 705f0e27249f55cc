import type { Foundation } from "./app.ts";
import { composeChecks, composeDueChecks, composeFarChecks, composeSecretWatch } from "./compose-checks.ts";
import { composeIncidents } from "./compose-incidents.ts";
import type { ComposedInboxes } from "./compose-inboxes.ts";
import type { ComposedLinks } from "./compose-links.ts";
import type { ComposedLive } from "./compose-live.ts";
import type { ComposedMails } from "./compose-mails.ts";
import type { ComposedMigrations } from "./compose-migrations.ts";
import type { ComposedWebhooks } from "./compose-webhooks.ts";
import { createOperatorMails } from "./monitor/incident-operator.ts";
import { createTimerHandlers } from "./monitor/timers.ts";
import { createTimerStore, type TimerStore } from "./monitor/timer.store.ts";
import { createTimerWorker } from "./monitor/timer-worker.ts";
import { createWorkMetrics, type WorkMetrics } from "./monitor/work-metrics.ts";
import { createLateNews } from "./notify/late-news.ts";
import { createTellPostponed } from "./notify/postponed.ts";
import { findBehind } from "./notify/relay.store.ts";
import { createSendMail } from "./notify/send-mail.ts";
import { createTellingMetrics } from "./notify/telling-metrics.ts";
import type { Bus } from "./platform/bus.ts";
import type { Clock } from "./platform/clock.ts";
import type { Metric } from "./platform/metrics.ts";
import { createUpkeep } from "./upkeep/upkeep.ts";
import { createUpkeepStore } from "./upkeep/upkeep.store.ts";

export interface WorkerFoundation extends Pick<Foundation, "env" | "log" | "database" | "mailer"> {
  readonly clock: Clock;
  readonly inboxes: ComposedInboxes;
  readonly links: ComposedLinks;
  readonly live: ComposedLive;
  readonly mails: ComposedMails;
  readonly migrations: ComposedMigrations;
  readonly webhooks: ComposedWebhooks;
  readonly bus: Bus;
  readonly onError: (error: unknown) => void;
}

export interface ComposedWorkers {
  /** Whether what comes by itself is done, and whether people are told of it. */
  readonly metrics: readonly Metric[];
  start(): void;
  nudge(): void;
  stop(): Promise<void>;
}

/** What runs until it is stopped. */
interface Worker {
  start(): void;
  stop(): Promise<void> | void;
}

/** What happens without being asked: timers, checks, and telling. Nothing but the counting of incidents starts where RELINK_ROLE is api. */
export function composeWorkers(foundation: WorkerFoundation): ComposedWorkers {
  const { env, log, database, mailer, clock, inboxes, live, mails, migrations, webhooks, bus, onError } = foundation;
  const works = env.role !== "api";
  const timerStore = createTimerStore(database);
  const checkStore = composeDueChecks({ env, needs: inboxes.needs });
  const work = createWorkMetrics({ checks: checkStore, timers: timerStore, now: clock.now });
  const telling = createTellingMetrics(async () => (await findBehind(database)).length);
  const timers = composeTimers({ ...foundation, mailer: telling.countMails(mailer) }, timerStore, work.countTimers);
  const workers: readonly Worker[] = [
    // Whoever made the relay ends it.
    { start: () => live.relay.start(), stop: () => undefined },
    timers,
    composeChecks({ env, needs: inboxes.needs, store: checkStore, count: work.countChecks, onError }),
    composeFarChecks({ log, database, clock, onError }),
    composeSecretWatch({ env, log, database, mailer, bus, relay: live.relay, now: clock.now, onError }),
    createUpkeep({ store: createUpkeepStore(database), clock, onError }),
    mails.gathering,
    migrations.workers,
    webhooks.workers,
  ];
  const incidents = composeIncidents({ env, log, database, inboxes, bus, nudge: () => timers.nudge(), onError });
  return {
    metrics: [...work.metrics, ...telling.metrics],
    start() {
      incidents.start();
      if (works) for (const worker of workers) worker.start();
    },
    nudge: () => works && timers.nudge(),
    async stop() {
      if (works) await Promise.all(workers.map((worker) => worker.stop()));
      await incidents.stop();
    },
  };
}

function composeTimers(foundation: WorkerFoundation, store: TimerStore, count: WorkMetrics["countTimers"]) {
  const { env, log, database, mailer, clock, inboxes, links, live, mails, migrations, webhooks, onError } = foundation;
  const onRefused = (mail: string): void => log.warn({ mail }, "A mail was refused by its recipient's server");
  const writers = { ...links.mails, ...mails.writers, ...migrations.mails, ...createOperatorMails({ database, env }) };
  const sendMail = createSendMail({ mailer, writers, onRefused });
  const lateNews = createLateNews({ inboxes: inboxes.needs.inboxes, relay: live.relay, clock: inboxes.needs.clock });
  const tellPostponed = createTellPostponed({ database, log: live.eventLog, tellEvent: live.relay.tellEvent });
  const handlers = createTimerHandlers({
    ...inboxes.needs,
    ...lateNews,
    tellPostponed,
    sendMail,
    migrationTimers: migrations.timers,
    tellWebhookDisabled: webhooks.tellDisabled,
  });
  // Scaled like every wait, so that a rehearsal of a crash need not sit out the lease of the process that died; a process stands still for seconds in any.
  const leaseMs = Math.max(5_000, 30_000 / env.timeScale);
  return createTimerWorker({ store, handlers: count(handlers), now: clock.now, onError, leaseMs });
}
