import type { Foundation } from "./app.ts";
import type { ComposedInboxes } from "./compose-inboxes.ts";
import type { ComposedLinks } from "./compose-links.ts";
import type { ComposedLive } from "./compose-live.ts";
import { checkDue } from "./monitor/check-due.ts";
import { createCheckScheduler } from "./monitor/check-scheduler.ts";
import { createTimerHandlers } from "./monitor/timers.ts";
import { createTimerStore } from "./monitor/timer.store.ts";
import { createTimerWorker } from "./monitor/timer-worker.ts";
import { createLateNews } from "./notify/late-news.ts";
import { createSendMail } from "./notify/send-mail.ts";
import type { Clock } from "./platform/clock.ts";

export interface WorkerFoundation extends Pick<Foundation, "env" | "log" | "database" | "mailer"> {
  readonly clock: Clock;
  readonly inboxes: ComposedInboxes;
  readonly links: ComposedLinks;
  readonly live: ComposedLive;
  readonly onError: (error: unknown) => void;
}

export interface ComposedWorkers {
  start(): void;
  nudge(): void;
  stop(): Promise<void>;
}

/** What happens without being asked: timers, checks, and telling. Nothing starts where RELINK_ROLE is api. */
export function composeWorkers({ env, log, database, mailer, clock, inboxes, links, live, onError }: WorkerFoundation): ComposedWorkers {
  const works = env.role !== "api";
  const onRefused = (mail: string): void => log.warn({ mail }, "A mail was refused by its recipient's server");
  const sendMail = createSendMail({ mailer, writers: links.mails, onRefused });
  const lateNews = createLateNews({ inboxes: inboxes.needs.inboxes, relay: live.relay, clock: inboxes.needs.clock });
  const handlers = createTimerHandlers({ ...inboxes.needs, ...lateNews, sendMail });
  // Scaled like every wait, so that a rehearsal of a crash need not sit out the lease of the process that died.
  const leaseMs = Math.max(2_000, 30_000 / env.timeScale);
  const timers = createTimerWorker({ store: createTimerStore(database), handlers, now: clock.now, onError, leaseMs });
  const checks = createCheckScheduler({ database, check: checkDue(inboxes.needs), now: clock.now, onError });
  return {
    start() {
      if (!works) return;
      live.relay.start();
      timers.start();
      checks.start();
    },
    nudge: () => works && timers.nudge(),
    async stop() {
      if (works) await Promise.all([timers.stop(), checks.stop()]);
    },
  };
}
