import { grantChange } from "../grant/move-grant.ts";
import { unchanged } from "../inbox/change.ts";
import { conflictRefusal } from "../inbox/perform.ts";
import { done, type Outcome } from "../platform/outcome.ts";
import { linkActor, type LinkNeeds } from "./link-needs.ts";
import { getOpenLink, spent, viewLink, type LinkView } from "./open-link.ts";

export type CompleteItRequest = (token: string, ip: string | null) => Promise<Outcome<LinkView>>;

const tries = 4;

/** IT says that it is done: ATTESTED, by IT. Where the end was closed meanwhile in another way, the link is spent and no more. */
export function completeItRequest(needs: LinkNeeds): CompleteItRequest {
  return async (token, ip) => {
    const open = await getOpenLink(needs, token, "IT_REQUEST", ip);
    if (!open.ok) return open;
    const link = open.value;
    for (let attempt = 1; ; attempt += 1) {
      const { held, grant } = await viewLink(needs, link);
      const moment = needs.clock.moment();
      const actor = linkActor(link);
      const attested = { type: "attested", byIt: true, actorName: link.sent_to ?? "IT" } as const;
      const change = (grant && grantChange({ held, grant }, attested, actor, moment)) ?? unchanged(held, moment.now, actor);
      const audit = { action: "completeItRequest", ip, outcome: "DONE" };
      const committed = await needs.commit({ ...change, links: { ...change.links, spend: link.id }, audit });
      if (committed.ok) return done(await viewLink(needs, link));
      if (committed.conflict === "LINK") return spent(await whySpent(needs, link));
      if (committed.conflict !== "VERSION" || attempt === tries) return conflictRefusal(committed.conflict, held.inbox.version);
    }
  };
}

/** Whoever came second learns what the first did. */
export async function whySpent(needs: LinkNeeds, link: LinkView["link"]): Promise<"USED" | "EXPIRED" | "WITHDRAWN"> {
  const { state } = await viewLink(needs, link);
  return state === "OPEN" ? "USED" : state;
}
