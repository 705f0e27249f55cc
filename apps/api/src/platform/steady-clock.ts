export interface SteadyClockOptions {
  /** The system's clock, milliseconds since 1970: it may jump. */
  readonly wall: () => number;
  /** Milliseconds since any moment: it never jumps. */
  readonly monotonic: () => number;
  /** What differs by no more than this is followed at once; milliseconds, default 2,000. */
  readonly toleranceMs?: number;
  /** A jump is believed once it has stayed this long; milliseconds, default 120,000. */
  readonly believeAfterMs?: number;
}

/**
 * The system's time, without its jumps: one that does not stay (a bad time server, a virtual machine that is moved) is
 * never seen, so that no inbox is judged by it and no lease is made for tomorrow. One that stays is followed.
 */
export function createSteadyClock({ wall, monotonic, toleranceMs = 2_000, believeAfterMs = 120_000 }: SteadyClockOptions): () => number {
  /** What the wall clock shows above the monotonic one, as it is believed. */
  let believed = wall() - monotonic();
  let doubt: { readonly offset: number; readonly since: number } | null = null;
  return () => {
    const now = monotonic();
    const offset = wall() - now;
    if (Math.abs(offset - believed) <= toleranceMs) {
      believed = offset;
      doubt = null;
      return Math.round(now + believed);
    }
    if (!doubt || Math.abs(doubt.offset - offset) > toleranceMs) doubt = { offset, since: now };
    if (now - doubt.since >= believeAfterMs) {
      believed = offset;
      doubt = null;
    }
    return Math.round(now + believed);
  };
}

/** This machine's time, without its jumps; milliseconds since 1970. */
export function createSystemTime(): () => number {
  return createSteadyClock({ wall: Date.now, monotonic: () => performance.now() });
}
