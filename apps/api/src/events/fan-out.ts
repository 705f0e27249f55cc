import type { Cursors } from "../platform/cursor.ts";
import type { Joined } from "../platform/shared-source.ts";
import type { ViewerWatch } from "../platform/viewer-watch.ts";
import type { MemberViewer } from "../platform/viewer.ts";
import type { EventLog } from "./event-log.store.ts";
import { type EventHub, LogExpired } from "./event-hub.ts";
import { EventGroup } from "./event-group.ts";
import { Follower, type FollowerGroups, type Following } from "./follower.ts";
import { followerKey } from "./follower-scope.ts";
import { createPresentEvents, type PresentEvents } from "./present-events.ts";
import { cursorExpired } from "./read-events.ts";

/** Followers of logs, told together: each event is executed once for all whose answer is the same. */
export interface FanOut {
  join(following: Following): Joined;
  /** How many groups there are now. */
  groups(): number;
}

export interface FanOutNeeds {
  readonly hub: Pick<EventHub, "acquire" | "read" | "readBodies">;
  readonly log: Pick<EventLog, "read">;
  readonly watch: Pick<ViewerWatch, "watch" | "forget">;
  readonly cursors: Cursors;
  readonly onError: (error: unknown) => void;
}

export function createFanOut(needs: FanOutNeeds): FanOut {
  const groups = new Groups(needs);
  return { join: (following) => groups.join(following), groups: () => groups.size() };
}

class Groups implements FollowerGroups {
  readonly #needs: FanOutNeeds;
  readonly #answers: PresentEvents;
  readonly #groups = new Map<string, EventGroup>();

  constructor(needs: FanOutNeeds) {
    this.#needs = needs;
    this.#answers = createPresentEvents(needs.cursors, async (workspaceId, { number, at }) => {
      const [event] = await needs.log.read(workspaceId, { number: number - 1, at }, 1);
      if (event?.number !== number) throw new LogExpired({ number, at });
      return event;
    });
  }

  size(): number {
    return this.#groups.size;
  }

  join(following: Following): Joined {
    const follower = new Follower(following, this);
    this.#enter(follower);
    this.#needs.watch.watch(follower);
    return follower;
  }

  move(follower: Follower, now: MemberViewer): void {
    const same = followerKey(now, follower.operation) === followerKey(follower.viewer, follower.operation);
    // In the same group nothing changes but who is asked about.
    if (same) return follower.show(now);
    follower.group?.leave(follower);
    follower.show(now);
    this.#enter(follower);
  }

  drop(follower: Follower): void {
    this.#needs.watch.forget(follower);
    follower.group?.leave(follower);
    follower.group = null;
  }

  #enter(follower: Follower): void {
    const { workspaceId } = follower.viewer;
    const key = followerKey(follower.viewer, follower.operation);
    let group = this.#groups.get(key);
    if (!group) {
      const { hub, onError } = this.#needs;
      const toEnd = (error: LogExpired): Error => this.#toEnd(workspaceId, error);
      const made = new EventGroup(workspaceId, { hub, onError, toEnd, answers: this.#answers, onEmpty: () => this.#drop(key, made) });
      this.#groups.set(key, made);
      group = made;
    }
    follower.group = group;
    group.enter(follower).catch((error: unknown) => {
      follower.end(this.#toEnd(workspaceId, error));
    });
  }

  #drop(key: string, group: EventGroup): void {
    if (this.#groups.get(key) === group) this.#groups.delete(key);
  }

  #toEnd(workspaceId: string, error: unknown): Error {
    if (error instanceof LogExpired) return cursorExpired(this.#needs.cursors, workspaceId, error.oldest);
    return error instanceof Error ? error : new Error(String(error));
  }
}
