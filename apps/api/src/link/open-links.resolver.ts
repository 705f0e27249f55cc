import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { mayHandleLinks } from "@relink/domain";
import type { Context } from "../context.ts";
import { idempotencyKeyText } from "../inbox/inbox.input.ts";
import { InboxPayloadType } from "../inbox/inbox-verbs.type.ts";
import { InboxType } from "../inbox/inbox.type.ts";
import { presentInbox } from "../inbox/present-inbox.ts";
import { callerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { valueOf } from "../platform/outcome.ts";
import type { LinkNeeds } from "./link-needs.ts";
import { OpenLinkType, presentOpenLink } from "./open-link.type.ts";
import type { WithdrawLink } from "./withdraw-link.ts";

export interface OpenLinksVerbs {
  readonly withdrawOne: WithdrawLink;
}

type Needs = Pick<LinkNeeds, "links" | "clock">;

/** An inbox's links that can still be used, for those who may send them. */
@Resolver(() => InboxType)
export class OpenLinksResolver {
  private readonly verbs: OpenLinksVerbs;
  private readonly needs: Needs;

  constructor(composed: { readonly verbs: OpenLinksVerbs; readonly needs: Needs }) {
    this.verbs = composed.verbs;
    this.needs = composed.needs;
  }

  @FieldResolver(() => [OpenLinkType], {
    description:
      "Its reconnect links and IT requests that can still be used, newest first; 50 at most, and none for who may not send them.",
  })
  async openLinks(@Root() { held: { inbox } }: InboxType, @Ctx() context: Context): Promise<readonly OpenLinkType[]> {
    if (!mayHandleLinks(callerOf(context).asker, inbox)) return [];
    return (await this.needs.links.listOpen(inbox.workspaceId, inbox.id, this.needs.clock.now())).map(presentOpenLink);
  }

  @Mutation(() => InboxPayloadType, {
    nullable: true,
    description: "Withdraws one reconnect link or IT request. One that was used or withdrawn already stays as it is.",
  })
  async withdrawLink(
    @Ctx() context: Context,
    @Arg("inboxId", () => ID, { description: "The inbox." }) inboxId: string,
    @Arg("linkId", () => ID, { description: "Which of its links." }) linkId: string,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) idempotencyKey?: string | null,
  ): Promise<InboxPayloadType> {
    const command = {
      mutation: "withdrawLink",
      idempotencyKey: idempotencyKey ?? null,
      expectedVersion: null,
      inboxId: parseGlobalId("inbox", inboxId),
      linkId: parseGlobalId("link", linkId),
      input: { inboxId, linkId },
    };
    return { inbox: presentInbox(valueOf(await this.verbs.withdrawOne(callerOf(context), command))) };
  }
}
