import { Arg, Ctx, ID, Mutation, Resolver } from "type-graphql";
import type { Role } from "@relink/domain";
import type { Context } from "../context.ts";
import { apiError } from "../platform/api-error.ts";
import type { Bus } from "../platform/bus.ts";
import type { Clock } from "../platform/clock.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import type { MemberRoleStore } from "./member-role.store.ts";
import { MemberType, RoleEnum } from "./member.type.ts";
import { callerOf } from "./viewer-of.ts";

export interface MemberResolverNeeds {
  readonly memberRoles: MemberRoleStore;
  readonly clock: Clock;
  readonly bus: Pick<Bus, "changed">;
}

@Resolver()
export class MemberResolver {
  private readonly needs: MemberResolverNeeds;

  constructor(needs: MemberResolverNeeds) {
    this.needs = needs;
  }

  @Mutation(() => MemberType, {
    nullable: true,
    description: "What a person may do from now on; by a super admin. The last super admin stays one.",
  })
  async setMemberRole(
    @Ctx() context: Context,
    @Arg("memberId", () => ID, { description: "The member." }) memberId: string,
    @Arg("role", () => RoleEnum, { description: "Their new role." }) role: Role,
  ): Promise<MemberType | null> {
    const caller = callerOf(context);
    if (caller.asker.kind !== "member" || caller.asker.role !== "SUPER_ADMIN")
      throw apiError("FORBIDDEN", "Only a super admin may change roles.");
    const uuid = parseGlobalId("member", memberId);
    const change = uuid === null ? "MISSING" : await this.needs.memberRoles.setRole(caller, uuid, role, this.needs.clock.now());
    if (uuid === null || change === "MISSING") throw apiError("NOT_FOUND", "There is no such member in this workspace.");
    if (change === "LAST_SUPER_ADMIN")
      throw apiError("LAST_SUPER_ADMIN", "A workspace keeps at least one super admin. Make somebody else one first.");
    this.needs.bus.changed({ workspaceId: caller.workspaceId, topic: "MEMBER", id: uuid });
    return context.freshLoaders().member.load(uuid);
  }
}
