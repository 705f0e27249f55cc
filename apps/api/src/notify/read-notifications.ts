import { type Locale, notificationText } from "@relink/domain";
import { apiError } from "../platform/api-error.ts";
import type { Bus } from "../platform/bus.ts";
import { parseConnectionCursor, toConnectionCursor } from "../platform/connection-cursor.ts";
import { createGuardedStream } from "../platform/guarded-stream.ts";
import { parseGlobalId, toGlobalId } from "../platform/global-id.ts";
import { type Connection, mostPageSize, toConnection, toPageSize } from "../platform/page.ts";
import type { ViewerWatch } from "../platform/viewer-watch.ts";
import type { NotificationFeed } from "./notification-feed.ts";
import type { NotificationStreams } from "./notification.ports.ts";
import type { NotificationStore, Reader, StoredNotification } from "./notification.store.ts";
import type { NotificationType } from "./notification.type.ts";

const listName = "notifications";

/** A notification as the schema shows it, worded in the reader's language. */
export function toNotification(stored: StoredNotification, locale: Locale): NotificationType {
  const { template, params, because, severity, createdAt, readAt, closedAt, href, inboxId, migrationId } = stored;
  const words = notificationText(template, params, because, locale);
  return {
    id: toGlobalId("notification", stored.id),
    ...words,
    severity,
    createdAt,
    readAt,
    closedAt,
    href,
    inboxUuid: inboxId,
    migrationUuid: migrationId,
  };
}

function toAfter(cursor: string | null | undefined): string | null {
  if (cursor === null || cursor === undefined) return null;
  const id = parseConnectionCursor(listName, ["text"], cursor)?.[0];
  const uuid = typeof id === "string" ? parseGlobalId("notification", id) : null;
  if (uuid === null) throw apiError("BAD_USER_INPUT", "after is not a cursor of this list.", { field: "after" });
  return uuid;
}

export interface NotificationsArgs {
  readonly unreadOnly?: boolean | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** The reader's own, newest first. */
export async function readNotifications(
  store: NotificationStore,
  reader: Reader,
  locale: Locale,
  args: NotificationsArgs,
): Promise<Connection<NotificationType> & { readonly unreadCount: number }> {
  const size = toPageSize(args.first);
  const after = toAfter(args.after);
  const [stored, unreadCount] = await Promise.all([
    store.list(reader, { unreadOnly: args.unreadOnly ?? false, after, limit: size + 1 }),
    store.countUnread(reader),
  ]);
  const nodes = stored.map((one) => toNotification(one, locale));
  return {
    ...toConnection(
      nodes.map((node) => ({ cursor: toConnectionCursor(listName, [node.id]), node })),
      size,
      after !== null,
    ),
    unreadCount,
  };
}

export interface MarkReadNeeds {
  readonly store: NotificationStore;
  readonly bus: Pick<Bus, "changed">;
  readonly now: () => Date;
}

/** All of them or none: an id that is not the reader's own is NOT_FOUND. */
export async function markNotificationsRead(
  { store, bus, now }: MarkReadNeeds,
  reader: Reader,
  locale: Locale,
  ids: readonly string[],
): Promise<readonly NotificationType[]> {
  if (ids.length > mostPageSize) throw apiError("BAD_USER_INPUT", `At most ${mostPageSize} at once.`, { field: "ids" });
  const uuids = ids.map((id) => parseGlobalId("notification", id));
  const found = uuids.every((id) => id !== null) ? await store.markRead(reader, uuids, now()) : null;
  if (found === null) throw apiError("NOT_FOUND", "There is no such notification.");
  for (const { id } of found) bus.changed({ workspaceId: reader.workspaceId, topic: "NOTIFICATION", id });
  return found.map((one) => toNotification(one, locale));
}

export function createNotificationStreams({
  feed,
  watch,
}: {
  readonly feed: NotificationFeed;
  readonly watch: ViewerWatch;
}): NotificationStreams {
  return {
    notificationAdded: (viewer, locale, since) =>
      createGuardedStream(watch, viewer, async function* added(signal) {
        for await (const one of feed.follow(viewer, signal, since)) yield toNotification(one, locale);
      }),
  };
}
