import { Field, ID, ObjectType } from "type-graphql";
import { NodeType } from "../platform/node.type.ts";
import { DateTimeScalar } from "../platform/scalars.ts";

@ObjectType("SharedInbox", {
  implements: NodeType,
  description: "A conversations inbox that a team shares; its e-mail channels are inboxes of kind TEAM.",
  simpleResolvers: true,
})
export class SharedInboxType extends NodeType {
  readonly __typename = "SharedInbox";

  @Field(() => ID, { description: "The shared inbox's id." })
  override readonly id!: string;

  @Field(() => String, { description: "Its name, unique in the workspace." })
  readonly name!: string;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  readonly createdAt!: Date;

  /** Not in the schema. */
  readonly uuid!: string;
}
