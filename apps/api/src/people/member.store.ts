import type { MemberId, Role } from "@relink/domain";
import { toGlobalId } from "../platform/global-id.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { MemberType, WorkspaceType } from "./member.type.ts";

interface MemberRow {
  uuid: string;
  name: string;
  email: string;
  role: Role;
  joinedAt: Date;
  leftAt: Date | null;
}

/** People of one workspace, as the schema shows them. */
export interface MemberStore {
  findMany(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, MemberType>>;
  /** Those who are in the workspace now. */
  listPresent(workspaceId: string): Promise<readonly PresentMember[]>;
  listWorkspaces(userId: string): Promise<readonly WorkspaceType[]>;
  getWorkspace(id: string): Promise<WorkspaceType>;
}

export interface PresentMember {
  readonly id: MemberId;
  readonly role: Role;
  readonly member: MemberType;
}

const select = `select m.id as uuid, u.name, u.email, m.role, m.joined_at as "joinedAt", m.left_at as "leftAt" from member m join user_account u on u.id = m.user_id`;

function toMember({ uuid, ...rest }: MemberRow): MemberType {
  return { __typename: "Member", ...rest, id: toGlobalId("member", uuid) };
}

interface WorkspaceRow {
  uuid: string;
  name: string;
  slug: string;
}

function toWorkspace({ uuid, name, slug }: WorkspaceRow): WorkspaceType {
  return { __typename: "Workspace", id: toGlobalId("workspace", uuid), name, slug };
}

export function createMemberStore(database: Queryable): MemberStore {
  return {
    async findMany(workspaceId, ids) {
      const rows = await database.query<MemberRow>(
        `${select} where m.workspace_id = $1 and m.id = any($2::uuid[])`,
        [workspaceId, ids],
        "members_find",
      );
      return new Map(rows.map((row) => [row.uuid, toMember(row)]));
    },
    async listPresent(workspaceId) {
      const rows = await database.query<MemberRow>(
        `${select} where m.workspace_id = $1 and m.left_at is null order by u.name limit 10000`,
        [workspaceId],
        "members_present",
      );
      return rows.map((row) => ({ id: row.uuid as MemberId, role: row.role, member: toMember(row) }));
    },
    async listWorkspaces(userId) {
      const sql = `select w.id as uuid, w.name, w.slug from workspace w join member m on m.workspace_id = w.id
        where m.user_id = $1 and m.left_at is null order by m.joined_at, w.id limit 100`;
      const rows = await database.query<WorkspaceRow>(sql, [userId], "workspaces_of");
      return rows.map(toWorkspace);
    },
    async getWorkspace(id) {
      const [row] = await database.query<WorkspaceRow>(
        "select id as uuid, name, slug from workspace where id = $1",
        [id],
        "workspace_find",
      );
      if (!row) throw new Error(`There is no workspace ${id}.`);
      return toWorkspace(row);
    },
  };
}
