import { Ctx, Query, Resolver } from "type-graphql";
import { unreachable } from "@relink/domain";
import type { Context } from "../context.ts";
import { toGlobalId } from "../platform/global-id.ts";
import type { Viewer } from "../platform/viewer.ts";
import type { MemberStore } from "./member.store.ts";
import { ViewerType, type WorkspaceType } from "./member.type.ts";
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
    const workspaces = await listWorkspacesOf(this.members, viewer);
    const workspace = workspaces.find(({ id }) => id === toGlobalId("workspace", viewer.workspaceId));
    if (!workspace) throw new Error("A viewer has no workspace.");
    if (viewer.kind === "apiKey") return { workspace, workspaces, member: null, role: null, scopes: viewer.scopes };
    return { workspace, workspaces, member: await context.loaders.member.load(viewer.memberId), role: viewer.role, scopes: [] };
  }
}

/** All workspaces of a person; a key's own. */
export async function listWorkspacesOf(members: MemberStore, viewer: Viewer): Promise<readonly WorkspaceType[]> {
  switch (viewer.kind) {
    case "member":
      return members.listWorkspaces(viewer.userId);
    case "apiKey":
      return [await members.getWorkspace(viewer.workspaceId)];
    default:
      return unreachable(viewer);
  }
}
