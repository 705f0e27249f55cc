import { isOpen, mayAct } from "@relink/domain";
import { withPatience } from "../inbox/check-inbox-now.ts";
import { forbidden, getVisible, notAllowed } from "../inbox/perform.ts";
import { checkInbox, type CheckNeeds, type CheckOutcome } from "../monitor/check-inbox.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { ConsumerNeeds } from "./issue-credentials.ts";

export type ReportFailure = (caller: Caller, inboxId: string | null, providerCode: string) => Promise<Outcome<CheckOutcome>>;

// A code as providers write them: AUTHENTICATIONFAILED, invalid_grant, AADSTS700082, 535 5.7.8.
const codePattern = /^[\x21-\x7e]([\x20-\x7e]{0,98}[\x21-\x7e])?$/;

/** A consumer met a failure with an inbox's credentials: a real check looks at once, one a minute for an inbox at most. */
export function reportFailure(needs: ConsumerNeeds & CheckNeeds): ReportFailure {
  return async (caller, inboxId, providerCode) => {
    const found = await getVisible(needs.inboxes, caller, inboxId);
    if (!found.ok) return found;
    const held = found.value;
    const { keyId } = caller.actor;
    if (keyId === undefined || !mayAct(caller.asker, held.inbox, "ISSUE_CREDENTIALS"))
      return refused("FORBIDDEN", forbidden(caller, "ISSUE_CREDENTIALS", held.inbox.belonging.kind));
    if (!codePattern.test(providerCode))
      return refused("BAD_USER_INPUT", "Give the provider's own code, like AUTHENTICATIONFAILED: 1 to 100 characters.", {
        field: "providerCode",
      });
    const moment = needs.clock.moment();
    if (!isOpen(held.inbox, held.endedGrant, "CHECK_NOW", moment)) return notAllowed(caller, held, "CHECK_NOW", moment);
    const wait = await needs.consumers.takeReport({ caller, keyId, inboxId: held.inbox.id, at: moment.now }, providerCode);
    if (wait > 0)
      return refused("RATE_LIMITED", "A failure of this inbox was reported a moment ago, and it was looked at then.", {
        retryAfterSeconds: Math.ceil(wait / 1_000),
      });
    return done(await withPatience(checkInbox(needs, held, true, caller.actor), { held, check: null }));
  };
}
