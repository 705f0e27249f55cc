import { mayHandleLinks } from "@relink/domain";
import { unchanged } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { once, remembered } from "../inbox/idempotency.ts";
import { conflictRefusal, forbidden, getVisible, notFound, type InboxCommand } from "../inbox/perform.ts";
import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { LinkNeeds } from "./link-needs.ts";

export interface WithdrawLinkCommand extends InboxCommand {
  /** UUID; null where the id named no link. */
  readonly linkId: string | null;
}

export type WithdrawLink = (caller: Caller, command: WithdrawLinkCommand) => Promise<Outcome<HeldInbox>>;

const tries = 4;

/** By whoever may send one, in every state of the inbox. One that is spent or withdrawn already stays as it is. */
export function withdrawLink(needs: LinkNeeds): WithdrawLink {
  return (caller, command) => {
    const seen = () => getVisible(needs.inboxes, caller, command.inboxId);
    return once(needs, caller, command, seen, () => withdrawOnce(needs, caller, command));
  };
}

async function withdrawOnce(needs: LinkNeeds, caller: Caller, command: WithdrawLinkCommand): Promise<Outcome<HeldInbox>> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await getVisible(needs.inboxes, caller, command.inboxId);
    if (!found.ok) return found;
    const held = found.value;
    const { inbox } = held;
    if (!mayHandleLinks(caller.asker, inbox)) {
      return refused("FORBIDDEN", forbidden(caller, "SEND_RECONNECT_LINK", inbox.belonging.kind));
    }
    const { workspaceId } = inbox;
    const link = command.linkId === null ? null : await needs.links.find({ workspaceId, linkId: command.linkId });
    if (link === null || link.inbox_id !== inbox.id) return notFound("link");
    const moment = needs.clock.moment();
    const audit = { action: command.mutation, ip: caller.ip, outcome: "DONE" };
    const change = { ...unchanged(held, moment.now, caller.actor), links: { withdrawOne: link.id }, audit };
    const committed = await needs.commit(remembered(change, caller, command, {}, moment.durations));
    if (committed.ok) return done(committed.held);
    if (committed.conflict !== "VERSION" || attempt === tries) return conflictRefusal(committed.conflict, inbox.version);
  }
}
