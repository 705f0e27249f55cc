import type { Database } from "../platform/database.ts";

/** Something that must happen later: a row that outlives every process. Ids are UUIDs. */
export interface Timer {
  readonly id: string;
  readonly kind: string;
  /** Milliseconds since 1970. */
  readonly dueAt: number;
  /** Grows with every claim; who holds an older one has lost the timer. */
  readonly token: number;
  /** How often it was claimed before this claim without an end. */
  readonly tries: number;
  readonly workspaceId: string;
  readonly inboxId: string | null;
  readonly grantId: string | null;
  readonly attemptId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Times are milliseconds since 1970. Each answer but claim's: whether the timer was still ours. */
export interface TimerStore {
  /** Takes timers that are due and that nobody holds, the longest due first. */
  claim(options: {
    readonly now: number;
    readonly leaseUntil: number;
    readonly limit: number;
    readonly kinds: readonly string[];
  }): Promise<readonly Timer[]>;
  renew(timer: Timer, leaseUntil: number): Promise<boolean>;
  complete(timer: Timer): Promise<boolean>;
  /** `tries`: what it begins with next time. */
  reschedule(timer: Timer, dueAt: number, tries: number): Promise<boolean>;
  /** When the next timer of these kinds that nobody holds is due; null where there is none. */
  nextDueAt(kinds: readonly string[]): Promise<number | null>;
}

const columns = `t.id, t.kind, (extract(epoch from t.due_at) * 1000)::float8 as "dueAt", t.token::float8 as token, t.tries, t.workspace_id as "workspaceId",
  t.inbox_id as "inboxId", t.grant_id as "grantId", t.attempt_id as "attemptId", t.payload`;

// tries counts claims: a process that dies while it runs a timer has used one up.
const claim = `
  update timer t set lease_until = $2, token = t.token + 1, tries = t.tries + 1
  from (
    select id from timer where due_at <= $1 and (lease_until is null or lease_until <= $1) and kind = any($4)
    order by due_at limit $3 for update skip locked
  ) due
  where t.id = due.id
  returning ${columns.replace("t.tries", "t.tries - 1 as tries")}`;

export function createTimerStore(database: Pick<Database, "query">): TimerStore {
  const held = async (statement: string, values: readonly unknown[], name: string): Promise<boolean> =>
    (await database.query<{ id: string }>(statement, values, name)).length > 0;
  return {
    async claim({ now, leaseUntil, limit, kinds }) {
      const rows = await database.query<Timer>(claim, [new Date(now), new Date(leaseUntil), limit, kinds], "timer-claim");
      return rows.toSorted((one, other) => one.dueAt - other.dueAt);
    },
    renew: ({ id, token }, leaseUntil) =>
      held("update timer set lease_until = $3 where id = $1 and token = $2 returning id", [id, token, new Date(leaseUntil)], "timer-renew"),
    complete: ({ id, token }) => held("delete from timer where id = $1 and token = $2 returning id", [id, token], "timer-complete"),
    reschedule: ({ id, token }, dueAt, tries) =>
      held(
        "update timer set due_at = $3, lease_until = null, tries = $4 where id = $1 and token = $2 returning id",
        [id, token, new Date(dueAt), tries],
        "timer-reschedule",
      ),
    async nextDueAt(kinds) {
      const [row] = await database.query<{ at: number }>(
        `select (extract(epoch from due_at) * 1000)::float8 as at from timer where lease_until is null and kind = any($1) order by due_at limit 1`,
        [kinds],
        "timer-next",
      );
      return row?.at ?? null;
    },
  };
}
