import { addressKey, allowedActions, type EmailAddress, type Moment } from "@relink/domain";
import { heldInboxSql, toHeldInbox, type HeldInbox, type HeldInboxRow } from "../inbox/held-inbox.ts";
import type { Caller } from "../people/caller.ts";
import type { Queryable } from "../platform/transaction.ts";

const newestRemoved = `${heldInboxSql}
  where i.workspace_id = $1 and i.address_key = $2 and i.state = 'REMOVED' and not i.abandoned and not i.replaced
  order by i.id desc limit 1`;

/** Finds the inbox that a caller could reconnect instead of connecting its address anew; null where there is none. */
export function createFindReconnectable(
  database: Queryable,
  clock: { moment(): Moment },
): (caller: Caller, address: EmailAddress) => Promise<HeldInbox | null> {
  return async (caller, address) => {
    const [row] = await database.query<HeldInboxRow>(newestRemoved, [caller.workspaceId, addressKey(address)], "inbox_reconnectable");
    if (!row) return null;
    const held = toHeldInbox(row);
    return allowedActions(caller.asker, held.inbox, held.endedGrant, clock.moment()).includes("RECONNECT") ? held : null;
  };
}
