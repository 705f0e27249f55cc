import {
  type ConnectionState,
  type DisconnectReason,
  type InboxEventType as EventType,
  type InboxKind,
  type Provider,
} from "@relink/domain";
import { Field, ID, InputType, Int, ObjectType } from "type-graphql";
import { PageInfoType } from "../platform/page-info.type.ts";
import { CursorScalar, DateTimeScalar } from "../platform/scalars.ts";
import {
  ActorKindEnum,
  ConnectionStateEnum,
  DisconnectReasonEnum,
  InboxEventTypeEnum,
  InboxKindEnum,
  ProviderEnum,
} from "./lifecycle-enums.type.ts";
import type { ActorKind } from "./stored-event.ts";

@ObjectType("MailGap", { description: "The UIDs that a consumer has to fetch in order to have missed nothing.", simpleResolvers: true })
export class MailGapType {
  @Field(() => String, { description: "The UIDVALIDITY of the INBOX (RFC 9051) in which these UIDs count." })
  readonly uidValidity!: string;

  @Field(() => String, { description: "The first UID of the gap." })
  readonly firstUid!: string;

  @Field(() => String, { description: "The last UID of the gap." })
  readonly lastUid!: string;
}

@ObjectType("InboxEvent", {
  description: "One fact of an inbox's life, never changed, numbered in its workspace's log.",
  simpleResolvers: true,
})
export class InboxEventType {
  @Field(() => ID, { description: "The event's id." })
  readonly id!: string;

  @Field(() => CursorScalar, { description: "Where this event stands in the workspace's log: pass it as `after` to go on from here." })
  readonly cursor!: string;

  @Field(() => InboxEventTypeEnum, { description: "What happened." })
  readonly type!: EventType;

  @Field(() => DateTimeScalar, { description: "When it happened." })
  readonly at!: string;

  @Field(() => ActorKindEnum, { description: "What kind of actor did it." })
  readonly actorKind!: ActorKind;

  @Field(() => String, { description: "Who it was, in words that stay true: a member's name, a key's name, which link, 'Relink'." })
  readonly actorName!: string;

  @Field(() => DisconnectReasonEnum, { nullable: true, description: "Why, on DISCONNECTED." })
  readonly reason!: DisconnectReason | null;

  @Field(() => String, { nullable: true, description: "The provider's own code, never its raw text." })
  readonly providerCode!: string | null;

  @Field(() => ConnectionStateEnum, { nullable: true, description: "The inbox's state before; null where the event began its life." })
  readonly fromState!: ConnectionState | null;

  @Field(() => ConnectionStateEnum, { description: "The inbox's state after it." })
  readonly toState!: ConnectionState;

  @Field(() => ProviderEnum, { nullable: true, description: "On RECONNECTED: the provider before." })
  readonly fromProvider!: Provider | null;

  @Field(() => ProviderEnum, { nullable: true, description: "On RECONNECTED: the provider now." })
  readonly toProvider!: Provider | null;

  @Field(() => ID, { nullable: true, description: "The grant that it is about." })
  readonly grantId!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "On RECONNECTED, RECOVERED and TURNED_ON: what reached the INBOX meanwhile, where the server can tell (same UIDVALIDITY).",
  })
  readonly arrivedMeanwhile!: number | null;

  @Field(() => MailGapType, { nullable: true, description: "Which UIDs those are." })
  readonly gap!: MailGapType | null;

  @Field(() => ID, { description: "The inbox that it happened to." })
  readonly inboxId!: string;

  @Field(() => Int, { description: "The inbox's version after it." })
  readonly inboxVersion!: number;

  /** UUIDs of what the field resolvers load; not in the schema. */
  readonly inboxUuid!: string;
  readonly actorUuid!: string | null;
}

@ObjectType("InboxEventEdge", { description: "One event in a list.", simpleResolvers: true })
export class InboxEventEdgeType {
  @Field(() => CursorScalar, { description: "The event's cursor." })
  readonly cursor!: string;

  @Field(() => InboxEventType, { description: "The event." })
  readonly node!: InboxEventType;
}

@ObjectType("InboxEventConnection", { description: "A page of events.", simpleResolvers: true })
export class InboxEventConnectionType {
  @Field(() => [InboxEventEdgeType], { description: "The events with their cursors." })
  readonly edges!: readonly InboxEventEdgeType[];

  @Field(() => [InboxEventType], { description: "The events." })
  readonly nodes!: readonly InboxEventType[];

  @Field(() => PageInfoType, { description: "Where the page stands." })
  readonly pageInfo!: PageInfoType;
}

@InputType("InboxEventFilter", { description: "Which events are meant; what is left out does not narrow." })
export class InboxEventFilterInput {
  @Field(() => [InboxEventTypeEnum], { nullable: true, description: "Only events of these types." })
  readonly types?: EventType[] | null;

  @Field(() => ID, { nullable: true, description: "Only events of this inbox." })
  readonly inboxId?: string | null;

  @Field(() => InboxKindEnum, { nullable: true, description: "Only events of inboxes of this kind." })
  readonly kind?: InboxKind | null;

  @Field(() => ID, { nullable: true, description: "Only events of this shared inbox's channels." })
  readonly sharedInboxId?: string | null;
}
