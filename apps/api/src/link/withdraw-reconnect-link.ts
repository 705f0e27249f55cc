import { unchanged } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { perform, type InboxCommand } from "../inbox/perform.ts";
import type { Caller } from "../people/caller.ts";
import { done, type Outcome } from "../platform/outcome.ts";
import type { LinkNeeds } from "./link-needs.ts";

export type WithdrawReconnectLink = (caller: Caller, command: InboxCommand) => Promise<Outcome<HeldInbox>>;

/** By whoever may send one. Where none is open, nothing changes. */
export function withdrawReconnectLink(needs: LinkNeeds): WithdrawReconnectLink {
  return (caller, command) =>
    perform(needs, caller, "SEND_RECONNECT_LINK", command, async (held, moment) =>
      done({ ...unchanged(held, moment.now, caller.actor), links: { withdraw: true } }),
    );
}
