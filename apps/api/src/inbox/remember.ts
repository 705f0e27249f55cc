import type { Caller } from "../people/caller.ts";
import { done, type Outcome } from "../platform/outcome.ts";
import { unchanged } from "./change.ts";
import type { HeldInbox } from "./held-inbox.ts";
import { remembered } from "./idempotency.ts";
import { conflictRefusal, getVisible, type InboxCommand, type VerbNeeds } from "./perform.ts";

const tries = 4;

/**
 * Keeps, under its key, what a look at the provider has shown: it comes after the look, which stores by itself and may be
 * repeated. Where a twin of the request was quicker, this is refused, and the twin's success is the answer.
 */
export async function remember(
  needs: VerbNeeds,
  caller: Caller,
  command: InboxCommand,
  result: Record<string, string | null>,
): Promise<Outcome<HeldInbox>> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await getVisible(needs.inboxes, caller, command.inboxId);
    if (!found.ok || command.idempotencyKey === null) return found;
    const { now, durations } = needs.clock.moment();
    const change = remembered(unchanged(found.value, now, caller.actor), caller, command, result, durations);
    const committed = await needs.commit(change);
    if (committed.ok) return done(committed.held);
    if (committed.conflict !== "VERSION" || attempt >= tries) return conflictRefusal(committed.conflict, found.value.inbox.version);
  }
}
