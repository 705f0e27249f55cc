import type { SendingState } from "@relink/domain";
import { toIso } from "../inbox/inbox-row.ts";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { Queryable } from "../platform/transaction.ts";

/** An inbox as it was read before the look at its sending. */
export type LookedAt = Pick<HeldInbox, "inbox" | "health">;

/** What logins to sending servers show. Nothing is stored where the inbox has another grant or state by now. */
export interface SendingStore {
  /** Before the login; false: it is not to be made, since somebody else has tried meanwhile. `at`: milliseconds since 1970. */
  begin(looked: LookedAt, at: number): Promise<boolean>;
  /** @returns whether it is news. */
  put(looked: LookedAt, sending: SendingState): Promise<boolean>;
}

export function createSendingStore(database: Queryable): SendingStore {
  const ask = async (sql: string, values: readonly (string | null)[], name: string): Promise<boolean> =>
    (await database.query<{ done: boolean }>(sql, values, name))[0]?.done === true;
  const keysOf = ({ inbox }: LookedAt) => [inbox.workspaceId, inbox.id, inbox.grantId, toIso(inbox.stateChangedAt)];
  return {
    begin: (looked, at) =>
      ask(
        "select begin_sending($1, $2, $3, $4, $5, $6) as done",
        [...keysOf(looked), toIso(looked.health.sendingTriedAt), toIso(at)],
        "begin_sending",
      ),
    put: (looked, sending) => ask("select store_sending($1, $2, $3, $4, $5) as done", [...keysOf(looked), sending], "store_sending"),
  };
}
