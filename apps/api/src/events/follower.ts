import type { Asker } from "@relink/domain";
import { apiError } from "../platform/api-error.ts";
import { toAsker } from "../people/asker.ts";
import type { LogPosition } from "../platform/cursor.ts";
import { lossSentences } from "../platform/guarded-stream.ts";
import type { Joined, SharedOperation, Sink } from "../platform/shared-source.ts";
import type { Loss, Watcher } from "../platform/viewer-watch.ts";
import type { MemberViewer, Viewer } from "../platform/viewer.ts";
import { isAll, maySeeEvent, meets } from "./event-scope.ts";
import type { EventCriteria } from "./event-log.store.ts";
import { type BareEvent, isWhole, type StoredEvent } from "./stored-event.ts";

/** What somebody wants to follow. */
export interface Following {
  readonly viewer: Viewer;
  /** From just after this position; null: from now on. */
  readonly after: LogPosition | null;
  /** Null: nothing can match. */
  readonly criteria: EventCriteria | null;
  readonly operation: SharedOperation;
  readonly sink: Sink;
}

/** With whom it follows. */
export interface FollowerGroups {
  /** The follower is another viewer from now on, whose answers may be others. */
  move(follower: Follower, now: MemberViewer): void;
  drop(follower: Follower): void;
}

/** One subscription that follows a workspace's log together with others. */
export class Follower implements Joined, Watcher {
  readonly operation: SharedOperation;
  readonly sink: Sink;
  /** It has all up to here, and while it is live in a group also what the group has. */
  position: LogPosition | null;
  /** Grows whenever it enters a group: what is still done for an earlier stay in the same one is over. */
  stay = 0;
  /** Which one it is in; the groups' own to say. */
  group: { leave(follower: Follower): void } | null = null;
  readonly #groups: FollowerGroups;
  #viewer: Viewer;
  #asker: Asker;
  readonly #criteria: EventCriteria | null;
  #wantsAll: boolean;
  #open = true;

  constructor({ viewer, after, criteria, operation, sink }: Following, groups: FollowerGroups) {
    this.operation = operation;
    this.sink = sink;
    this.position = after;
    this.#groups = groups;
    this.#viewer = viewer;
    this.#asker = toAsker(viewer);
    this.#criteria = criteria;
    this.#wantsAll = criteria !== null && isAll(this.#asker, criteria);
  }

  get viewer(): Viewer {
    return this.#viewer;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Whether it has not had the event yet, may see it, and asked for it. Asked for each event. */
  wants(event: BareEvent | StoredEvent): boolean {
    if (!this.#open || this.#criteria === null || (this.position !== null && event.number <= this.position.number)) return false;
    return isWhole(event) ? maySeeEvent(this.#asker, event) && meets(event, this.#criteria) : this.#wantsAll;
  }

  /** Whether it may see, and asked for, all there is: then an event's body is enough to know. */
  get wantsAll(): boolean {
    return this.#wantsAll;
  }

  become(now: MemberViewer): void {
    this.#groups.move(this, now);
  }

  /** What `move` does with it. */
  show(viewer: Viewer): void {
    this.#viewer = viewer;
    this.#asker = toAsker(viewer);
    this.#wantsAll = this.#criteria !== null && isAll(this.#asker, this.#criteria);
  }

  lose(loss: Loss): void {
    this.end(apiError(loss, lossSentences[loss]));
  }

  leave(): void {
    this.end(null);
  }

  /** Nothing comes any more; with an error its client is told why. */
  end(error: Error | null): void {
    if (!this.#open) return;
    this.#open = false;
    if (error) this.sink.fail(error);
    else this.sink.release();
    this.#groups.drop(this);
  }
}
