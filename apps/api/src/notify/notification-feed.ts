import { apiError } from "../platform/api-error.ts";
import type { Bus } from "../platform/bus.ts";
import { createStream } from "../platform/event-stream.ts";
import { mostSince, type NotificationStore, type Reader, type StoredNotification } from "./notification.store.ts";

/** New notifications of each reader, as they are stored by any process. */
export interface NotificationFeed {
  /**
   * Each once. Throws RATE_LIMITED to a reader for whom more than 1,000 wait: they have the list to go to.
   * @param from - also those that were created after it, a minute back at most; null: from now on.
   */
  follow(reader: Reader, signal: AbortSignal, from?: Date | null): AsyncIterableIterator<StoredNotification>;
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
// Where the store leaves something out that is new, there is more than this.
const mostWaiting = mostSince - 1;

interface Follower {
  readonly reader: Reader;
  /** What was created before it is known, or of no interest. */
  readonly since: () => Date;
  readonly offer: (found: readonly StoredNotification[]) => void;
}

/** What a follower has been offered. It forgets what can't come again. */
function createSeen(from: Date) {
  const seen = new Map<string, Date>();
  let since = from;
  return {
    since: () => since,
    has: (id: string) => seen.has(id),
    add({ id, createdAt }: StoredNotification): void {
      seen.set(id, createdAt);
      const reach = new Date(createdAt.getTime() - slackMs);
      if (reach <= since) return;
      since = reach;
      for (const [other, at] of seen) {
        if (at >= since) break;
        seen.delete(other);
      }
    },
  };
}

/** A follower's own queue: what is new to it, in order. */
function createQueue(from: Date) {
  const seen = createSeen(from);
  const waiting: StoredNotification[] = [];
  let wake: (() => void) | null = null;
  let tooMany = false;
  return {
    seen,
    next(): StoredNotification | undefined {
      if (tooMany) throw apiError("RATE_LIMITED", "Too slow: read the notifications, and subscribe again.", { retryAfterSeconds: 1 });
      return waiting.shift();
    },
    offer(found: readonly StoredNotification[]): void {
      if (found.length === 0) return;
      for (const one of found) {
        if (tooMany || seen.has(one.id)) continue;
        seen.add(one);
        waiting.push(one);
        tooMany = waiting.length > mostWaiting;
      }
      if (tooMany) waiting.length = 0;
      wake?.();
    },
    arrival(signal: AbortSignal): Promise<void> {
      if (waiting.length > 0 || tooMany || signal.aborted) return Promise.resolve();
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

function newerThan(since: Date, found: readonly StoredNotification[]): readonly StoredNotification[] {
  return found.filter(({ createdAt }) => createdAt >= since);
}

/** Reads what hints name, for all followers of a workspace with one query, and hands it to whom it belongs. */
function createReader({ store, onError }: NotificationFeedNeeds, followers: ReadonlySet<Follower>) {
  const hinted = new Map<string, Set<string>>();
  let reading = false;
  const hand = (found: readonly StoredNotification[]): void => {
    for (const { reader, since, offer } of followers) {
      const own = found.filter((one) => one.memberId === reader.memberId && one.workspaceId === reader.workspaceId);
      offer(newerThan(since(), own));
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
  const catchUp = ({ reader: who, since, offer }: Follower): void =>
    // What it had when this was asked may be forgotten by now.
    void store.since(who, since()).then((found) => offer(newerThan(since(), found)), onError);
  const endings = [
    bus.onChanged(({ workspaceId, topic, id }) => topic === "NOTIFICATION" && id !== null && reader.hint(workspaceId, id)),
    bus.onLost(() => followers.forEach(catchUp)),
  ];

  async function* run(who: Reader, signal: AbortSignal, from: Date | null): AsyncGenerator<StoredNotification> {
    const queue = createQueue(new Date(now().getTime() - slackMs));
    const follower: Follower = { reader: who, since: queue.seen.since, offer: queue.offer };
    followers.add(follower);
    try {
      const told = await store.since(who, queue.seen.since());
      const wanted = new Set(told.filter(({ createdAt }) => from !== null && createdAt > from).slice(-mostWaiting));
      for (const known of told) if (!wanted.has(known)) queue.seen.add(known);
      queue.offer([...wanted]);
      while (!signal.aborted) {
        const next = queue.next();
        if (next) yield next;
        else await queue.arrival(signal);
      }
    } finally {
      followers.delete(follower);
    }
  }
  return {
    follow: (who, signal, from = null) => createStream([signal, closing.signal], (ending) => run(who, ending, from)),
    close() {
      closing.abort();
      for (const end of endings) end();
    },
  };
}
