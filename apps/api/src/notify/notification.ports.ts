import type { Locale } from "@relink/domain";
import type { Viewer } from "../platform/viewer.ts";
import type { NotificationType } from "./notification.type.ts";

export interface NotificationLoaders {
  readonly inbox: { load(id: string): Promise<object | null> };
}

export interface NotificationStreams {
  /** The viewer's own, from now on; ends with UNAUTHENTICATED or FORBIDDEN. */
  notificationAdded(viewer: Viewer, locale: Locale, freshLoaders: () => NotificationLoaders): AsyncIterableIterator<NotificationType>;
}

/** What the resolvers of notifications need of an operation's context. */
export interface NotificationContext {
  readonly viewer: Viewer | null;
  readonly locale: Locale;
  readonly loaders: NotificationLoaders;
  readonly freshLoaders: () => NotificationLoaders;
  readonly streams: NotificationStreams;
}
