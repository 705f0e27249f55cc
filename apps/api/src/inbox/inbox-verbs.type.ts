import { Field, ObjectType } from "type-graphql";
import type { Verified } from "../grant/try-sealed.ts";
import { DisconnectReceiptType, ProviderGuideType } from "../grant/grant.type.ts";
import type { CheckOutcome } from "../monitor/check-inbox.ts";
import { toGlobalId } from "../platform/global-id.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { InboxCheckType, InboxType } from "./inbox.type.ts";
import { presentInbox } from "./present-inbox.ts";

export const VerifyOutcomeEnum = createEnumType<Verified>("VerifyOutcome", "What a try of the sealed credentials showed.", {
  REFUSED: "The provider refused them: its end is closed.",
  STILL_ACCEPTED: "They still work: its end is open.",
  UNKNOWN: "The answer proves nothing.",
});

@ObjectType("InboxPayload", { description: "The inbox as the verb left it.", simpleResolvers: true })
export class InboxPayloadType {
  @Field(() => InboxType, { description: "The inbox." })
  readonly inbox!: InboxType;
}

@ObjectType("CheckPayload", {
  description: "check is null where it took longer than 20 s: it goes on, and the events tell.",
  simpleResolvers: true,
})
export class CheckPayloadType extends InboxPayloadType {
  @Field(() => InboxCheckType, { nullable: true, description: "What it showed." })
  readonly check!: InboxCheckType | null;
}

export function presentCheck({ held, check }: CheckOutcome): CheckPayloadType {
  return { inbox: presentInbox(held), check: check && { ...check, id: toGlobalId("check", check.id), at: new Date(check.at) } };
}

@ObjectType("VerifyPayload", { description: "What the try showed.", simpleResolvers: true })
export class VerifyPayloadType extends InboxPayloadType {
  @Field(() => VerifyOutcomeEnum, { description: "Refused, still accepted, or neither." })
  readonly outcome!: Verified;
}

@ObjectType("RemoveInboxPayload", { description: "The removed inbox, and how its provider end is closed.", simpleResolvers: true })
export class RemoveInboxPayloadType extends InboxPayloadType {
  @Field(() => ProviderGuideType, { description: "How the person ends our access at the provider." })
  readonly guide!: ProviderGuideType;

  @Field(() => DisconnectReceiptType, { description: "Proof of how far both ends are closed." })
  readonly receipt!: DisconnectReceiptType;
}
