import type { Locale } from "@relink/domain";
import type { InboxType } from "../inbox/inbox.type.ts";
import type { MemberViewer, Viewer } from "../platform/viewer.ts";
import type { NotificationType } from "./notification.type.ts";

export interface NotificationLoaders {
  readonly inbox: { load(id: string): Promise<InboxType | null> };
}

export interface NotificationStreams {
  /** The viewer's own; ends with UNAUTHENTICATED or FORBIDDEN. `since`: as `NotificationFeed` takes it. */
  notificationAdded(viewer: MemberViewer, locale: Locale, since: Date | null): AsyncIterableIterator<NotificationType>;
}

/** What the resolvers of notifications need of an operation's context. */
export interface NotificationContext {
  readonly viewer: Viewer | null;
  readonly locale: Locale;
  readonly loaders: NotificationLoaders;
  readonly streams: NotificationStreams;
}
