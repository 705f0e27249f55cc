import { checkInbox, type CheckNeeds, type CheckOutcome } from "../monitor/check-inbox.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { ActionLimit } from "./action-limit.store.ts";
import { findCheck } from "./check.store.ts";
import { once } from "./idempotency.ts";
import { getVisible, permit, type InboxCommand } from "./perform.ts";
import { remember } from "./remember.ts";

export interface CheckNowNeeds extends CheckNeeds {
  readonly limit: ActionLimit;
}

export type CheckInboxNow = (caller: Caller, command: InboxCommand) => Promise<Outcome<CheckOutcome>>;

// The contract: null where it took longer; the check goes on, and the events tell.
const patienceMs = 20_000;

/** Looks now, without waiting for the next check. 10 a minute and inbox. */
export function checkInboxNow(needs: CheckNowNeeds): CheckInboxNow {
  return (caller, command) =>
    once(
      needs,
      caller,
      command,
      ({ checkId }) => seenBefore(needs, caller, command, checkId ?? null),
      () => lookOnce(needs, caller, command),
    );
}

async function lookOnce(needs: CheckNowNeeds, caller: Caller, command: InboxCommand): Promise<Outcome<CheckOutcome>> {
  const permitted = await permit(needs, caller, "CHECK_NOW", command);
  if (!permitted.ok) return permitted;
  const { held, moment } = permitted.value;
  const wait = await needs.limit.take(held.inbox.workspaceId, held.inbox.id, moment.now);
  if (wait > 0)
    return refused("RATE_LIMITED", "This inbox was checked often enough for now. Try again in a moment.", {
      retryAfterSeconds: Math.ceil(wait / 1_000),
    });
  const outcome = await withPatience(checkInbox(needs, held, true, caller.actor), { held, check: null });
  // What has no result yet is no success that could be answered again.
  if (outcome.check === null || command.idempotencyKey === null) return done(outcome);
  const kept = await remember(needs, caller, command, { checkId: outcome.check.id });
  return kept.ok ? done(outcome) : kept;
}

async function seenBefore(
  needs: CheckNowNeeds,
  caller: Caller,
  { inboxId }: InboxCommand,
  checkId: string | null,
): Promise<Outcome<CheckOutcome>> {
  const found = await getVisible(needs.inboxes, caller, inboxId);
  if (!found.ok || checkId === null) return found.ok ? done({ held: found.value, check: null }) : found;
  return done({ held: found.value, check: await findCheck(needs.database, found.value.inbox, checkId) });
}

/** The check's result, or `late` where it takes longer than 20 s; then it goes on by itself. */
export async function withPatience(running: Promise<CheckOutcome>, late: CheckOutcome): Promise<CheckOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<CheckOutcome>((resolve) => {
    timer = setTimeout(resolve, patienceMs, late);
  });
  return Promise.race([running, patience]).finally(() => clearTimeout(timer));
}
