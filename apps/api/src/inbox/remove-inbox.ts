import { step, stepGrant, type Moment, type Occurrence } from "@relink/domain";
import type { Caller } from "../people/caller.ts";
import { crashPoint } from "../platform/crash-point.ts";
import { done, type Outcome } from "../platform/outcome.ts";
import type { Actor, Change } from "./change.ts";
import { unchanged, withGrantStep, withStep } from "./change.ts";
import type { HeldInbox } from "./held-inbox.ts";
import { notAllowed, perform, type InboxCommand, type VerbNeeds } from "./perform.ts";
import type { ProviderAccountStore } from "../grant/provider-account.store.ts";
import type { AttemptStore } from "../connect/attempt.store.ts";
import { ended } from "../connect/attempt.ts";

export interface RemoveNeeds extends VerbNeeds {
  readonly accounts: ProviderAccountStore;
  readonly attempts: AttemptStore;
}

export interface RemoveCommand extends InboxCommand {
  /** Destroy the credentials now, giving up the check that the provider's end is closed. */
  readonly destroyCredentialsNow: boolean;
}

export type RemoveInbox = (caller: Caller, command: RemoveCommand) => Promise<Outcome<HeldInbox>>;

/** PERSONAL, once it is off or disconnected, or still connecting: our end closes, the provider's begins to. */
export function removeInbox(needs: RemoveNeeds): RemoveInbox {
  return (caller, command) => stored(perform(needs, caller, "REMOVE", command, decideRemoval(needs, caller, command, "remove")));
}

/** TEAM: takes the channel out of its shared inbox. */
export function deleteChannel(needs: RemoveNeeds): RemoveInbox {
  return (caller, command) =>
    stored(perform(needs, caller, "DELETE_CHANNEL", command, decideRemoval(needs, caller, command, "deleteChannel")));
}

/** Our end is closed; what closes the provider's is in the database, whatever becomes of this process. */
async function stored(removing: Promise<Outcome<HeldInbox>>): Promise<Outcome<HeldInbox>> {
  const removed = await removing;
  if (removed.ok) crashPoint("removal.stored");
  return removed;
}

function decideRemoval(needs: RemoveNeeds, caller: Caller, command: RemoveCommand, type: "remove" | "deleteChannel") {
  return async (held: HeldInbox, moment: Moment): Promise<Outcome<Change>> => {
    const change = await removal(needs, held, { type }, caller.actor, command.destroyCredentialsNow, moment);
    crashPoint("removal.decided");
    return change ? done(change) : notAllowed(caller, held, type === "remove" ? "REMOVE" : "DELETE_CHANNEL", moment);
  };
}

/** The change that removes an inbox with both ends; null where the lifecycle does not allow it. */
export async function removal(
  needs: Pick<RemoveNeeds, "accounts" | "attempts">,
  held: HeldInbox,
  occurrence: Occurrence,
  actor: Actor,
  destroyNow: boolean,
  moment: Moment,
): Promise<Change | null> {
  const result = step(held.inbox, occurrence, moment);
  if (!result.ok) return null;
  const change = withStep(unchanged(held, moment.now, actor), result, moment);
  const pending = held.inbox.ourEnd.state === "CONNECTING" ? await needs.attempts.findPending(held.inbox.workspaceId, held.inbox.id) : null;
  const cancelled = pending ? { ...change, attempt: ended(pending, "CANCELLED") } : change;
  return held.grant ? endGrant(needs.accounts, cancelled, held.grant, actor, destroyNow, moment) : cancelled;
}

/** The grant ends with the change. Whether its account stays in use is decided with the count that the commit expects to find. */
export async function endGrant(
  accounts: ProviderAccountStore,
  change: Change,
  grant: NonNullable<HeldInbox["grant"]>,
  actor: Actor,
  destroyNow: boolean,
  moment: Moment,
): Promise<Change> {
  const others = Math.max(0, (await accounts.countLive(grant.accountKey)) - 1);
  const ends = stepGrant(grant, { type: "end", accountInUse: others > 0, destroyNow }, change.inbox.ourEnd.state, moment);
  if (!ends.ok) throw new Error(`A grant in use could not be ended: ${grant.id}`);
  const moved = withGrantStep(change, grant, ends, actor.memberId);
  return { ...moved, accounts: [{ key: grant.accountKey, delta: -1, expect: others }] };
}
