import { checkInbox, type CheckNeeds, type CheckOutcome } from "../monitor/check-inbox.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { RateLimit } from "../platform/rate-limit.ts";
import { permit, type InboxCommand } from "./perform.ts";

export type CheckInboxNow = (caller: Caller, command: InboxCommand) => Promise<Outcome<CheckOutcome>>;

// The contract: null where it took longer; the check goes on, and the events tell.
const patienceMs = 20_000;

/** Looks now, without waiting for the next check. 10 a minute and inbox. */
export function checkInboxNow(needs: CheckNeeds & { readonly limit: RateLimit }): CheckInboxNow {
  return async (caller, command) => {
    const permitted = await permit(needs, caller, "CHECK_NOW", command);
    if (!permitted.ok) return permitted;
    const { held, moment } = permitted.value;
    const wait = needs.limit.take(held.inbox.id, moment.now);
    if (wait > 0)
      return refused("RATE_LIMITED", "This inbox was checked often enough for now. Try again in a moment.", {
        retryAfterSeconds: Math.ceil(wait / 1_000),
      });
    return done(await withPatience(checkInbox(needs, held, true, caller.actor), { held, check: null }));
  };
}

/** The check's result, or `late` where it takes longer than 20 s; then it goes on by itself. */
export async function withPatience(running: Promise<CheckOutcome>, late: CheckOutcome): Promise<CheckOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<CheckOutcome>((resolve) => {
    timer = setTimeout(resolve, patienceMs, late);
  });
  return Promise.race([running, patience]).finally(() => clearTimeout(timer));
}
