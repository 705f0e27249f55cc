import { hostRules, retryWait, type Durations } from "@relink/domain";
import type { Foundation } from "./app.ts";
import { createLapsingSecretWatch } from "./application/lapsing-secrets.ts";
import type { Env } from "./env.ts";
import { checkDue } from "./monitor/check-due.ts";
import type { CheckNeeds } from "./monitor/check-inbox.ts";
import { createCheckScheduler, type CheckScheduler } from "./monitor/check-scheduler.ts";
import { createSecretWatch, type SecretWatch } from "./monitor/secret-watch.ts";
import { createDueCheckStore, type DueCheckStore } from "./monitor/due-check.store.ts";
import { createFarCheckStore } from "./monitor/far-check.store.ts";
import { createFarChecks, type FarChecks } from "./monitor/far-checks.ts";
import type { WorkMetrics } from "./monitor/work-metrics.ts";
import type { Relay } from "./notify/relay.ts";
import type { Bus } from "./platform/bus.ts";
import type { Clock } from "./platform/clock.ts";

// What a check takes is the network's time, which no rehearsal shortens.
const leastLimitMs = 20_000;
const leastLeaseMs = 30_000;

export interface CheckFoundation {
  readonly env: Pick<Env, "google" | "microsoft" | "checksAtOnce">;
  readonly needs: CheckNeeds;
  readonly store: DueCheckStore;
  readonly count: WorkMetrics["countChecks"];
  readonly onError: (error: unknown) => void;
}

/** Which checks are due, paced by their hosts. */
export function composeDueChecks({ env, needs }: Pick<CheckFoundation, "env" | "needs">): DueCheckStore {
  return createDueCheckStore(needs.database, hostRules(needs.clock.durations, [env.google.imap.host, env.microsoft.imap.host]));
}

/** The checks that come by themselves. */
export function composeChecks({ env, needs, store, count, onError }: CheckFoundation): CheckScheduler {
  const { durations, now } = needs.clock;
  return createCheckScheduler({
    store,
    check: count(checkDue(needs)),
    now,
    onError,
    retryMs: (trouble) => retryWait(trouble, durations, Math.random()),
    concurrency: env.checksAtOnce,
    limitMs: Math.max(leastLimitMs, durations.checkLimit),
    leaseMs: toLeaseMs(durations),
  });
}

function toLeaseMs(durations: Durations): number {
  return Math.max(leastLeaseMs, durations.checkLease);
}

export interface FarCheckFoundation extends Pick<Foundation, "log" | "database"> {
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

/** What a wrong clock put far ahead. */
export function composeFarChecks({ log, database, clock, onError }: FarCheckFoundation): FarChecks {
  const warn = (facts: object, message: string): void => log.warn(facts, message);
  return createFarChecks({ store: createFarCheckStore(database), clock, leaseMs: toLeaseMs(clock.durations), onError, warn });
}

export interface SecretWatchFoundation extends Pick<Foundation, "log" | "database" | "mailer"> {
  readonly bus: Bus;
  readonly relay: Relay;
  readonly env: Pick<Env, "google" | "microsoft" | "operatorEmail" | "publicUrl">;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** What lapses for everybody: the secrets of our own applications; and, for their workspaces, of those that these brought. */
export function composeSecretWatch(foundation: SecretWatchFoundation): SecretWatch {
  const { env, log, database, mailer, bus, relay, now, onError } = foundation;
  const lookAtBrought = createLapsingSecretWatch({ database, relay, bus, now });
  const dated = [
    { provider: "GOOGLE", expiresAt: env.google.application?.clientSecretExpires },
    { provider: "MICROSOFT", expiresAt: env.microsoft.application?.clientSecretExpires },
  ] as const;
  const secrets = dated.flatMap(({ provider, expiresAt }) => (expiresAt ? [{ provider, expiresAt }] : []));
  const warn = (facts: object, message: string): void => log.warn(facts, message);
  const { operatorEmail, publicUrl } = env;
  return createSecretWatch({ secrets, lookAtBrought, database, mailer, operatorEmail, publicUrl, warn, now, onError });
}
