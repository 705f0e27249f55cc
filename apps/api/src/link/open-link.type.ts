import { Field, ID, ObjectType } from "type-graphql";
import { toGlobalId } from "../platform/global-id.ts";
import { DateTimeScalar, EmailAddressScalar } from "../platform/scalars.ts";
import type { LinkKind, LinkRow } from "./link.ts";
import { LinkKindEnum } from "./link.type.ts";

@ObjectType("OpenLink", { description: "A link without sign-in that can still be used; never its token.", simpleResolvers: true })
export class OpenLinkType {
  @Field(() => ID, { description: "The link's id." })
  readonly id!: string;

  @Field(() => LinkKindEnum, { description: "What it is for." })
  readonly kind!: LinkKind;

  @Field(() => EmailAddressScalar, { nullable: true, description: "To whom it was mailed; null where somebody hands it over." })
  readonly sentTo!: string | null;

  @Field(() => String, { description: "Who made it, in words that stay true." })
  readonly madeBy!: string;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, { description: "Until when it can be used." })
  readonly expiresAt!: Date;
}

export function presentOpenLink(link: LinkRow): OpenLinkType {
  return {
    id: toGlobalId("link", link.id),
    kind: link.kind,
    sentTo: link.sent_to,
    madeBy: link.created_by_name,
    createdAt: new Date(link.created_at),
    expiresAt: new Date(link.expires_at),
  };
}
