import { type LogPosition, logStart } from "../platform/cursor.ts";
import type { EventLog } from "./event-log.store.ts";
import type { StoredEvent } from "./stored-event.ts";

export interface WorkspaceTail {
  /** Resolves once the tail knows where the log ends. */
  readonly ready: Promise<void>;
  /** The last event that the tail has seen. */
  head(): LogPosition;
  /** The events after this number, as far as they are kept; null where they are kept no more, or not yet read. */
  recent(after: number): readonly StoredEvent[] | null;
  /** The log has, or may have, grown; to this number at least, where it is known. */
  wake(reaches?: number): void;
  /** Resolves at the next growth beyond this number, when the tail is closed, and when the signal is aborted. */
  growth(beyond: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

export interface WorkspaceTailNeeds {
  readonly log: Pick<EventLog, "read" | "head">;
  readonly workspaceId: string;
  readonly onError: (error: unknown) => void;
}

export const pageSize = 500;
/** How many events are kept for all the followers of a workspace together; who is further behind reads the log. */
export const keptEvents = 1_000;

/** One reader of a workspace's log for all who follow it: each growth is read once. */
export function createWorkspaceTail(needs: WorkspaceTailNeeds): WorkspaceTail {
  return new Tail(needs);
}

class Tail implements WorkspaceTail {
  readonly ready: Promise<void>;
  readonly #needs: WorkspaceTailNeeds;
  readonly #waiting = new Set<() => void>();
  #kept: StoredEvent[] = [];
  #head: LogPosition = logStart;
  /** The log has reached this number, whether or not it still holds it. */
  #reached = 0;
  #closed = false;
  #reading = false;
  #again = false;

  constructor(needs: WorkspaceTailNeeds) {
    this.#needs = needs;
    this.ready = needs.log.head(needs.workspaceId).then((position) => {
      this.#head = position;
    });
  }

  head(): LogPosition {
    return this.#head;
  }

  recent(after: number): readonly StoredEvent[] | null {
    const first = this.#kept[0];
    if (!first || after + 1 < first.number || after >= this.#head.number) return null;
    return this.#kept.slice(after + 1 - first.number, after + 1 - first.number + pageSize);
  }

  wake(reaches = 0): void {
    this.#reached = Math.max(this.#reached, reaches);
    this.ready.then(
      () => this.#read(),
      () => undefined,
    );
  }

  growth(beyond: number, signal: AbortSignal): Promise<void> {
    if (this.#closed || signal.aborted || this.#head.number > beyond) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  close(): void {
    this.#closed = true;
    this.#announce();
  }

  #announce(): void {
    for (const done of [...this.#waiting]) done();
  }

  /** Whether there may be more. */
  async #readPage(): Promise<boolean> {
    const reached = this.#reached;
    const events = await this.#needs.log.read(this.#needs.workspaceId, this.#head, pageSize);
    if (this.#closed) return false;
    const last = events.at(-1);
    if (!last) {
      if (reached > this.#head.number) this.#skipTo(reached);
      return false;
    }
    this.#kept = [...this.#kept, ...events].slice(-keptEvents);
    this.#head = { number: last.number, at: last.at };
    this.#announce();
    return events.length === pageSize;
  }

  /** What lay between is kept no more: who waits for it is told so. */
  #skipTo(number: number): void {
    this.#kept = [];
    this.#head = { number, at: null };
    this.#announce();
  }

  async #read(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#again && !this.#closed) {
        this.#again = false;
        if (await this.#readPage()) this.#again = true;
      }
    } catch (error) {
      // The next hint, or the poll, tries again.
      this.#needs.onError(error);
    } finally {
      this.#reading = false;
    }
  }
}
