import { createChangeFeed, type ChangeFeed, type ChangeFeedNeeds } from "./events/change-feed.ts";
import { createEventHub } from "./events/event-hub.ts";
import { createEventLog, type EventLog } from "./events/event-log.store.ts";
import { createEventStreams } from "./events/event-streams.ts";
import { createFanOut } from "./events/fan-out.ts";
import type { EventStreams } from "./events/inbox-event.ports.ts";
import type { NotificationStreams } from "./notify/notification.ports.ts";
import { createNotificationFeed } from "./notify/notification-feed.ts";
import { createNotificationStore, type NotificationStore } from "./notify/notification.store.ts";
import { createNotificationStreams } from "./notify/read-notifications.ts";
import { createRelay, type Relay } from "./notify/relay.ts";
import type { Bus } from "./platform/bus.ts";
import type { Clock } from "./platform/clock.ts";
import { createCursors, type Cursors } from "./platform/cursor.ts";
import type { Database } from "./platform/database.ts";
import { deriveKey, deriveKeys, type KeyRing } from "./platform/key-ring.ts";
import { createTransactions } from "./platform/transaction.ts";
import { createViewerWatch, type ViewerWatch } from "./platform/viewer-watch.ts";

export interface ComposedLive {
  readonly cursors: Cursors;
  readonly eventLog: EventLog;
  readonly notificationStore: NotificationStore;
  readonly relay: Relay;
  readonly streams: EventStreams & NotificationStreams;
  readonly watch: ViewerWatch;
  /** Hints of what is not in the log, once it is known whose they are. */
  readonly followChanges: (isFor: ChangeFeedNeeds["isFor"]) => ChangeFeed;
  close(): Promise<void>;
}

export interface LiveFoundation {
  readonly bus: Bus;
  readonly clock: Clock;
  readonly database: Database;
  readonly keyRing: KeyRing;
  readonly onError: (error: unknown) => void;
}

/** The log, its followers, and who is told of it, put together. */
export function composeLive({ bus, clock, database, keyRing, onError }: LiveFoundation): ComposedLive {
  const now = (): Date => new Date();
  const cursors = toCursors(keyRing);
  const watch = createViewerWatch({ database, now, onError });
  const eventLog = createEventLog(database);
  const hub = createEventHub({ log: eventLog, bus, onError });
  const fanOut = createFanOut({ hub, log: eventLog, watch, cursors, onError });
  const notificationStore = createNotificationStore(database);
  const feed = createNotificationFeed({ store: notificationStore, bus, now, onError });
  const relay = createRelay({
    database,
    transactions: createTransactions(database),
    bus,
    now: clock.now,
    durations: clock.durations,
    onError,
  });
  return {
    cursors,
    eventLog,
    notificationStore,
    relay,
    watch,
    streams: { ...createEventStreams({ hub, fanOut, cursors, watch }), ...createNotificationStreams({ feed, watch }) },
    followChanges: (isFor) => createChangeFeed({ bus, watch, isFor }),
    async close() {
      await relay.stop();
      feed.close();
      hub.close();
      watch.close();
    },
  };
}

function toCursors(keyRing: KeyRing): Cursors {
  const [first, ...older] = deriveKeys(keyRing, "cursor").map(({ key }) => key);
  return createCursors(first ?? deriveKey(keyRing, "cursor"), older);
}
