import type { Moment } from "../inbox/step.ts";
import type { WebhookVerdict } from "./answer.ts";

export const webhookSignings = ["SYMMETRIC", "ED25519"] as const;
export type WebhookSigning = (typeof webhookSignings)[number];

/** GONE: it answered 410. FAILING: nothing got through for too long. PERSON: somebody wanted it so. */
export const endpointEnds = ["GONE", "FAILING", "PERSON"] as const;
export type EndpointEnd = (typeof endpointEnds)[number];

/** How an endpoint does. Times are milliseconds since 1970. */
export interface EndpointHealth {
  /** The first failure after the last success; null: nothing failed since. */
  readonly failingSince: number | null;
  /** Until then nothing is sent to it. */
  readonly restUntil: number | null;
  /** Set when it is disabled by this. */
  readonly end: Exclude<EndpointEnd, "PERSON"> | null;
}

/** An endpoint that can't take more rests a tenth of the time for which it has been failing, within these bounds. */
function restOf(failingFor: number, { durations }: Moment): number {
  return Math.min(Math.max(failingFor / 10, durations.webhookRest), durations.webhookRestMost);
}

/** How an endpoint does after one more try. A success ends all trouble. */
export function stepEndpoint(before: EndpointHealth, verdict: WebhookVerdict, moment: Moment): EndpointHealth {
  const { now, durations } = moment;
  if (verdict.type === "delivered") return { failingSince: null, restUntil: null, end: before.end };
  const failingSince = before.failingSince ?? now;
  const asked = Math.min(verdict.retryAfterMs ?? 0, durations.webhookRetryAfterMost);
  const rest = verdict.rests ? now + Math.max(restOf(now - failingSince, moment), asked) : null;
  const end = verdict.gone ? "GONE" : now - failingSince >= durations.webhookDisableAfter ? "FAILING" : before.end;
  return { failingSince, restUntil: rest === null ? before.restUntil : Math.max(rest, before.restUntil ?? 0), end };
}
