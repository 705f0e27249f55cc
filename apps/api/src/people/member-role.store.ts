import pg from "pg";
import type { Role } from "@relink/domain";
import { newId } from "../platform/new-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { Caller } from "./caller.ts";

export type RoleChange = "CHANGED" | "MISSING" | "LAST_SUPER_ADMIN";

export interface MemberRoleStore {
  /** Sets a member's role; the last super admin keeps theirs. */
  setRole(caller: Caller, memberId: string, role: Role, at: number): Promise<RoleChange>;
}

export function createMemberRoleStore(database: Queryable): MemberRoleStore {
  return {
    async setRole({ workspaceId, actor, ip }, memberId, role, at) {
      const audit = JSON.stringify({
        workspace_id: workspaceId, id: newId(), at: new Date(at).toISOString(), actor_kind: actor.kind, actor_id: actor.memberId, actor_name: actor.name,
        action: "setMemberRole", target_id: memberId, ip, outcome: "DONE",
      });
      try {
        const [row] = await database.query<{ found: boolean }>("select set_member_role($1, $2, $3, $4::jsonb) as found", [workspaceId, memberId, role, audit], "member_role");
        return row?.found ? "CHANGED" : "MISSING";
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === "RL004") return "LAST_SUPER_ADMIN";
        throw error;
      }
    },
  };
}
