import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { InboxType } from "../inbox/inbox.type.ts";
import type { NotificationContext } from "./notification.ports.ts";
import { NotificationType } from "./notification.type.ts";

@Resolver(() => NotificationType)
export class NotificationFieldsResolver {
  @FieldResolver(() => InboxType, { nullable: true, description: "The inbox that it is about, as it stands now." })
  inbox(@Root() notification: NotificationType, @Ctx() { loaders }: NotificationContext): Promise<InboxType | null> | null {
    return notification.inboxUuid === null ? null : loaders.inbox.load(notification.inboxUuid);
  }
}
