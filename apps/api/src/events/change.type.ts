import { Field, ID, ObjectType } from "type-graphql";
import { createEnumType } from "../platform/enum-type.ts";
import type { BusTopic } from "../platform/bus.ts";

export type Topic = Exclude<BusTopic, "ATTEMPT" | "MIGRATION">;

export const TopicEnum = createEnumType<Topic>("Topic", "What a hint is about.", {
  INBOX_HEALTH: "A check of an inbox.",
  LINK: "The open links of an inbox; id is the inbox.",
  SHARED_INBOX: "A shared inbox.",
  MEMBER: "A person of the workspace.",
  INVITATION: "An invitation.",
  API_KEY: "An API key.",
  WEBHOOK: "A webhook endpoint.",
  DELIVERY: "A webhook's delivery.",
  INCIDENT: "A provider incident.",
  NOTIFICATION: "The viewer's notifications.",
  AUDIT: "The audit log.",
});

@ObjectType("Change", { description: "Something changed: a hint to fetch it again.", simpleResolvers: true })
export class ChangeType {
  @Field(() => TopicEnum, { description: "What it is about." })
  readonly topic!: Topic;

  @Field(() => ID, { nullable: true, description: "Which one; null where it may be many: read again what you show of this topic." })
  readonly id!: string | null;
}
