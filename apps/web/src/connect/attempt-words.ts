import type { MessageId } from "@lingui/core";
import type { Tone } from "@relink/ui";
import type { AttemptFailure, AttemptOutcomeFragment } from "../gql/graphql.ts";

export type AttemptWords = { tone: Tone; title: MessageId; words: MessageId };

type KnownFailure = Exclude<AttemptFailure, "%future added value">;

const failures = {
  CONSENT_DECLINED: { tone: "warn", title: "attempt.CONSENT_DECLINED", words: "attempt.CONSENT_DECLINED.words" },
  ADMIN_CONSENT_REQUIRED: {
    tone: "warn",
    title: "attempt.ADMIN_CONSENT_REQUIRED",
    words: "attempt.ADMIN_CONSENT_REQUIRED.words",
  },
  SCOPE_MISSING: { tone: "warn", title: "attempt.SCOPE_MISSING", words: "attempt.SCOPE_MISSING.words" },
  ADDRESS_MISMATCH: { tone: "warn", title: "attempt.ADDRESS_MISMATCH", words: "attempt.ADDRESS_MISMATCH.words" },
  ADDRESS_IN_USE: { tone: "warn", title: "attempt.ADDRESS_IN_USE", words: "attempt.ADDRESS_IN_USE.words" },
  PROVIDER_REFUSED: { tone: "bad", title: "attempt.PROVIDER_REFUSED", words: "attempt.PROVIDER_REFUSED.words" },
  PROVIDER_UNAVAILABLE: {
    tone: "warn",
    title: "attempt.PROVIDER_UNAVAILABLE",
    words: "attempt.PROVIDER_UNAVAILABLE.words",
  },
  SUPERSEDED: { tone: "off", title: "attempt.SUPERSEDED", words: "attempt.SUPERSEDED.words" },
} as const satisfies Record<KnownFailure, AttemptWords>;

function isKnownFailure(failure: string | null): failure is KnownFailure {
  return failure !== null && Object.hasOwn(failures, failure);
}

/** Google ended an earlier access of the account, and this one with it: signing in once more is all it takes. */
const overtaken: AttemptWords = { tone: "warn", title: "attempt.overtaken", words: "attempt.overtaken.words" };

/** How a try to sign in at the provider went, and the way on. */
export function toAttemptWords({
  state,
  failure,
  providerCode,
}: Pick<AttemptOutcomeFragment, "state" | "failure" | "providerCode">): AttemptWords {
  switch (state) {
    case "SUCCEEDED":
      return { tone: "ok", title: "attempt.SUCCEEDED", words: "attempt.SUCCEEDED.words" };
    case "PENDING":
      return { tone: "off", title: "attempt.PENDING", words: "attempt.PENDING.words" };
    case "EXPIRED":
      return { tone: "warn", title: "attempt.EXPIRED", words: "attempt.EXPIRED.words" };
    case "CANCELLED":
      return { tone: "off", title: "attempt.CANCELLED", words: "attempt.CANCELLED.words" };
    default:
      if (failure === "PROVIDER_UNAVAILABLE" && providerCode === "invalid_grant") return overtaken;
      return isKnownFailure(failure) ? failures[failure] : { tone: "bad", title: "attempt.FAILED", words: "attempt.FAILED.words" };
  }
}
