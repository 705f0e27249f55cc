import type { Database } from "../platform/database.ts";
import type { Target, Trouble, TroubleKind } from "./trouble.ts";

const columns = `t.id, t.kind, t.scope, t.target as name, t.since, t.detail`;

/** Access that was taken away is no trouble any more once its holder has signed in again. */
const lasts = `(t.kind <> 'access-revoked' or not exists (
  select from sandbox.consent c join sandbox.account a on a.subject = c.account_subject
   where a.address = t.target and c.ended_at is null))`;

type Row = Omit<Trouble, "since"> & { since: Date };

export type Troubles = ReturnType<typeof troubleStore>;

export function troubleStore({ query }: Database) {
  return {
    /** What is on now, the newest first. */
    async all(): Promise<Trouble[]> {
      const rows = await query<Row>(`select ${columns} from sandbox.trouble t where ${lasts} order by t.id desc`);
      return rows.map(toTrouble);
    },

    async find(id: number): Promise<Trouble | null> {
      const rows = await query<Row>(`select ${columns} from sandbox.trouble t where t.id = $1`, [id]);
      return rows[0] ? toTrouble(rows[0]) : null;
    },

    /** The same trouble for the same target once more begins anew. */
    async add(kind: TroubleKind, { scope, name }: Target, detail: Trouble["detail"]): Promise<Trouble> {
      await query(`delete from sandbox.trouble where kind = $1 and scope = $2 and target = $3`, [kind, scope, name]);
      const rows = await query<Row>(
        `insert into sandbox.trouble as t (kind, scope, target, detail) values ($1, $2, $3, $4) returning ${columns}`,
        [kind, scope, name, JSON.stringify(detail)],
      );
      if (!rows[0]) throw new Error("A trouble was not stored.");
      return toTrouble(rows[0]);
    },

    async remove(id: number): Promise<void> {
      await query(`delete from sandbox.trouble where id = $1`, [id]);
    },

    /** The kinds that are on for a whole host. */
    async ofHost(host: string): Promise<TroubleKind[]> {
      const rows = await query<{ kind: TroubleKind }>(`select kind from sandbox.trouble where scope = 'host' and target = $1`, [host]);
      return rows.map(({ kind }) => kind);
    },
  };
}

function toTrouble(row: Row): Trouble {
  return { ...row, since: row.since.toISOString() };
}
