import type { Queryable } from "../platform/transaction.ts";

/** Milliseconds since 1970. */
export interface FarCheckTimes {
  readonly now: number;
  /** No rule puts a check further ahead than this; after a NO without a code no further than `farthestUncoded`. */
  readonly farthest: number;
  readonly farthestUncoded: number;
  /** Those that are brought back are due between now and this. */
  readonly spreadUntil: number;
  /** No host rests, and none has a queue, for longer than this. */
  readonly farthestHost: number;
}

export interface FarCheckStore {
  /** Brings back checks that lie further ahead than any rule asks for, the farthest first; answers how many. */
  bringBack(times: FarCheckTimes, limit: number): Promise<number>;
  /** The same for the times by which hosts are paced. */
  bringHostsBack(times: FarCheckTimes, limit: number): Promise<number>;
}

// From the far end of the index by time: where nothing lies too far ahead, only those after a NO without a code are read.
// A lease that lies so far ahead ends with it: the token moves on, so that whoever held it stores nothing more.
const bringBack = `update due_check d set due_at = $1::timestamptz + random() * ($4::timestamptz - $1::timestamptz), lease_until = null, token = d.token + 1
  from (
    select c.inbox_id from due_check c
    where c.due_at > $2 and (c.due_at > $3 or not exists (
      select from inbox_health h where h.workspace_id = c.workspace_id and h.inbox_id = c.inbox_id and h.uncoded_refusals > 0))
    order by c.due_at desc limit $5 for update of c skip locked
  ) far where d.inbox_id = far.inbox_id returning 1`;

// A bucket that was filled in time to come fills no more before then, and a host that rests until then admits nobody.
const bringHostsBack = `update mail_host h set filled_at = least(h.filled_at, $1), waits_until = least(h.waits_until, $1), rests_until = least(h.rests_until, $1)
  from (
    select m.host from mail_host m where m.filled_at > $2 or m.waits_until > $2 or m.rests_until > $2 order by m.host limit $3 for update skip locked
  ) far where h.host = far.host returning 1`;

export function createFarCheckStore(database: Queryable): FarCheckStore {
  return {
    async bringBack({ now, farthest, farthestUncoded, spreadUntil }, limit) {
      const values = [new Date(now), new Date(farthest), new Date(farthestUncoded), new Date(spreadUntil), limit];
      return (await database.query(bringBack, values, "due_far")).length;
    },
    async bringHostsBack({ now, farthestHost }, limit) {
      return (await database.query(bringHostsBack, [new Date(now), new Date(farthestHost), limit], "due_far_hosts")).length;
    },
  };
}
