import type { IncidentKind, Provider } from "@relink/domain";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { ProviderEnum } from "../events/lifecycle-enums.type.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { NodeType } from "../platform/node.type.ts";
import { DateTimeScalar } from "../platform/scalars.ts";

export const IncidentKindEnum = createEnumType<IncidentKind>("IncidentKind", "Whose trouble it is.", {
  PROVIDER_OUTAGE: "The provider is down or refusing everyone: disconnections at it are held.",
  APPLICATION_REFUSED:
    "Our own application is refused (client secret lapsed, application disabled): an operator's fault, no inbox is disconnected.",
  DOMAIN_POLICY: "One domain's administrators changed a policy: its inboxes are disconnected, as one notice.",
});

@ObjectType("ProviderIncident", {
  implements: NodeType,
  description: "One cause behind many failures: told once, and never as many people asked to reconnect.",
  simpleResolvers: true,
})
export class ProviderIncidentType extends NodeType {
  readonly __typename = "ProviderIncident";

  @Field(() => ID, { description: "The incident's id." })
  override readonly id!: string;

  @Field(() => IncidentKindEnum, { description: "Whose trouble it is." })
  readonly kind!: IncidentKind;

  @Field(() => ProviderEnum, { description: "Where it is." })
  readonly provider!: Provider;

  @Field(() => String, { nullable: true, description: "PROVIDER_OUTAGE only: the mail server." })
  readonly host!: string | null;

  @Field(() => String, { nullable: true, description: "DOMAIN_POLICY only: whose inboxes are refused." })
  readonly domain!: string | null;

  @Field(() => String, { nullable: true, description: "The provider's own code, where one says it." })
  readonly providerCode!: string | null;

  @Field(() => DateTimeScalar, { description: "When it was seen to begin." })
  readonly since!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was over; null while it lasts." })
  readonly until!: Date | null;

  @Field(() => Int, { description: "How many of the inboxes that the viewer may see it has touched." })
  readonly affected!: number;

  @Field(() => Boolean, { description: "Whether it lasts." })
  readonly open!: boolean;
}
