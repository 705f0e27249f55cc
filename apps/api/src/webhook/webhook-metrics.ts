import { webhookFailures } from "@relink/domain";
import { Counter, Gauge } from "prom-client";
import type { Metric } from "../platform/metrics.ts";
import type { DeliveryStore } from "./delivery.store.ts";
import type { EndedTry } from "./queue.store.ts";

export interface WebhookMetrics {
  readonly metrics: readonly Metric[];
  count(ended: readonly EndedTry[]): void;
}

/** Tries by how they ended, and how many deliveries are not yet at their end. */
export function createWebhookMetrics(deliveries: Pick<DeliveryStore, "countOpen">): WebhookMetrics {
  const tries = new Counter({
    name: "relink_webhook_tries_total",
    help: "Tries to deliver a webhook, by outcome: DELIVERED, or how it failed.",
    labelNames: ["outcome"],
    registers: [],
  });
  for (const outcome of ["DELIVERED", ...webhookFailures]) tries.inc({ outcome }, 0);
  const backlog = new Gauge({
    name: "relink_webhook_backlog",
    help: "Webhook deliveries that have neither arrived nor failed for good, over all endpoints.",
    registers: [],
    async collect() {
      this.set(await deliveries.countOpen());
    },
  });
  return {
    metrics: [tries, backlog],
    count(ended) {
      for (const { failure } of ended) tries.inc({ outcome: failure ?? "DELIVERED" });
    },
  };
}
