import { setTimeout as wait } from "node:timers/promises";
import { type LogPosition, logStart } from "../platform/cursor.ts";
import { type EventHub, type HeldTail, LogExpired, toPageSize } from "./event-hub.ts";
import type { Follower } from "./follower.ts";
import type { Answer, PresentEvents } from "./present-events.ts";
import type { BareEvent, StoredEvent } from "./stored-event.ts";

export interface EventGroupNeeds {
  readonly hub: Pick<EventHub, "acquire" | "read" | "readBodies">;
  readonly answers: PresentEvents;
  readonly onError: (error: unknown) => void;
  /** What a follower is told who has missed what the log no longer holds. */
  readonly toEnd: (error: LogExpired) => Error;
  /** Nobody is in it any more. */
  readonly onEmpty: () => void;
}

/** As many answers are made at once; they go out in their order. */
const atOnce = 16;
/** As many where the one before it needed no making: then they only need to be written. */
const readyAtOnce = 64;
const retryMs = 500;

function isReady(answers: readonly (Answer | Promise<Answer>)[]): answers is readonly Answer[] {
  return !answers.some((answer) => answer instanceof Promise);
}

/**
 * Followers whose answers to an event are the same. The group goes through the log once, each answer is made once and
 * written to all. Who is behind catches up alone and joins where the group stands, without a gap or a double: the group
 * moves on in one step that nothing interrupts.
 */
export class EventGroup {
  readonly #needs: EventGroupNeeds;
  readonly #workspaceId: string;
  readonly #held: HeldTail;
  readonly #members = new Set<Follower>();
  readonly #live = new Set<Follower>();
  readonly #closing = new AbortController();
  readonly #ready: Promise<void>;
  #position: LogPosition = logStart;

  constructor(workspaceId: string, needs: EventGroupNeeds) {
    this.#needs = needs;
    this.#workspaceId = workspaceId;
    this.#held = needs.hub.acquire(workspaceId);
    this.#ready = this.#held.tail.ready.then(() => {
      this.#position = this.#held.tail.head();
    });
    this.#ready.then(
      () => void this.#run(),
      () => undefined,
    );
  }

  /** Catches up and goes on live. Rejects where the log can't be read, with LogExpired where it no longer reaches back so far. */
  async enter(follower: Follower): Promise<void> {
    this.#members.add(follower);
    follower.stay += 1;
    const { stay } = follower;
    const isIn = (): boolean => follower.stay === stay && follower.isOpen && this.#members.has(follower);
    await this.#ready;
    follower.position ??= this.#held.tail.head();
    let [page, size]: [Promise<readonly BareEvent[]> | null, number | undefined] = [null, undefined];
    while (isIn() && follower.position.number < this.#position.number) {
      const events: readonly BareEvent[] = await (page ?? this.#read(follower, follower.position, size));
      size = toPageSize(events);
      page = this.#readAhead(follower, events.at(-1), size);
      await this.#catchUp(follower, events, isIn);
    }
    if (isIn()) this.#live.add(follower);
  }

  /** Leaves it where it stands, so that it can go on elsewhere. */
  leave(follower: Follower): void {
    const { position } = follower;
    if (this.#live.delete(follower) && position !== null && position.number < this.#position.number) follower.position = this.#position;
    if (!this.#members.delete(follower) || this.#members.size > 0) return;
    this.#closing.abort();
    this.#held.release();
    this.#needs.onEmpty();
  }

  #read(follower: Follower, after: LogPosition, size?: number): Promise<readonly BareEvent[]> {
    const { hub, answers } = this.#needs;
    const read = follower.wantsAll && answers.needsOnlyBodies(follower) ? hub.readBodies : hub.read;
    return read(this.#held.tail, this.#workspaceId, after, size);
  }

  /** The page after this event, read while the one before it is sent: not for who reads slowly, so that no more waits for them. */
  #readAhead(follower: Follower, last: BareEvent | undefined, size: number): Promise<readonly BareEvent[]> | null {
    if (!last || last.number >= this.#position.number || follower.sink.isBusy()) return null;
    const page = this.#read(follower, { number: last.number, at: last.at }, size);
    // Where it fails that is met when it is needed.
    page.catch(() => undefined);
    return page;
  }

  async #catchUp(follower: Follower, events: readonly BareEvent[], isIn: () => boolean): Promise<void> {
    let [first, size] = [0, atOnce];
    while (first < events.length && isIn()) {
      const some = events.slice(first, first + size);
      const wanted = some.filter((event) => follower.wants(event));
      const begun = this.#needs.answers.present(wanted, follower);
      const ready = isReady(begun);
      await this.#send(follower, wanted, ready ? begun : await Promise.all(begun), isIn);
      const last = some.at(-1);
      if (last && isIn()) follower.position = { number: last.number, at: last.at };
      first += some.length;
      size = ready ? readyAtOnce : atOnce;
    }
  }

  /** No more at once than the socket takes, and no more than it has read. */
  async #send(follower: Follower, events: readonly BareEvent[], answers: readonly Answer[], isIn: () => boolean): Promise<void> {
    const { sink } = follower;
    let sent = 0;
    while (sent < answers.length && isIn()) {
      sink.together(() => {
        do {
          const [event, answer] = [events[sent], answers[sent]];
          if (event && answer) {
            sink.next(answer.json, answer.cursor);
            follower.position = { number: event.number, at: event.at };
          }
          sent += 1;
        } while (sent < answers.length && !sink.isBusy());
      });
      while (sink.isBusy() && isIn()) await sink.drained();
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const { tail } = this.#held;
    while (!signal.aborted) {
      try {
        const events = await this.#needs.hub.read(tail, this.#workspaceId, this.#position);
        if (events.length === 0) await tail.growth(this.#position.number, signal);
        for (let first = 0; first < events.length && !signal.aborted; first += atOnce)
          await this.#tell(events.slice(first, first + atOnce));
      } catch (error) {
        if (error instanceof LogExpired) {
          this.#expire(error);
          continue;
        }
        // The log is still there: what was not read is read later.
        this.#needs.onError(error);
        await wait(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Nobody is led over a hole without knowing. */
  #expire(error: LogExpired): void {
    this.#position = error.oldest;
    for (const follower of [...this.#live]) {
      if (follower.position === null || follower.position.number < error.oldest.number) follower.end(this.#needs.toEnd(error));
    }
  }

  async #tell(events: readonly StoredEvent[]): Promise<void> {
    const begun = events.map((event) => this.#answer(event));
    for (const [index, event] of events.entries()) {
      let answer = begun[index] ?? null;
      if (answer instanceof Promise) answer = await answer;
      // Who has come meanwhile may be the first who wants it.
      while (answer === null && this.#findFor(event)) answer = await this.#answer(event);
      if (answer !== null) for (const follower of this.#live) if (follower.wants(event)) follower.sink.next(answer.json, answer.cursor);
      this.#position = { number: event.number, at: event.at };
    }
  }

  #answer(event: StoredEvent): Answer | Promise<Answer> | null {
    const one = this.#findFor(event);
    return one ? (this.#needs.answers.present([event], one)[0] ?? null) : null;
  }

  /** All who want an event get the same; so any of them may ask. */
  #findFor(event: StoredEvent): Follower | null {
    for (const follower of this.#live) if (follower.wants(event)) return follower;
    return null;
  }
}
