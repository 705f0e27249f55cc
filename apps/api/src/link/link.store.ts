import type { AttemptRow } from "../connect/attempt.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { LinkRow } from "./link.ts";
import type { LinkRef } from "./link-token.ts";

/** Reads of links; a ref comes from a token, or from within the workspace. */
export interface LinkStore {
  find(ref: LinkRef): Promise<LinkRow | null>;
  /** The reconnect link of an inbox that is neither used nor withdrawn; it may be too old. */
  findNewest(workspaceId: string, inboxId: string): Promise<LinkRow | null>;
  /** What can still be used of an inbox's links, the newest first; 50 at most. */
  listOpen(workspaceId: string, inboxId: string, now: number): Promise<readonly LinkRow[]>;
  findWorkspaceName(workspaceId: string): Promise<string>;
  /** The newest try to sign in by this link. */
  findLastAttempt(ref: LinkRef): Promise<AttemptRow | null>;
}

export function createLinkStore(database: Queryable): LinkStore {
  const one = async (sql: string, values: readonly unknown[], name: string): Promise<LinkRow | null> => {
    const [found] = await database.query<{ link: LinkRow }>(sql, values, name);
    return found?.link ?? null;
  };
  return {
    find: ({ workspaceId, linkId }) =>
      one("select to_json(l) as link from link l where workspace_id = $1 and id = $2", [workspaceId, linkId], "link_find"),
    findNewest: (workspaceId, inboxId) =>
      one(
        `select to_json(l) as link from link l where workspace_id = $1 and inbox_id = $2 and used_at is null and withdrawn_at is null and kind = 'RECONNECT'
          order by id desc limit 1`,
        [workspaceId, inboxId],
        "link_newest",
      ),
    async listOpen(workspaceId, inboxId, now) {
      const sql = `select to_json(l) as link from link l where workspace_id = $1 and inbox_id = $2 and used_at is null and withdrawn_at is null
          and expires_at > $3 order by id desc limit 50`;
      const rows = await database.query<{ link: LinkRow }>(sql, [workspaceId, inboxId, new Date(now)], "links_open");
      return rows.map(({ link }) => link);
    },
    async findWorkspaceName(workspaceId) {
      const [row] = await database.query<{ name: string }>("select name from workspace where id = $1", [workspaceId], "link_workspace");
      if (!row) throw new Error(`There is no workspace ${workspaceId}.`);
      return row.name;
    },
    async findLastAttempt({ workspaceId, linkId }) {
      const sql =
        "select to_json(a) as attempt from connection_attempt a where workspace_id = $1 and link_id = $2 order by id desc limit 1";
      const [row] = await database.query<{ attempt: AttemptRow }>(sql, [workspaceId, linkId], "link_attempt");
      return row?.attempt ?? null;
    },
  };
}
