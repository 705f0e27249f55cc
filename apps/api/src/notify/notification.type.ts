import type { NotificationSeverity } from "@relink/domain";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { createEnumType } from "../platform/enum-type.ts";
import { NodeType } from "../platform/node.type.ts";
import { PageInfoType } from "../platform/page-info.type.ts";
import { DateTimeScalar } from "../platform/scalars.ts";

export const NotificationSeverityEnum = createEnumType<NotificationSeverity>("NotificationSeverity", "How loudly a notification speaks.", {
  INFO: "Good to know; nothing to do.",
  WARNING: "Something to look at.",
  CRITICAL: "Mail does not come in until somebody acts.",
});

@ObjectType("Notification", { implements: NodeType, description: "What one person was told, and why they.", simpleResolvers: true })
export class NotificationType {
  @Field(() => ID, { description: "The notification's id." })
  readonly id!: string;

  @Field(() => String, { description: "What happened, in the viewer's language." })
  readonly title!: string;

  @Field(() => String, { description: "Why, and what to do next." })
  readonly body!: string;

  @Field(() => String, { description: "Why this person is told." })
  readonly because!: string;

  @Field(() => NotificationSeverityEnum, { description: "How loudly it speaks." })
  readonly severity!: NotificationSeverity;

  @Field(() => DateTimeScalar, { description: "When they were told." })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When they marked it as read; null while it is unread." })
  readonly readAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the trouble ended." })
  readonly closedAt!: Date | null;

  @Field(() => String, { description: "Where the person goes to act: a path of the web app." })
  readonly href!: string;

  /** UUID of what the field resolver loads; not in the schema. */
  readonly inboxUuid!: string | null;
  readonly migrationUuid!: string | null;
}

@ObjectType("NotificationEdge", { description: "One notification in a list.", simpleResolvers: true })
export class NotificationEdgeType {
  @Field(() => String, { description: "Where it stands in the list." })
  readonly cursor!: string;

  @Field(() => NotificationType, { description: "The notification." })
  readonly node!: NotificationType;
}

@ObjectType("NotificationConnection", { description: "Newest first.", simpleResolvers: true })
export class NotificationConnectionType {
  @Field(() => [NotificationEdgeType], { description: "The notifications with their cursors." })
  readonly edges!: readonly NotificationEdgeType[];

  @Field(() => [NotificationType], { description: "The notifications." })
  readonly nodes!: readonly NotificationType[];

  @Field(() => PageInfoType, { description: "Where the page stands." })
  readonly pageInfo!: PageInfoType;

  @Field(() => Int, { description: "How many of all the viewer's notifications are unread." })
  readonly unreadCount!: number;
}
