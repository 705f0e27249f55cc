import type { DisconnectReason } from "../inbox/reasons.ts";

/** What a provider's reply says about the grant. `providerCode` is the provider's own code, never its raw text. */
export type Verdict =
  | { readonly verdict: "ok" }
  /** May pass by itself: time-outs, 5xx, rate limits, and every code that nobody knows. */
  | { readonly verdict: "passing"; readonly providerCode: string | null; readonly retryAfterMs?: number }
  /** Refused for good. */
  | { readonly verdict: "refused"; readonly reason: DisconnectReason; readonly providerCode: string }
  /** A NO to a password without a code: neither proof nor disproof. */
  | { readonly verdict: "uncoded"; readonly providerCode: string | null }
  /** Our application was refused, not the grant: the operator's fault, which disconnects nobody. */
  | { readonly verdict: "ours"; readonly code: string };

/** What a token endpoint answered (RFC 6749, 5.2; `error_subtype` is Google's, `error_codes` and `suberror` are Microsoft's). */
export type TokenReply =
  | {
      readonly kind: "reply";
      readonly status: number;
      /** Null where the body was something else than a JSON object; an empty one is `{}`. */
      readonly body: TokenBody | null;
      /** From Retry-After, in milliseconds. */
      readonly retryAfterMs?: number;
    }
  /** A time-out, a reset, a name that did not resolve. `code`: Node's own. */
  | { readonly kind: "noReply"; readonly code: string };

export interface TokenBody {
  readonly error?: string;
  readonly error_description?: string;
  readonly error_subtype?: string;
  readonly error_codes?: readonly number[];
  readonly suberror?: string;
  /** Microsoft's: what the next sign-in has to ask for, as JSON (OpenID Connect Core 1.0, 5.5). */
  readonly claims?: string;
}

/** What became of a request to revoke. */
export type RevocationVerdict =
  | { readonly type: "accepted"; readonly alreadyGone: boolean }
  | { readonly type: "failed"; readonly code: string };

/** @returns a code as it may be stored and shown; what does not look like one could be raw text, and becomes "unknown". */
export function toProviderCode(text: string): string {
  return /^[A-Za-z0-9_.:-]{1,64}$/.test(text) ? text : "unknown";
}

export function passing(providerCode: string | null, retryAfterMs?: number): Verdict {
  return retryAfterMs === undefined ? { verdict: "passing", providerCode } : { verdict: "passing", providerCode, retryAfterMs };
}

export function refused(reason: DisconnectReason, providerCode: string): Verdict {
  return { verdict: "refused", reason, providerCode };
}

/** What every token endpoint means alike; null where its error has to be looked at. */
export function judgeTransport(reply: TokenReply): Verdict | null {
  if (reply.kind === "noReply") return passing(toProviderCode(reply.code));
  if (reply.status === 429 || reply.status >= 500) return passing(`HTTP_${reply.status}`, reply.retryAfterMs);
  // A page instead of JSON is a proxy's or an outage's, whatever its status.
  if (reply.body === null) return passing(`HTTP_${reply.status}`, reply.retryAfterMs);
  if (reply.status >= 200 && reply.status < 300 && reply.body.error === undefined) return { verdict: "ok" };
  return reply.body.error === undefined && reply.body.suberror === undefined ? passing(`HTTP_${reply.status}`, reply.retryAfterMs) : null;
}
