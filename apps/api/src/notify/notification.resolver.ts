import { Arg, Ctx, ID, Int, Mutation, Query, Resolver, Root, Subscription } from "type-graphql";
import { DateTimeScalar } from "../platform/scalars.ts";
import { memberOf } from "../people/viewer-of.ts";
import type { NotificationContext } from "./notification.ports.ts";
import { NotificationConnectionType, NotificationType } from "./notification.type.ts";
import { type MarkReadNeeds, markNotificationsRead, readNotifications } from "./read-notifications.ts";

@Resolver()
export class NotificationResolver {
  private readonly needs: MarkReadNeeds;

  constructor(needs: MarkReadNeeds) {
    this.needs = needs;
  }

  @Query(() => NotificationConnectionType, { nullable: true, description: "What the viewer was told, newest first." })
  notifications(
    @Ctx() context: NotificationContext,
    @Arg("unreadOnly", () => Boolean, { nullable: true, description: "Only those that are not read yet." }) unreadOnly?: boolean | null,
    @Arg("first", () => Int, { nullable: true, description: "How many: 1 to 200, by default 50." }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Go on after this cursor, to older ones." }) after?: string | null,
  ): Promise<NotificationConnectionType> {
    const args = { unreadOnly: unreadOnly ?? null, first: first ?? null, after: after ?? null };
    return readNotifications(this.needs.store, memberOf(context), context.locale, args);
  }

  @Mutation(() => [NotificationType], {
    nullable: true,
    description: "Marks the viewer's own notifications as read: all of these, or none.",
  })
  async markNotificationsRead(
    @Ctx() context: NotificationContext,
    @Arg("ids", () => [ID], { description: "Which: at most 200." }) ids: string[],
  ): Promise<NotificationType[]> {
    return [...(await markNotificationsRead(this.needs, memberOf(context), context.locale, ids))];
  }

  @Subscription(() => NotificationType, {
    nullable: true,
    description: "Each notification of the viewer as it comes.",
    subscribe: ({ args, context }: { args: { since?: Date | null }; context: NotificationContext }) =>
      context.streams.notificationAdded(memberOf(context), context.locale, args.since ?? null),
  })
  notificationAdded(
    @Root() notification: NotificationType,
    @Arg("since", () => DateTimeScalar, {
      nullable: true,
      description:
        "When the newest that is known was created: those after it come, too, a minute back at most, so that none falls between a list that was read and this. By default from now on.",
    })
    _since: Date | null,
  ): NotificationType {
    return notification;
  }
}
