import { unchanged } from "../inbox/change.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import { notAllowed, perform, type InboxCommand } from "../inbox/perform.ts";
import type { Caller } from "../people/caller.ts";
import { done, type Outcome } from "../platform/outcome.ts";
import { tooMany } from "./create-reconnect-link.ts";
import { toLinkRow, type LinkNeeds } from "./link-needs.ts";

export interface ItRequestCommand extends InboxCommand {
  readonly sendTo: string;
}

export type SendItRequest = (caller: Caller, command: ItRequestCommand) => Promise<Outcome<HeldInbox>>;

/** Mails IT what to remove, with a link to a page that has a Done button. A new one withdraws the one before. */
export function sendItRequest(needs: LinkNeeds): SendItRequest {
  return (caller, command) =>
    perform(needs, caller, "SEND_IT_REQUEST", command, async (held, moment, grant) => {
      if (!grant) return notAllowed(caller, held, "SEND_IT_REQUEST", moment);
      const wait = needs.makeLimit.take(held.inbox.id, moment.now);
      if (wait > 0) return tooMany(wait);
      const what = { kind: "IT_REQUEST", grantId: grant.id, sentTo: command.sendTo, locale: caller.locale } as const;
      const link = toLinkRow(caller, { held, moment }, what);
      const mail = { kind: "sendMail", dueAt: moment.now, payload: { mail: "itRequest", linkId: link.id } } as const;
      return done({ ...unchanged(held, moment.now, caller.actor), links: { created: link }, timers: [mail] });
    });
}
