import { setTimeout as wait } from "node:timers/promises";
import type { BusChangeItem, BusMessage } from "./bus-payload.ts";

/** What a speaker speaks through. */
export interface BusMouth {
  /** Whether something can be said now. */
  isUp(): boolean;
  /** Rejects where it was not said. */
  say(message: BusMessage): Promise<void>;
  close(): Promise<void>;
}

export interface BusSpeakerOptions {
  /** Which process speaks. */
  readonly origin: string;
  readonly mouth: BusMouth;
  readonly onError: (error: unknown) => void;
}

/**
 * `pg_notify` takes a global lock at commit: so hints are sent together, from a connection of their own, never within
 * a transaction that writes. After each message it rests, a millisecond for each thing that it said, within these bounds.
 */
const restMs = { least: 1, most: 10 } as const;
const retryMs = 100;
/** More than this waits only while the other side is away; then "read all again" says it better. */
const mostWaiting = 10_000;
const closeLimitMs = 2_000;

/** What is to be said, each thing once. */
function createOutbox(origin: string) {
  const grown = new Set<string>();
  const changes = new Map<string, BusChangeItem>();
  let all = false;
  const limit = (): void => {
    if (grown.size + changes.size <= mostWaiting) return;
    grown.clear();
    changes.clear();
    all = true;
  };
  return {
    addGrown(workspaceId: string): void {
      grown.add(workspaceId);
      limit();
    },
    addChange(item: BusChangeItem): void {
      changes.set(item.join(), item);
      limit();
    },
    addAll(): void {
      all = true;
    },
    isEmpty: () => grown.size === 0 && changes.size === 0 && !all,
    take(): BusMessage {
      const message: BusMessage = { origin, grown: [...grown], changes: [...changes.values()], all, hello: false };
      grown.clear();
      changes.clear();
      all = false;
      return message;
    },
    putBack(message: BusMessage): void {
      for (const workspaceId of message.grown) grown.add(workspaceId);
      for (const item of message.changes) if (!changes.has(item.join())) changes.set(item.join(), item);
      all ||= message.all;
      limit();
    },
  };
}

/** Says what is queued, together and each thing once; what could not be said waits, within bounds. */
export class BusSpeaker {
  readonly #options: BusSpeakerOptions;
  readonly #outbox: ReturnType<typeof createOutbox>;
  #timer: NodeJS.Timeout | null = null;
  #sending = false;
  /** When it may speak again: the more it had to say, the more it gathers next. performance.now(). */
  #restsUntil = -Infinity;

  constructor(options: BusSpeakerOptions) {
    this.#options = options;
    this.#outbox = createOutbox(options.origin);
  }

  queueGrown(workspaceId: string): void {
    this.#outbox.addGrown(workspaceId);
    this.#scheduleNext();
  }

  queueChange(item: BusChangeItem): void {
    this.#outbox.addChange(item);
    this.#scheduleNext();
  }

  /** Whatever was not said: read all again. */
  queueAll(): void {
    this.#outbox.addAll();
    this.#scheduleNext();
  }

  /** Says what waits, within 2 s, then closes. */
  async close(): Promise<void> {
    const deadline = performance.now() + closeLimitMs;
    while ((!this.#outbox.isEmpty() || this.#sending) && performance.now() < deadline) await wait(restMs.most);
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#options.mouth.close();
  }

  /** At once after a silence, so that nobody waits where little happens. */
  #scheduleNext(): void {
    const ms = this.#restsUntil - performance.now();
    if (ms > 0) this.#schedule(ms);
    // A timer takes a millisecond at least; what else is queued in this turn goes along all the same.
    else queueMicrotask(() => this.#mayBegin() && void this.#send());
  }

  #schedule(ms: number): void {
    if (this.#mayBegin()) this.#timer = setTimeout(() => void this.#send(), ms);
  }

  #mayBegin(): boolean {
    return this.#timer === null && !this.#sending && !this.#outbox.isEmpty();
  }

  async #send(): Promise<void> {
    this.#timer = null;
    // While it is away things wait here; the retry is as slow as a reconnection is.
    if (!this.#options.mouth.isUp()) return this.#schedule(retryMs);
    this.#sending = true;
    const message = this.#outbox.take();
    const said = message.grown.length + message.changes.length;
    this.#restsUntil = performance.now() + Math.min(Math.max(said, restMs.least), restMs.most);
    try {
      await this.#options.mouth.say(message);
    } catch (error) {
      this.#outbox.putBack(message);
      this.#options.onError(error);
      await wait(retryMs);
    } finally {
      this.#sending = false;
      this.#scheduleNext();
    }
  }
}
