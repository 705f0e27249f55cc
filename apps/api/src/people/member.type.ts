import { Field, ID, ObjectType } from "type-graphql";
import type { Role } from "@relink/domain";
import { createEnumType } from "../platform/enum-type.ts";
import { NodeType } from "../platform/node.type.ts";
import { DateTimeScalar, EmailAddressScalar } from "../platform/scalars.ts";

export const RoleEnum = createEnumType<Role>("Role", "What a person may do in a workspace.", {
  SUPER_ADMIN: "Everything, roles and keys included.",
  ADMIN: "May change account access: channels, migrations, members' inboxes in part.",
  MEMBER: "Their own inboxes.",
});

@ObjectType("Workspace", { implements: NodeType, description: "One company's account; nothing crosses it.", simpleResolvers: true })
export class WorkspaceType extends NodeType {
  readonly __typename = "Workspace";

  @Field(() => ID, { description: "The workspace's id." })
  override readonly id!: string;

  @Field(() => String, { description: "Its name." })
  readonly name!: string;

  @Field(() => String, { description: "Its name in addresses: lower case, unique in this installation." })
  readonly slug!: string;
}

@ObjectType("Member", { implements: NodeType, description: "A person in a workspace.", simpleResolvers: true })
export class MemberType extends NodeType {
  readonly __typename = "Member";

  @Field(() => ID, { description: "The member's id." })
  override readonly id!: string;

  @Field(() => String, { description: "The person's name." })
  readonly name!: string;

  @Field(() => EmailAddressScalar, { description: "The address they sign in with." })
  readonly email!: string;

  @Field(() => RoleEnum, { description: "What they may do." })
  readonly role!: Role;

  @Field(() => DateTimeScalar, { description: "When they joined the workspace." })
  readonly joinedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When they left it; null while they are in it." })
  readonly leftAt!: Date | null;
}

@ObjectType("Viewer", {
  description: "Who is asking: a person signed in, or an API key (then member is null and scopes says what it may do).",
  simpleResolvers: true,
})
export class ViewerType {
  @Field(() => WorkspaceType, { description: "The workspace that everything is answered in." })
  readonly workspace!: WorkspaceType;

  @Field(() => [WorkspaceType], { description: "All workspaces of this person." })
  readonly workspaces!: readonly WorkspaceType[];

  @Field(() => MemberType, { nullable: true, description: "The person, as a member of the workspace." })
  readonly member!: MemberType | null;

  @Field(() => RoleEnum, { nullable: true, description: "The person's role." })
  readonly role!: Role | null;

  @Field(() => [String], { description: "What an API key may do; empty for a person." })
  readonly scopes!: readonly string[];
}
