import { maySee } from "@relink/domain";
import type { InboxStore } from "../inbox/inbox.store.ts";
import type { NotificationStore } from "../notify/notification.store.ts";
import type { ChangeFeedNeeds } from "./change-feed.ts";
import { toAsker } from "../people/asker.ts";

/** Hints carry ids, so they go only to those who may see the thing. */
export function createIsFor(stores: {
  readonly inboxes: InboxStore;
  readonly notifications: Pick<NotificationStore, "find">;
}): ChangeFeedNeeds["isFor"] {
  return async (viewer, { topic, id }) => {
    if (id === null) return true;
    if (topic === "INBOX_HEALTH") {
      const held = await stores.inboxes.find(viewer.workspaceId, id);
      return held !== null && maySee(toAsker(viewer), held.inbox);
    }
    if (topic === "NOTIFICATION") {
      const [notification] = await stores.notifications.find(viewer.workspaceId, [id]);
      return viewer.kind === "member" && notification?.memberId === viewer.memberId;
    }
    return true;
  };
}
