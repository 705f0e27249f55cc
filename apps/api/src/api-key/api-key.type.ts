import { Field, ID, ObjectType } from "type-graphql";
import type { Scope } from "@relink/domain";
import { toGlobalId } from "../platform/global-id.ts";
import { NodeType } from "../platform/node.type.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import type { StoredApiKey } from "./api-key.store.ts";
import { toShownPrefix } from "./api-key.ts";

@ObjectType("ApiKey", {
  implements: NodeType,
  description: "Scopes: inboxes:read inboxes:write migrations:write credentials:issue webhooks:write events:subscribe.",
  simpleResolvers: true,
})
export class ApiKeyType extends NodeType {
  readonly __typename = "ApiKey";

  @Field(() => ID, { description: "The key's id; it opens nothing." })
  override readonly id!: string;

  @Field(() => String, { description: "What it is for; events and the audit log call it so." })
  readonly name!: string;

  @Field(() => String, { description: "How the key's text begins: enough to recognise it by." })
  readonly prefix!: string;

  @Field(() => [String], { description: "What it may do." })
  readonly scopes!: readonly Scope[];

  @Field(() => DateTimeScalar, { description: "When it was made." })
  readonly createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was last used, to the minute; null: never." })
  readonly lastUsedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it ends by itself; null: not before it is revoked." })
  readonly expiresAt!: Date | null;
}

@ObjectType("ApiKeyCreated", { description: "The key is shown this once.", simpleResolvers: true })
export class ApiKeyCreatedType {
  @Field(() => ApiKeyType, { description: "What is kept of it." })
  readonly apiKey!: ApiKeyType;

  @Field(() => String, { description: "The key itself, for the Authorization header: Bearer and this text. It can't be shown again." })
  readonly key!: string;
}

export function presentApiKey({ uuid, name, prefix, scopes, createdAt, lastUsedAt, expiresAt }: StoredApiKey): ApiKeyType {
  return {
    __typename: "ApiKey",
    id: toGlobalId("key", uuid),
    name,
    prefix: toShownPrefix(prefix),
    scopes,
    createdAt,
    lastUsedAt,
    expiresAt,
  };
}
