import type { Foundation } from "./app.ts";
import type { ComposedLive } from "./compose-live.ts";
import { createHostGuard } from "./mail/host-guard.ts";
import { createMailTrust } from "./mail/mail-trust.ts";
import type { TimerHandler } from "./monitor/timer-worker.ts";
import type { Bus } from "./platform/bus.ts";
import type { Clock } from "./platform/clock.ts";
import type { Metric } from "./platform/metrics.ts";
import { createTransactions } from "./platform/transaction.ts";
import { createDeliveryStore } from "./webhook/delivery.store.ts";
import { createEndpointStore } from "./webhook/endpoint.store.ts";
import { createParseEndpointUrl } from "./mail/webhook-url.ts";
import { createQueueStore } from "./webhook/queue.store.ts";
import type { RedeliverNeeds } from "./webhook/redeliver.ts";
import { createWebhookSender } from "./mail/webhook-sender.ts";
import { createTellDisabled } from "./webhook/tell-disabled.ts";
import { createWebhookMetrics } from "./webhook/webhook-metrics.ts";
import { createWebhookRelay } from "./webhook/webhook-relay.ts";
import { createWebhookSecrets } from "./mail/webhook-secrets.ts";
import { createWebhookWorker, type WebhookWorker } from "./webhook/webhook-worker.ts";

export interface ComposedWebhooks {
  readonly needs: RedeliverNeeds;
  readonly tellDisabled: TimerHandler;
  readonly metrics: readonly Metric[];
  readonly workers: { start(): void; stop(): Promise<void> };
}

export interface WebhookFoundation extends Pick<Foundation, "env" | "keyRing" | "database"> {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly live: ComposedLive;
  /** Timers are due. */
  readonly nudgeTimers: () => void;
  readonly onError: (error: unknown) => void;
}

/** Everything about webhooks, put together: endpoints, deliveries, and what makes and sends them. */
export function composeWebhooks(foundation: WebhookFoundation): ComposedWebhooks {
  const { env, keyRing, database, bus, clock, live, onError } = foundation;
  const deliveries = createDeliveryStore(database);
  const metrics = createWebhookMetrics(deliveries);
  const worker = createWorker(foundation, metrics.count);
  // Only where this process delivers; else the next worker's look finds it.
  const nudge = (): void => worker.nudge();
  const transactions = createTransactions(database);
  const { cursors } = live;
  const relay = createWebhookRelay({ database, transactions, cursors, bus, now: clock.now, nudge, onError });
  return {
    needs: {
      database,
      deliveries,
      cursors,
      clock,
      bus,
      nudge,
      endpoints: createEndpointStore(database, clock.now),
      secrets: createWebhookSecrets(keyRing),
      parseUrl: createParseEndpointUrl(env.allowedPrivateHosts),
    },
    tellDisabled: createTellDisabled({ relay: live.relay, bus }),
    metrics: metrics.metrics,
    workers: {
      start() {
        relay.start();
        worker.start();
      },
      async stop() {
        await relay.stop();
        await worker.stop();
      },
    },
  };
}

function createWorker(foundation: WebhookFoundation, count: ReturnType<typeof createWebhookMetrics>["count"]): WebhookWorker {
  const { env, keyRing, database, bus, clock, nudgeTimers, onError } = foundation;
  const { dnsServers, allowedPrivateHosts, timeScale, extraCaFile } = env;
  const guard = createHostGuard({ dnsServers, allowedPrivateHosts, mailPorts: "any", trusted: [] });
  const sender = createWebhookSender({ guard, trust: createMailTrust(extraCaFile) });
  const worker = createWebhookWorker({
    store: createQueueStore(database),
    sender,
    secrets: createWebhookSecrets(keyRing),
    clock,
    // Scaled like every wait, so that a rehearsal of a crash need not sit out the lease of the process that died.
    leaseMs: Math.max(5_000, 30_000 / timeScale),
    onError,
    onStored({ workspaceId, endpointId }, { ended, end }) {
      count(ended);
      if (ended.length > 0) bus.changed({ workspaceId, topic: "DELIVERY", id: ended.length === 1 ? (ended[0]?.id ?? null) : null });
      if (!end) return;
      bus.changed({ workspaceId, topic: "WEBHOOK", id: endpointId });
      nudgeTimers();
    },
  });
  return {
    ...worker,
    async stop() {
      await worker.stop();
      await sender.close();
    },
  };
}
