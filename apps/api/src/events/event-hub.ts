import type { Bus } from "../platform/bus.ts";
import type { LogPosition } from "../platform/cursor.ts";
import type { EventLog } from "./event-log.store.ts";
import type { StoredEvent } from "./stored-event.ts";

export interface Following {
  readonly workspaceId: string;
  /** From just after this position; null: from what the log's end is at the call. */
  readonly after: LogPosition | null;
  /** Ends it, at once and without an error. */
  readonly signal: AbortSignal;
  /** Which events this follower may see and wants; without it all. */
  readonly wants?: (event: StoredEvent) => boolean;
}

export interface EventHub {
  /**
   * Every event after the position, in order, none twice and none left out: first from the log, then live. Batches of
   * 1 to 500. Throws CURSOR_EXPIRED where the log no longer reaches back so far.
   */
  follow(following: Following): AsyncIterable<readonly StoredEvent[]>;
  /** Ends every follower and every timer. */
  close(): void;
}
export interface EventHubNeeds { readonly log: EventLog; readonly bus: Pick<Bus, "onLogGrew" | "onLost">; readonly onError: (error: unknown) => void }
