import { setTimeout as wait } from "node:timers/promises";

/** Milliseconds from an event's beginning to each of its arrivals. */
export interface Latencies {
  readonly ms: readonly number[];
}

export interface Pace {
  readonly perSecond: number;
  /** To how many each event goes. */
  readonly deliveries: number;
  /** Begins one event; `began` is told the moment from which it is timed, just before it is committed. */
  readonly happen: (eventId: string, began: () => void) => Promise<void>;
  readonly newId: () => string;
}

interface Underway {
  began: number;
  left: number;
}

const limitMs = 20_000;

/** Lets events happen at a steady pace, whether or not those before have arrived, and times every arrival. */
export class LatencyMeter {
  readonly #underway = new Map<string, Underway>();
  readonly #followers = new Set<string>();
  readonly #primers = new Set<string>();
  #ms: number[] = [];
  #failure: Error | null = null;

  /** An event's id, as a client got it. */
  arrived(eventId: string, client: string): void {
    this.#followers.add(client);
    if (this.#primers.has(eventId)) return;
    const event = this.#underway.get(eventId);
    if (!event) {
      this.#failure ??= new Error(`${eventId} came once more than it should, or was never sent.`);
      return;
    }
    // What is noticed before the commit's own answer took no time.
    this.#ms.push(Math.max(0, performance.now() - event.began));
    event.left -= 1;
    if (event.left === 0) this.#underway.delete(eventId);
  }

  fail(error: Error): void {
    this.#failure ??= error;
  }

  /** Lets events happen until so many clients follow: who has only just subscribed may get the first ones, or not. */
  async prime(clients: number, atOnce: number, { happen, newId }: Pick<Pace, "happen" | "newId">): Promise<void> {
    const deadline = performance.now() + limitMs;
    while (this.#followers.size < clients) {
      if (performance.now() > deadline) throw new Error(`Only ${this.#followers.size} of ${clients} follow.`);
      for (let sent = 0; sent < atOnce; sent += 1) {
        const eventId = newId();
        this.#primers.add(eventId);
        await happen(eventId, () => undefined);
      }
      await wait(100);
    }
  }

  async run(ms: number, { perSecond, deliveries, happen, newId }: Pace): Promise<Latencies> {
    this.#ms = [];
    const start = performance.now();
    const count = Math.max(1, Math.round((perSecond * ms) / 1_000));
    for (let sent = 0; sent < count && !this.#failure; sent += 1) {
      const early = start + (sent * 1_000) / perSecond - performance.now();
      if (early > 0) await wait(early);
      const eventId = newId();
      const event = { began: performance.now(), left: deliveries };
      this.#underway.set(eventId, event);
      happen(eventId, () => (event.began = performance.now())).catch((error: unknown) =>
        this.fail(error instanceof Error ? error : new Error(String(error))),
      );
    }
    const deadline = performance.now() + limitMs;
    while (this.#underway.size > 0 && !this.#failure && performance.now() < deadline) await wait(5);
    if (this.#failure) throw this.#failure;
    if (this.#underway.size > 0) throw new Error(`${this.#underway.size} of ${count} events did not reach everybody.`);
    return { ms: this.#ms };
  }
}
