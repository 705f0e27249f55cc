export interface BackOff {
  /** The first wait, in ms. Default 250. */
  readonly first?: number;
  /** No wait is longer, in ms. Default 30,000. */
  readonly longest?: number;
}

/**
 * How long to wait before the next try, in ms: twice as long each time, and a random part off, so that the clients of a server that
 * comes back do not all come at once.
 * @param failures - how many tries failed in a row, from 1.
 * @param chance - from 0 to below 1.
 */
export function toWait(failures: number, chance: number, { first = 250, longest = 30_000 }: BackOff = {}): number {
  const full = Math.min(longest, first * 2 ** Math.min(failures - 1, 30));
  return full * (0.5 + chance / 2);
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
