interface Entry<Event> {
  readonly at: number;
  readonly order: number;
  readonly event: Event;
}

function isBefore(one: Entry<unknown>, other: Entry<unknown>): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** What happens when, the earliest first; at one time in the order in which it was added. */
export class EventQueue<Event> {
  readonly #heap: Entry<Event>[] = [];
  #order = 0;

  add(at: number, event: Event): void {
    this.#order += 1;
    const entry = { at, order: this.#order, event };
    const heap = this.#heap;
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (!parent || isBefore(parent, entry)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  first(): { readonly at: number; readonly event: Event } | null {
    return this.#heap[0] ?? null;
  }

  /** Takes the next one; null where it is later than `until`, or there is none. */
  take(until: number): { readonly at: number; readonly event: Event } | null {
    const first = this.#heap[0];
    if (!first || first.at > until) return null;
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts it at the top, and down to where it belongs: a simulated month does so some hundred million times. */
  #sink(entry: Entry<Event>): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      let least = heap[below];
      if (!least) break;
      const right = heap[below + 1];
      if (right && isBefore(right, least)) {
        least = right;
        below += 1;
      }
      if (isBefore(entry, least)) break;
      heap[index] = least;
      index = below;
    }
    heap[index] = entry;
  }
}
