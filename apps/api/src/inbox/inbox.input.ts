import { Field, ID, InputType, Int } from "type-graphql";
import type { ConnectionState, DisconnectReason, InboxKind, Provider, ProviderAccess } from "@relink/domain";
import { ConnectionStateEnum, DisconnectReasonEnum, InboxKindEnum, ProviderEnum } from "../events/lifecycle-enums.type.ts";
import { ProviderAccessEnum } from "../grant/grant.type.ts";
import { createEnumType } from "../platform/enum-type.ts";

export type InboxOrder = "ADDRESS" | "STATE_CHANGED_AT" | "CREATED_AT";
export type Direction = "ASC" | "DESC";

export const InboxOrderEnum = createEnumType<InboxOrder>("InboxOrder", "What a list of inboxes is ordered by.", {
  ADDRESS: "The address, letter case aside.",
  STATE_CHANGED_AT: "When the state last changed.",
  CREATED_AT: "When a person began to connect it.",
});
export const DirectionEnum = createEnumType<Direction>("Direction", "Which end comes first.", {
  ASC: "The smallest or oldest first.",
  DESC: "The greatest or newest first.",
});

const expectedVersion = "Refuse with CONFLICT where the inbox has moved on.";
export const idempotencyKeyText = "The same key with the same input answers the first success for 24 h; 1 to 255 printable characters.";

@InputType("InboxFilter", {
  description: "Without states, REMOVED ones are left out. needsAttention: FAILING, DISCONNECTED, or an ended grant AWAITING_PERSON.",
})
export class InboxFilterInput {
  @Field(() => InboxKindEnum, { nullable: true, description: "Only this kind." })
  readonly kind?: InboxKind | null;

  @Field(() => [ConnectionStateEnum], { nullable: true, description: "Only these states." })
  readonly states?: ConnectionState[] | null;

  @Field(() => [DisconnectReasonEnum], { nullable: true, description: "Only those disconnected for one of these reasons." })
  readonly reasons?: DisconnectReason[] | null;

  @Field(() => [ProviderAccessEnum], { nullable: true, description: "Only those whose provider's end stands so." })
  readonly providerAccess?: ProviderAccess[] | null;

  @Field(() => ProviderEnum, { nullable: true, description: "Only this provider." })
  readonly provider?: Provider | null;

  @Field(() => String, { nullable: true, description: "Only addresses of this domain." })
  readonly domain?: string | null;

  @Field(() => String, { nullable: true, description: "Only addresses that contain this text, letter case aside." })
  readonly search?: string | null;

  @Field(() => ID, { nullable: true, description: "Only channels of this shared inbox." })
  readonly sharedInboxId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only personal inboxes of this member." })
  readonly ownerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Only those that this incident has touched." })
  readonly incidentId?: string | null;

  @Field(() => Boolean, { nullable: true, description: "Only those that need somebody." })
  readonly needsAttention?: boolean | null;
}

@InputType("InboxOrderBy", { description: "Ties are broken by id." })
export class InboxOrderByInput {
  @Field(() => InboxOrderEnum, { description: "By what." })
  readonly field!: InboxOrder;

  @Field(() => DirectionEnum, { description: "Which end first." })
  readonly direction!: Direction;
}

@InputType("InboxCommandInput", { description: "One verb on one inbox." })
export class InboxCommandInput {
  @Field(() => ID, { description: "The inbox." })
  readonly inboxId!: string;

  @Field(() => Int, { nullable: true, description: expectedVersion })
  readonly expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: idempotencyKeyText })
  readonly idempotencyKey?: string | null;
}

@InputType("ProviderEndInput", {
  description: "grantId defaults to the newest ended grant; a grant in use answers TRANSITION_NOT_ALLOWED.",
})
export class ProviderEndInput extends InboxCommandInput {
  @Field(() => ID, { nullable: true, description: "The grant whose provider end is meant." })
  readonly grantId?: string | null;
}

@InputType("ReportAdminConsentInput", {
  description: "Whether an administrator gave the consent that a grant rests on. grantId defaults to the newest ended grant.",
})
export class ReportAdminConsentInput extends ProviderEndInput {
  @Field(() => Boolean, { nullable: true, description: "Default true. False takes it back: the person can end it themself." })
  readonly given?: boolean | null;
}

@InputType("RemoveInboxInput", { description: "Removing an inbox." })
export class RemoveInboxInput extends InboxCommandInput {
  @Field(() => Boolean, {
    nullable: true,
    description:
      "Destroy the credentials now (after one try to revoke, where the provider can), giving up the check that the provider's end is closed. Default false: they stay sealed for that check alone, 7 days at most.",
  })
  readonly destroyCredentialsNow?: boolean | null;
}
