import { processTicks, type Ticks } from "../platform/ticks.ts";
import type { DueCheckStore, EndedCheck } from "./due-check.store.ts";

/** Stores how checks ended, many in one statement. */
export interface CheckCompleter {
  add(ended: EndedCheck): void;
  /** Waits until all that was added is stored. */
  flush(): Promise<void>;
}

export interface CheckCompleterOptions {
  readonly store: Pick<DueCheckStore, "complete">;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
  readonly batch?: number;
  readonly ticks?: Ticks;
}

// Long enough to gather what ends together; short beside any interval.
const gatherMs = 20;

export function createCheckCompleter({ store, now, onError, batch = 500, ticks = processTicks }: CheckCompleterOptions): CheckCompleter {
  let waiting: EndedCheck[] = [];
  let storing: Promise<void> | null = null;
  let callOff: (() => void) | null = null;

  const storeSome = async (): Promise<void> => {
    while (waiting.length > 0) {
      const some = waiting.slice(0, batch);
      waiting = waiting.slice(batch);
      // What can't be stored comes back when its lease runs out.
      await store.complete(now(), some).catch(onError);
    }
  };
  const begin = (): Promise<void> => {
    callOff?.();
    callOff = null;
    storing ??= storeSome().finally(() => (storing = null));
    return storing;
  };
  return {
    add(ended) {
      waiting.push(ended);
      if (waiting.length >= batch) void begin();
      else callOff ??= ticks.after(gatherMs, () => void begin());
    },
    async flush() {
      while (waiting.length > 0 || storing) await begin();
    },
  };
}
