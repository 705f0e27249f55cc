import type { LogPosition } from "../platform/cursor.ts";
import type { EventLog } from "./event-log.store.ts";
import type { StoredEvent } from "./stored-event.ts";

export interface WorkspaceTail {
  /** Resolves once the tail knows where the log ends. */
  readonly ready: Promise<void>;
  /** The last event that the tail has seen. */
  head(): LogPosition;
  /** The events after this number, as far as they are kept; null where they are kept no more, or not yet read. */
  recent(after: number): readonly StoredEvent[] | null;
  /** The log has, or may have, grown. */
  wake(): void;
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
export function createWorkspaceTail({ log, workspaceId, onError }: WorkspaceTailNeeds): WorkspaceTail {
  let kept: StoredEvent[] = [];
  let head: LogPosition = { number: 0, at: null };
  let closed = false;
  let reading = false;
  let again = false;
  const waiting = new Set<() => void>();

  const announce = (): void => {
    const woken = [...waiting];
    waiting.clear();
    for (const resolve of woken) resolve();
  };
  const readPage = async (): Promise<boolean> => {
    const events = await log.read(workspaceId, head, pageSize);
    const last = events.at(-1);
    if (!last || closed) return false;
    kept = [...kept, ...events].slice(-keptEvents);
    head = { number: last.number, at: last.at };
    announce();
    return events.length === pageSize;
  };
  const read = async (): Promise<void> => {
    if (reading) return void (again = true);
    reading = true;
    try {
      do again = false;
      while (((await readPage()) || again) && !closed);
    } catch (error) {
      // The next hint, or the poll, tries again.
      onError(error);
    } finally {
      reading = false;
    }
  };
  const ready = log.head(workspaceId).then((position) => {
    head = position;
  });
  const wake = (): void => void ready.then(read, () => undefined);

  return {
    ready,
    head: () => head,
    recent(after) {
      const first = kept[0];
      if (!first || after + 1 < first.number || after >= head.number) return null;
      return kept.slice(after + 1 - first.number, after + 1 - first.number + pageSize);
    },
    wake,
    growth(beyond, signal) {
      if (closed || signal.aborted || head.number > beyond) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          waiting.delete(done);
          signal.removeEventListener("abort", done);
          resolve();
        };
        waiting.add(done);
        signal.addEventListener("abort", done, { once: true });
      });
    },
    close() {
      closed = true;
      announce();
    },
  };
}
