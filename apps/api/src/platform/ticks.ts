/** How a process waits, by a clock that never jumps: an argument where a simulation lets the time pass. */
export interface Ticks {
  /** Milliseconds since some moment. */
  elapsed(): number;
  /** Does it once, so many milliseconds from now; what it answers calls it off. */
  after(ms: number, work: () => void): () => void;
}

/** The longest that Node's timers can wait, in milliseconds: 24.8 days. What is longer they take for 1 ms, and turn without rest. */
export const longestTimerMs = 2 ** 31 - 1;

export const processTicks: Ticks = {
  elapsed: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
