import type { EmailAddress, MigrationItemState, MigrationState, Provider } from "@relink/domain";
import { Field, ID, Int, ObjectType } from "type-graphql";
import { ProviderEnum } from "../events/lifecycle-enums.type.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { NodeType } from "../platform/node.type.ts";
import { PageInfoType } from "../platform/page-info.type.ts";
import { DateTimeScalar, EmailAddressScalar } from "../platform/scalars.ts";
import type { MigrationWithProgress } from "./migration.ts";

export const MigrationStateEnum = createEnumType<MigrationState>("MigrationState", "How far the move of a domain is.", {
  SUSPECTED: "Its mail records name another provider; nothing is disconnected.",
  CONFIRMED: "It has moved: its inboxes at the old provider are disconnected.",
  RUNNING: "Invitations were sent, and some inboxes still wait.",
  COMPLETED: "Nobody is waited for any more.",
  DISMISSED: "An admin said that it does not move, or its mail records name the old provider again.",
});

export const MigrationItemStateEnum = createEnumType<MigrationItemState>(
  "MigrationItemState",
  "How far one inbox has followed its domain.",
  {
    WAITING: "Nobody was invited to reconnect it.",
    INVITED: "Its holder was sent a reconnect link.",
    RECONNECTED: "It is connected at the new provider.",
    SKIPPED: "It stays as it is: it reconnected at the old provider, was left out, or was removed.",
  },
);

@ObjectType("MigrationItem", { description: "One inbox of a domain that moves.", simpleResolvers: true })
export class MigrationItemType {
  @Field(() => EmailAddressScalar, { description: "Its address." })
  readonly address!: EmailAddress;

  @Field(() => MigrationItemStateEnum, { description: "How far it has followed." })
  readonly state!: MigrationItemState;

  @Field(() => DateTimeScalar, { nullable: true, description: "When its holder was last sent a link." })
  readonly invitedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was reconnected at the new provider." })
  readonly reconnectedAt!: Date | null;

  /** UUID of what the field resolver loads; not in the schema. */
  readonly inboxUuid!: string;
}

@ObjectType("MigrationItemEdge", { description: "One inbox in a list.", simpleResolvers: true })
export class MigrationItemEdgeType {
  @Field(() => String, { description: "Where it stands in the list." })
  readonly cursor!: string;

  @Field(() => MigrationItemType, { description: "The inbox's part in the migration." })
  readonly node!: MigrationItemType;
}

@ObjectType("MigrationItemConnection", { description: "A page of inboxes, by address.", simpleResolvers: true })
export class MigrationItemConnectionType {
  @Field(() => [MigrationItemEdgeType], { description: "The items with their cursors." })
  readonly edges!: readonly MigrationItemEdgeType[];

  @Field(() => [MigrationItemType], { description: "The items." })
  readonly nodes!: readonly MigrationItemType[];

  @Field(() => PageInfoType, { description: "Where the page stands." })
  readonly pageInfo!: PageInfoType;
}

@ObjectType("Migration", {
  implements: NodeType,
  description: "A mail domain that moved from one provider to another, and how far its inboxes have followed.",
  simpleResolvers: true,
})
export class MigrationType {
  readonly __typename!: "Migration";

  @Field(() => ID, { description: "The migration's id." })
  readonly id!: string;

  @Field(() => String, { description: "The domain that moves." })
  readonly domain!: string;

  @Field(() => ProviderEnum, { description: "Where it was." })
  readonly fromProvider!: Provider;

  @Field(() => ProviderEnum, { description: "Where it goes." })
  readonly toProvider!: Provider;

  @Field(() => MigrationStateEnum, { description: "How far it is." })
  readonly state!: MigrationState;

  @Field(() => DateTimeScalar, { description: "When it was first noticed, or started by hand." })
  readonly detectedAt!: Date;

  @Field(() => Int, { description: "How many inboxes it concerns." })
  readonly total!: number;

  @Field(() => Int, { description: "How many wait, and whose holder was not invited." })
  readonly waiting!: number;

  @Field(() => Int, { description: "How many wait for their holder, who was invited." })
  readonly invited!: number;

  @Field(() => Int, { description: "How many are connected at the new provider." })
  readonly reconnected!: number;

  @Field(() => Int, { description: "How many stay as they are." })
  readonly skipped!: number;

  /** What field resolvers read; not in the schema. */
  readonly migration!: MigrationWithProgress;
}

@ObjectType("MigrationEdge", { description: "One migration in a list.", simpleResolvers: true })
export class MigrationEdgeType {
  @Field(() => String, { description: "Where it stands in the list." })
  readonly cursor!: string;

  @Field(() => MigrationType, { description: "The migration." })
  readonly node!: MigrationType;
}

@ObjectType("MigrationConnection", { description: "A page of migrations, newest first.", simpleResolvers: true })
export class MigrationConnectionType {
  @Field(() => [MigrationEdgeType], { description: "The migrations with their cursors." })
  readonly edges!: readonly MigrationEdgeType[];

  @Field(() => [MigrationType], { description: "The migrations." })
  readonly nodes!: readonly MigrationType[];

  @Field(() => PageInfoType, { description: "Where the page stands." })
  readonly pageInfo!: PageInfoType;
}
