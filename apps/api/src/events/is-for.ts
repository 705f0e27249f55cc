import { maySee } from "@relink/domain";
import type { InboxStore } from "../inbox/inbox.store.ts";
import type { IncidentViewStore } from "../monitor/incident-view.store.ts";
import type { NotificationStore } from "../notify/notification.store.ts";
import type { ChangeFeedNeeds } from "./change-feed.ts";
import { toAsker } from "../people/asker.ts";

/** Hints carry ids, so they go only to those who may see the thing. */
export function createIsFor(stores: {
  readonly inboxes: InboxStore;
  readonly notifications: Pick<NotificationStore, "find">;
  readonly incidents: Pick<IncidentViewStore, "find">;
}): ChangeFeedNeeds["isFor"] {
  return async (viewer, { topic, id }) => {
    if (id === null) return true;
    if (topic === "INBOX_HEALTH" || topic === "LINK") {
      const held = await stores.inboxes.find(viewer.workspaceId, id);
      return held !== null && maySee(toAsker(viewer), held.inbox);
    }
    if (topic === "NOTIFICATION") {
      const [notification] = await stores.notifications.find(viewer.workspaceId, [id]);
      return viewer.kind === "member" && notification?.memberId === viewer.memberId;
    }
    if (topic === "INCIDENT") {
      // It touches inboxes: who may see none of them has not to know of it.
      const found = await stores.incidents.find({ workspaceId: viewer.workspaceId, asker: toAsker(viewer) }, [id]);
      return found.has(id);
    }
    return true;
  };
}
