import type { Bus } from "../platform/bus.ts";
import { createStream } from "../platform/event-stream.ts";
import type { LogPosition } from "../platform/cursor.ts";
import type { EventLog } from "./event-log.store.ts";
import type { BareEvent, StoredEvent } from "./stored-event.ts";
import { createWorkspaceTail, pageSize, type WorkspaceTail } from "./workspace-tail.ts";

export interface Following {
  readonly workspaceId: string;
  /** From just after this position; null: from what is the log's end when it begins. */
  readonly after: LogPosition | null;
  /** Ends it, at once and without an error. */
  readonly signal: AbortSignal;
  /** Which events this follower may see and wants, judged by columns; without it all. */
  readonly wants?: (event: StoredEvent) => boolean;
}

export interface EventHub {
  /**
   * Every event after the position, in order, none twice and none left out: first from the log, then live. Batches of
   * 1 to 500. Throws LogExpired where the log no longer reaches back so far.
   */
  follow(following: Following): AsyncIterableIterator<readonly StoredEvent[]>;
  /** The tail of a workspace's log, for as long as it is not released. */
  acquire(workspaceId: string): HeldTail;
  /**
   * The events just after a position, a page of them. Throws LogExpired where the log no longer reaches back so far.
   * @param size - how many are read from the log, see `toPageSize`; default 64.
   */
  read(tail: WorkspaceTail, workspaceId: string, after: LogPosition, size?: number): Promise<readonly StoredEvent[]>;
  /** The same, of which the bodies are enough. */
  readBodies(tail: WorkspaceTail, workspaceId: string, after: LogPosition, size?: number): Promise<readonly BareEvent[]>;
  /** How many workspaces are followed now. */
  followed(): number;
  /** Ends every follower and every timer. */
  close(): void;
}

export interface HeldTail {
  readonly tail: WorkspaceTail;
  readonly release: () => void;
}

/** The log no longer reaches back to where a follower wants to begin. */
export class LogExpired extends Error {
  /** Just before the oldest event that is left; the log's end where none is. */
  readonly oldest: LogPosition;

  constructor(oldest: LogPosition) {
    super("The log no longer reaches back so far.");
    this.oldest = oldest;
  }
}

export interface EventHubNeeds {
  readonly log: EventLog;
  readonly bus: Pick<Bus, "onLogGrew" | "onLost">;
  readonly onError: (error: unknown) => void;
  /** How often the logs of followed workspaces are looked at, whatever was hinted; milliseconds. Default 1,000. */
  readonly pollMs?: number;
}

interface Followed {
  readonly tail: WorkspaceTail;
  followers: number;
}

/** The tails of the workspaces that somebody follows, and the poll that is the truth beneath the hints. */
class Tails {
  readonly #needs: EventHubNeeds;
  readonly #followed = new Map<string, Followed>();
  readonly #endings: readonly (() => void)[];
  #poll: NodeJS.Timeout | null = null;
  #polling = false;

