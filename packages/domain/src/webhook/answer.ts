/** What came of one try to deliver a webhook. */
export type WebhookAnswer =
  /** `retryAfterMs`: what its header Retry-After asks for; null without one. */
  | { readonly type: "answered"; readonly status: number; readonly retryAfterMs: number | null }
  /** No connection: no such host, not allowed, refused, no valid certificate. Which of them is not told: it would map networks. */
  | { readonly type: "unreachable" }
  /** The request went out, and the answer did not come in time. */
  | { readonly type: "timedOut" };

export const webhookFailures = ["UNREACHABLE", "TIMED_OUT", "REDIRECTED", "REFUSED", "BUSY", "GONE", "ENDPOINT_DISABLED"] as const;
export type WebhookFailure = (typeof webhookFailures)[number];

export type WebhookVerdict =
  | { readonly type: "delivered" }
  /**
   * `rests`: the endpoint as a whole can't take more now, so that others wait, too; `gone`: it wants nothing more, ever.
   * `retryAfterMs`: not again before.
   */
  | {
      readonly type: "failed";
      readonly failure: Exclude<WebhookFailure, "ENDPOINT_DISABLED">;
      readonly rests: boolean;
      readonly gone: boolean;
      readonly retryAfterMs: number | null;
    };

/** Too many requests, and gateways and servers that say "not now". */
const busy: ReadonlySet<number> = new Set([429, 502, 503, 504]);

function failed(failure: Exclude<WebhookFailure, "ENDPOINT_DISABLED">, rests: boolean, retryAfterMs: number | null = null): WebhookVerdict {
  return { type: "failed", failure, rests, gone: failure === "GONE", retryAfterMs };
}

/** Standard Webhooks: 2xx is success, 3xx is not followed and fails, 410 ends the endpoint, 429 and its like slow it down. */
export function judgeWebhookAnswer(answer: WebhookAnswer): WebhookVerdict {
  if (answer.type === "unreachable") return failed("UNREACHABLE", true);
  if (answer.type === "timedOut") return failed("TIMED_OUT", true);
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { type: "delivered" };
  if (status >= 300 && status < 400) return failed("REDIRECTED", false);
  if (status === 410) return failed("GONE", false);
  return busy.has(status) ? failed("BUSY", true, retryAfterMs) : failed("REFUSED", false, retryAfterMs);
}
