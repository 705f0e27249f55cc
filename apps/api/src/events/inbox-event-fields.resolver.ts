import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { InboxType } from "../inbox/inbox.type.ts";
import { MemberType } from "../people/member.type.ts";
import type { EventContext } from "./inbox-event.ports.ts";
import { InboxEventType } from "./inbox-event.type.ts";

@Resolver(() => InboxEventType)
export class InboxEventFieldsResolver {
  @FieldResolver(() => InboxType, {
    nullable: true,
    description:
      "The inbox as it stands now, which may be later than the event. Null where the reader may follow events but not read inboxes.",
  })
  inbox(@Root() event: InboxEventType, @Ctx() { loaders }: EventContext): Promise<InboxType | null> {
    return loaders.inbox.load(event.inboxUuid);
  }

  @FieldResolver(() => MemberType, { nullable: true, description: "The member who did it, as they are now." })
  actor(@Root() event: InboxEventType, @Ctx() { loaders }: EventContext): Promise<MemberType | null> | null {
    return event.actorUuid === null ? null : loaders.member.load(event.actorUuid);
  }
}
