import pg from "pg";
import type { Role } from "@relink/domain";
import type { Queryable } from "../platform/transaction.ts";
import { toAuditRow } from "./audit-row.ts";
import type { Caller } from "./caller.ts";

export type RoleChange = "CHANGED" | "MISSING" | "LAST_SUPER_ADMIN";

export interface MemberRoleStore {
  /** Sets a member's role; the last super admin keeps theirs. */
  setRole(caller: Caller, memberId: string, role: Role, at: number): Promise<RoleChange>;
}

export function createMemberRoleStore(database: Queryable): MemberRoleStore {
  return {
    async setRole(caller, memberId, role, at) {
      const audit = JSON.stringify(toAuditRow(caller, { action: "setMemberRole", target: memberId, at }));
      try {
        const [row] = await database.query<{ found: boolean }>(
          "select set_member_role($1, $2, $3, $4::jsonb) as found",
          [caller.workspaceId, memberId, role, audit],
          "member_role",
        );
        return row?.found ? "CHANGED" : "MISSING";
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === "RL004") return "LAST_SUPER_ADMIN";
        throw error;
      }
    },
  };
}
