import type { Bus } from "../platform/bus.ts";
import { createStream } from "../platform/event-stream.ts";
import type { NotificationStore, Reader, StoredNotification } from "./notification.store.ts";

/** New notifications of each reader, as they are stored by any process. */
export interface NotificationFeed {
  /** From now on; each once. */
  follow(reader: Reader, signal: AbortSignal): AsyncIterableIterator<StoredNotification>;
  close(): void;
}

export interface NotificationFeedNeeds {
  readonly store: Pick<NotificationStore, "find" | "since">;
  readonly bus: Pick<Bus, "onChanged" | "onLost">;
  readonly now: () => Date;
  readonly onError: (error: unknown) => void;
}

/** How far clocks of processes, and a slow transaction, may be apart. */
const slackMs = 60_000;
/** A reader who is slower than this has the list to go to; their stream ends and the client subscribes anew. */
const mostWaiting = 1_000;

interface Follower {
  readonly reader: Reader;
  readonly since: Date;
  readonly offer: (found: readonly StoredNotification[]) => void;
}

/** A follower's own queue: what is new to it, in order. */
function createQueue() {
  const seen = new Set<string>();
  const waiting: StoredNotification[] = [];
  let wake: (() => void) | null = null;
  return {
    seen,
    waiting,
    offer(found: readonly StoredNotification[]): void {
      for (const one of found) {
        if (seen.has(one.id)) continue;
        seen.add(one.id);
        waiting.push(one);
      }
      wake?.();
    },
    arrival(signal: AbortSignal): Promise<void> {
      if (waiting.length > 0 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          wake = null;
          signal.removeEventListener("abort", done);
          resolve();
        };
        wake = done;
        signal.addEventListener("abort", done, { once: true });
      });
    },
  };
}

/** Reads what hints name, for all followers of a workspace with one query, and hands it to whom it belongs. */
function createReader({ store, onError }: NotificationFeedNeeds, followers: ReadonlySet<Follower>) {
  const hinted = new Map<string, Set<string>>();
  let reading = false;
  const hand = (found: readonly StoredNotification[]): void => {
    for (const { reader, since, offer } of followers) {
      const own = found.filter(
        (one) => one.memberId === reader.memberId && one.workspaceId === reader.workspaceId && one.createdAt >= since,
      );
      if (own.length > 0) offer(own);
    }
  };
  const read = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      for (const [workspaceId, ids] of hinted) {
        hinted.delete(workspaceId);
        hand(await store.find(workspaceId, [...ids]));
      }
    } catch (error) {
      onError(error);
    } finally {
      reading = false;
    }
  };
  return {
    hint(workspaceId: string, id: string): void {
      if (![...followers].some((follower) => follower.reader.workspaceId === workspaceId)) return;
      hinted.set(workspaceId, (hinted.get(workspaceId) ?? new Set()).add(id));
      // Those of one transaction come together.
      queueMicrotask(() => void read());
    },
  };
}

export function createNotificationFeed(needs: NotificationFeedNeeds): NotificationFeed {
  const { store, bus, now, onError } = needs;
  const followers = new Set<Follower>();
  const closing = new AbortController();
  const reader = createReader(needs, followers);
  const catchUp = ({ reader: who, since, offer }: Follower): void => void store.since(who, since).then(offer, onError);
  const endings = [
    bus.onChanged(({ workspaceId, topic, id }) => topic === "NOTIFICATION" && id !== null && reader.hint(workspaceId, id)),
    bus.onLost(() => followers.forEach(catchUp)),
  ];

  async function* run(who: Reader, signal: AbortSignal): AsyncGenerator<StoredNotification> {
    const queue = createQueue();
    const follower: Follower = { reader: who, since: new Date(now().getTime() - slackMs), offer: queue.offer };
    followers.add(follower);
    try {
      for (const known of await store.since(who, follower.since)) queue.seen.add(known.id);
      while (!signal.aborted && queue.waiting.length <= mostWaiting) {
        const next = queue.waiting.shift();
        if (next) yield next;
        else await queue.arrival(signal);
      }
    } finally {
      followers.delete(follower);
    }
  }
  return {
    follow: (who, signal) => createStream([signal, closing.signal], (ending) => run(who, ending)),
    close() {
      closing.abort();
      for (const end of endings) end();
    },
  };
}
