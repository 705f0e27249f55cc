import { domainOf, placeOf, type OwnMailHosts } from "@relink/domain";
import type { HeldInbox } from "../inbox/held-inbox.ts";
import type { MigrationStore } from "./migration.store.ts";

/**
 * Whether an inbox's domain has left the provider that it is at, after it was connected there. An inbox that a migration
 * has left out, or that came back at the old provider, has not moved.
 */
export function createHasMoved(
  migrations: Pick<MigrationStore, "findMove">,
  ownHosts: OwnMailHosts,
): (held: HeldInbox) => Promise<boolean> {
  return async ({ inbox, grant }) => {
    const sought = {
      id: inbox.id,
      domain: domainOf(inbox.address),
      from: placeOf(inbox, ownHosts),
      since: grant?.startedAt ?? inbox.createdAt,
    };
    return (await migrations.findMove(inbox.workspaceId, sought)) !== null;
  };
}
