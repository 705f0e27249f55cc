import { step } from "@relink/domain";
import type { Caller } from "../people/caller.ts";
import { done, type Outcome } from "../platform/outcome.ts";
import { unchanged, withStep } from "./change.ts";
import type { HeldInbox } from "./held-inbox.ts";
import { notAllowed, performAlone, type InboxCommand, type VerbNeeds } from "./perform.ts";

export type TurnOffInbox = (caller: Caller, command: InboxCommand) => Promise<Outcome<HeldInbox>>;

/** PERSONAL: nothing is read or sent any more; the grant is kept. */
export function turnOffInbox(needs: VerbNeeds): TurnOffInbox {
  return (caller, command) =>
    performAlone(needs, caller, "TURN_OFF", command, async (held, moment) => {
      const result = step(held.inbox, { type: "turnOff" }, moment);
      return result.ok
        ? done(withStep(unchanged(held, moment.now, caller.actor), result, moment))
        : notAllowed(caller, held, "TURN_OFF", moment);
    });
}
