import { Field, ObjectType } from "type-graphql";
import { ProviderGuideType } from "../grant/grant.type.ts";
import { MemberType } from "../people/member.type.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import { InboxType } from "./inbox.type.ts";

@ObjectType("CredentialConsumer", { description: "Who was given an inbox's credentials.", simpleResolvers: true })
export class CredentialConsumerType {
  @Field(() => String, { description: "The API key's name." })
  readonly name!: string;

  @Field(() => DateTimeScalar, { description: "When it was last given them." })
  readonly lastIssuedAt!: Date;
}

@ObjectType("RemovalImpact", { description: "What removing an inbox would touch, before anyone confirms.", simpleResolvers: true })
export class RemovalImpactType {
  @Field(() => [MemberType], { description: "Who will be told." })
  readonly willBeTold!: readonly MemberType[];

  @Field(() => [CredentialConsumerType], {
    description: "Who was given this inbox's credentials: tokens in the last 7 days, a password since the grant began.",
  })
  readonly consumers!: readonly CredentialConsumerType[];

  @Field(() => [InboxType], { description: "Other inboxes here, visible to the viewer, that live on the same provider account." })
  readonly sharesGrantWith!: readonly InboxType[];

  @Field(() => Boolean, { description: "The account stays in use by another inbox, so the provider's end will not be closed." })
  readonly grantStaysInUse!: boolean;

  @Field(() => ProviderGuideType, { description: "How the provider's end is closed." })
  readonly guide!: ProviderGuideType;
}
