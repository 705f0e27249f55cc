import { Ctx, Query, Resolver } from "type-graphql";
import type { Context } from "../context.ts";
import { toGlobalId } from "../platform/global-id.ts";
import type { MemberStore } from "./member.store.ts";
import { ViewerType } from "./member.type.ts";
import { viewerOf } from "./viewer-of.ts";

@Resolver()
export class ViewerResolver {
  private readonly members: MemberStore;

  constructor(needs: { readonly members: MemberStore }) {
    this.members = needs.members;
  }

  @Query(() => ViewerType, { description: "Who is asking." })
  async viewer(@Ctx() context: Context): Promise<ViewerType> {
    const viewer = viewerOf(context);
    const [workspaces, member] = await Promise.all([this.members.listWorkspaces(viewer.userId), context.loaders.member.load(viewer.memberId)]);
    const workspace = workspaces.find(({ id }) => id === toGlobalId("workspace", viewer.workspaceId));
    if (!workspace) throw new Error("A viewer has no workspace.");
    return { workspace, workspaces, member, role: viewer.role, scopes: [] };
  }
}
