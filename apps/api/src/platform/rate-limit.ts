/** At most so many in a sliding window, for each key. Kept in this process: a limit against haste, not a budget. */
export interface RateLimit {
  /** Milliseconds to wait; 0 where it was free, and is taken now. */
  take(key: string, now: number): number;
}

/** @param most - how many in `windowMs`. Keys beyond `keysKept` are forgotten, the oldest first. */
export function createRateLimit(most: number, windowMs: number, keysKept = 10_000): RateLimit {
  const taken = new Map<string, number[]>();
  return {
    take(key, now) {
      const recent = (taken.get(key) ?? []).filter((at) => now - at < windowMs);
      const [oldest] = recent;
      if (recent.length >= most && oldest !== undefined) return oldest + windowMs - now;
      taken.delete(key);
      taken.set(key, [...recent, now]);
      const first = taken.size > keysKept ? taken.keys().next().value : undefined;
      if (first !== undefined) taken.delete(first);
      return 0;
    },
  };
}