  constructor(needs: EventHubNeeds) {
    this.#needs = needs;
    this.#endings = [
      needs.bus.onLogGrew((workspaceId) => this.#followed.get(workspaceId)?.tail.wake()),
      needs.bus.onLost(() => this.#followed.forEach(({ tail }) => tail.wake())),
    ];
  }

  size(): number {
    return this.#followed.size;
  }

  acquire(workspaceId: string): HeldTail {
    const { log, onError, pollMs = 1_000 } = this.#needs;
    const entry = this.#followed.get(workspaceId) ?? { tail: createWorkspaceTail({ log, workspaceId, onError }), followers: 0 };
    entry.followers += 1;
    this.#followed.set(workspaceId, entry);
    this.#poll ??= setInterval(() => void this.#look(), pollMs);
    // A tail that could not begin is not kept for the next follower.
    entry.tail.ready.catch(() => this.#forget(workspaceId, entry));
    return { tail: entry.tail, release: () => this.#release(workspaceId, entry) };
  }

  close(): void {
    for (const end of this.#endings) end();
    this.#rest();
  }

  async #look(): Promise<void> {
    if (this.#polling) return;
    this.#polling = true;
    try {
      const heads = await this.#needs.log.heads([...this.#followed.keys()]);
      for (const [workspaceId, number] of heads) {
        const tail = this.#followed.get(workspaceId)?.tail;
        if (tail && number > tail.head().number) tail.wake(number);
      }
    } catch (error) {
      this.#needs.onError(error);
    } finally {
      this.#polling = false;
    }
  }

  #release(workspaceId: string, entry: Followed): void {
    entry.followers -= 1;
    if (entry.followers > 0) return;
    entry.tail.close();
    this.#forget(workspaceId, entry);
    if (this.#followed.size === 0) this.#rest();
  }

  #forget(workspaceId: string, entry: Followed): void {
    if (this.#followed.get(workspaceId) === entry) this.#followed.delete(workspaceId);
  }

  #rest(): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#poll = null;
  }
}

const [firstPage, smallestPage, pageBytes] = [64, 16, 256 * 1024];

/**
 * How many events the page after this one has: as many as some 256 KiB, by what these took. Pages of 500 events of 8 KB
 * kept the process in its garbage for 100 ms at a time, for all who follow.
 */
export function toPageSize(events: readonly BareEvent[]): number {
  const bytes = events.reduce((sum, { body }) => sum + body.length, 0);
  if (bytes === 0) return firstPage;
  return Math.max(smallestPage, Math.min(pageSize, Math.floor((pageBytes * events.length) / bytes)));
}

type ReadLog<Event> = (workspaceId: string, after: LogPosition, limit: number) => Promise<readonly Event[]>;

/** What is kept, or what lies between a position and a head that is known to be beyond it; a log that holds nothing there has lost it. */
function createRead<Event extends BareEvent>(readLog: ReadLog<Event>) {
  return async (
    tail: WorkspaceTail,
    workspaceId: string,
    after: LogPosition,
    size = firstPage,
  ): Promise<readonly (Event | StoredEvent)[]> => {
    const recent = tail.recent(after.number);
    if (recent !== null) return recent;
    const head = tail.head();
    if (after.number >= head.number) return [];
    const events = await readLog(workspaceId, after, size);
    const first = events[0];
    if (!first) throw new LogExpired(head);
    if (first.number !== after.number + 1) throw new LogExpired({ number: first.number - 1, at: first.at });
    return events;
  };
}

export function createEventHub(needs: EventHubNeeds): EventHub {
  const tails = new Tails(needs);
  const closing = new AbortController();
  const { log } = needs;
  const read = createRead<StoredEvent>((workspaceId, after, limit) => log.read(workspaceId, after, limit));
  async function* run({ workspaceId, after, wants }: Following, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]> {
    const { tail, release } = tails.acquire(workspaceId);
    try {
      await tail.ready;
      let position = after ?? tail.head();
      let size = firstPage;
      while (!signal.aborted) {
        const events = await read(tail, workspaceId, position, size);
        size = toPageSize(events);
        const last = events.at(-1);
        if (!last) {
          await tail.growth(position.number, signal);
          continue;
        }
        position = { number: last.number, at: last.at };
        const wanted = wants ? events.filter(wants) : events;
        if (wanted.length > 0 && !signal.aborted) yield wanted;
      }
    } finally {
      release();
    }
  }

  return {
    follow: (following) => createStream([following.signal, closing.signal], (signal) => run(following, signal)),
    acquire: (workspaceId) => tails.acquire(workspaceId),
    read,
    readBodies: createRead<BareEvent>((workspaceId, after, limit) => log.readBodies(workspaceId, after, limit)),
    followed: () => tails.size(),
    close() {
      closing.abort();
      tails.close();
    },
  };
}
