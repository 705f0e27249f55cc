import type { Durations } from "../durations.ts";
import type { Moment } from "../inbox/step.ts";
import { jittered } from "../watch/schedule.ts";
import type { WebhookVerdict } from "./answer.ts";

export const deliveryStates = ["PENDING", "RETRYING", "DELIVERED", "FAILED"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** What is open, or has ended, after a try. */
export type DeliveryStep =
  | { readonly state: "DELIVERED" | "FAILED" }
  /** Tried again then; milliseconds since 1970. */
  | { readonly state: "RETRYING"; readonly dueAt: number };

/** The waits after the first, second, … try that failed (Standard Webhooks): 10 tries in some 75 hours. */
export function webhookRetries(durations: Durations): readonly number[] {
  return [
    durations.webhookRetry1,
    durations.webhookRetry2,
    durations.webhookRetry3,
    durations.webhookRetry4,
    durations.webhookRetry5,
    durations.webhookRetry6,
    durations.webhookRetry7,
    durations.webhookRetry8,
    durations.webhookRetry9,
  ];
}

/**
 * What becomes of a delivery after a try.
 * @param attempts - how many there were, this one included.
 * @param chance - from 0 up to 1: what failed together does not come back together.
 */
export function stepDelivery(attempts: number, verdict: WebhookVerdict, { now, durations }: Moment, chance: number): DeliveryStep {
  if (verdict.type === "delivered") return { state: "DELIVERED" };
  const wait = webhookRetries(durations)[attempts - 1];
  if (wait === undefined || verdict.gone) return { state: "FAILED" };
  const asked = Math.min(verdict.retryAfterMs ?? 0, durations.webhookRetryAfterMost);
  return { state: "RETRYING", dueAt: now + Math.max(jittered(wait, chance), asked) };
}
