import { Field, ID, Int, ObjectType } from "type-graphql";
import type { ConnectionState, DisconnectReason, InboxKind, Provider, ProviderAccess, SendingState } from "@relink/domain";
import { ConnectionStateEnum, DisconnectReasonEnum, InboxKindEnum, ProviderEnum } from "../events/lifecycle-enums.type.ts";
import { ProviderAccessEnum } from "../grant/grant.type.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { NodeType } from "../platform/node.type.ts";
import { PageInfoType } from "../platform/page-info.type.ts";
import { DateTimeScalar, EmailAddressScalar } from "../platform/scalars.ts";
import type { CheckRecord } from "./change.ts";
import type { ListedInbox } from "./held-inbox.ts";
import type { KeptGrant } from "./grant-row.ts";

export const SendingStateEnum = createEnumType<SendingState>(
  "SendingState",
  "Sending is watched apart: a provider may switch it off while reading goes on.",
  {
    UNKNOWN: "Not looked at yet, or nothing was learnt: it does not answer, or no sending server was given.",
    WORKING: "The sending server accepts us.",
    DISABLED: "An administrator switched sending off.",
    REFUSED: "The sending server refuses us.",
  },
);

export const CheckVerdictEnum = createEnumType<CheckRecord["verdict"]>("CheckVerdict", "What one check showed.", {
  OK: "The session opened.",
  PASSING_FAILURE: "It failed in a way that may pass by itself.",
  REFUSED: "The provider refused for good.",
  APPLICATION_REFUSED: "The provider refused our application: no inbox's fault.",
});

@ObjectType("Disconnection", { description: "Why and when an inbox was disconnected.", simpleResolvers: true })
export class DisconnectionType {
  @Field(() => DisconnectReasonEnum, { description: "Why, from the closed list." })
  readonly reason!: DisconnectReason;

  @Field(() => String, {
    nullable: true,
    description: "The provider's own code (AADSTS700082, invalid_grant, AUTHENTICATIONFAILED), never its raw text.",
  })
  readonly providerCode!: string | null;

  @Field(() => DateTimeScalar, { description: "When." })
  readonly at!: Date;
}

@ObjectType("InboxHealth", { description: "What checks have shown.", simpleResolvers: true })
export class InboxHealthType {
  @Field(() => DateTimeScalar, { nullable: true, description: "When it was last looked at." })
  readonly lastCheckedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When a check last passed." })
  readonly lastSucceededAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it will be looked at again; null where it will not." })
  readonly nextCheckAt!: Date | null;

  @Field(() => Int, { description: "How many checks in a row did not pass." })
  readonly consecutiveFailures!: number;

  @Field(() => Int, { nullable: true, description: "How long the last check took, in milliseconds." })
  readonly lastLatencyMs!: number | null;

  @Field(() => SendingStateEnum, {
    description: "Whether mail can be sent: looked at after connecting, turning on, reconnecting and checkInboxNow, and every 6 hours.",
  })
  readonly sending!: SendingState;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the INBOX was last seen to have grown (IMAP UIDNEXT, read at each check).",
  })
  readonly lastMailSeenAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the access will lapse by itself, where that is known: the person is warned 7 days and 1 day before.",
  })
  readonly accessExpiresAt!: Date | null;
}

@ObjectType("InboxCheck", { description: "One real try of the grant against the provider.", simpleResolvers: true })
export class InboxCheckType {
  @Field(() => ID, { description: "The check's id." })
  readonly id!: string;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  readonly at!: Date;

  @Field(() => CheckVerdictEnum, { description: "What it showed." })
  readonly verdict!: CheckRecord["verdict"];

  @Field(() => String, { nullable: true, description: "The provider's own code, never its raw text." })
  readonly providerCode!: string | null;

  @Field(() => Int, { description: "How long it took, in milliseconds." })
  readonly latencyMs!: number;
}

@ObjectType("InboxCheckEdge", { description: "One check in a list.", simpleResolvers: true })
export class InboxCheckEdgeType {
  @Field(() => String, { description: "Where it stands in the list." })
  readonly cursor!: string;

  @Field(() => InboxCheckType, { description: "The check." })
  readonly node!: InboxCheckType;
}

@ObjectType("InboxCheckConnection", { description: "A page of checks, newest first.", simpleResolvers: true })
export class InboxCheckConnectionType {
  @Field(() => [InboxCheckEdgeType], { description: "The checks with their cursors." })
  readonly edges!: readonly InboxCheckEdgeType[];

  @Field(() => [InboxCheckType], { description: "The checks." })
  readonly nodes!: readonly InboxCheckType[];

  @Field(() => PageInfoType, { description: "Where the page stands." })
  readonly pageInfo!: PageInfoType;
}

@ObjectType("Inbox", {
  implements: NodeType,
  description: "One e-mail address under management: a person's own, or a channel of a shared inbox.",
  simpleResolvers: true,
})
export class InboxType extends NodeType {
  readonly __typename = "Inbox";

  @Field(() => ID, { description: "The inbox's id, which it keeps for life." })
  override readonly id!: string;

  @Field(() => InboxKindEnum, { description: "PERSONAL or TEAM." })
  readonly kind!: InboxKind;

  @Field(() => EmailAddressScalar, { description: "Never changes." })
  readonly address!: string;

  @Field(() => String, { nullable: true, description: "A name that people gave it." })
  readonly displayName!: string | null;

  @Field(() => ProviderEnum, { description: "Who keeps the mailbox." })
  readonly provider!: Provider;

  @Field(() => String, { nullable: true, description: "The server that answers for it." })
  readonly mailHost!: string | null;

  @Field(() => ConnectionStateEnum, { description: "Our end of the connection." })
  readonly state!: ConnectionState;

  @Field(() => DateTimeScalar, { description: "When the state last changed." })
  readonly stateChangedAt!: Date;

  @Field(() => DisconnectionType, {
    nullable: true,
    description: "Set while DISCONNECTED (and kept on REMOVED where it was disconnected before).",
  })
  readonly disconnection!: DisconnectionType | null;

  @Field(() => ProviderAccessEnum, { description: "The provider's end, of the current grant; after removal of the newest ended one." })
  readonly providerAccess!: ProviderAccess;

  @Field(() => InboxHealthType, { description: "What checks have shown." })
  readonly health!: InboxHealthType;

  @Field(() => Int, { description: "Grows by one with each event of this inbox." })
  readonly version!: number;

  @Field(() => DateTimeScalar, { description: "When a person began to connect it." })
  readonly createdAt!: Date;

  /** Not in the schema: what the field resolvers look at. */
  readonly held!: ListedInbox;

  /** Nor this: the grant in use, or kept. */
  readonly grant!: () => Promise<KeptGrant | null>;
}

@ObjectType("InboxEdge", { description: "One inbox in a list.", simpleResolvers: true })
export class InboxEdgeType {
  @Field(() => String, { description: "Where it stands in the list." })
  readonly cursor!: string;

  @Field(() => InboxType, { description: "The inbox." })
  readonly node!: InboxType;
}

@ObjectType("InboxConnection", { description: "A page of inboxes.", simpleResolvers: true })
export class InboxConnectionType {
  @Field(() => [InboxEdgeType], { description: "The inboxes with their cursors." })
  readonly edges!: readonly InboxEdgeType[];

  @Field(() => [InboxType], { description: "The inboxes." })
  readonly nodes!: readonly InboxType[];

  @Field(() => PageInfoType, { description: "Where the page stands." })
  readonly pageInfo!: PageInfoType;

  /** Counted when asked for. */
  readonly count!: () => Promise<number>;
}
