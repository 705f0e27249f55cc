import { unreachable, type Verdict } from "@relink/domain";
import { refused, type Refused } from "../platform/outcome.ts";

/** What a provider's answer is to somebody who waits for it: a refusal for good, or something that may pass. */
export function judgedRefusal(verdict: Exclude<Verdict, { verdict: "ok" }>): Refused {
  switch (verdict.verdict) {
    case "passing":
      return refused("PROVIDER_UNAVAILABLE", "The provider does not answer right now. Nothing was changed; try again in a moment.", {
        retryAfterSeconds: 30,
      });
    case "ours":
      return refused(
        "PROVIDER_UNAVAILABLE",
        "The provider does not accept the application by which this inbox was connected. Whoever looks after that application has to mend it; the inbox itself is as it was.",
        {
          retryAfterSeconds: 300,
        },
      );
    case "refused":
      return refused("PROVIDER_REFUSED", "The provider refuses the stored access for good. Reconnect the inbox.", {
        reason: verdict.reason,
        providerCode: verdict.providerCode,
      });
    case "uncoded":
      return refused("PROVIDER_REFUSED", "The mail server refuses the stored password. Reconnect the inbox.", {
        reason: "BAD_CREDENTIALS",
        providerCode: verdict.providerCode,
      });
    default:
      return unreachable(verdict);
  }
}
