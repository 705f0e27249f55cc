/** What the bench orders: to work for so long, on rows that are always due, or on rows that come due as time goes. */
export interface DueOrder {
  readonly ms: number;
  readonly mode: "drain" | "pace";
  /** From one check of an inbox to the next, milliseconds. */
  readonly intervalMs: number;
  /** Paced: what time it is when the first paced order comes (however long the rows took to make); milliseconds since 1970. */
  readonly originMs: number;
}

export interface DueReport {
  /** Checks that were claimed and completed. */
  readonly operations: number;
  /** Of each claim of a whole batch, milliseconds, sorted. */
  readonly claimMs: readonly number[];
  /** From due to claimed, milliseconds, sorted. */
  readonly latenessMs: readonly number[];
  /** Claimed in each whole second. */
  readonly bySecond: readonly number[];
}

// Rows that are always due: the clock stands a day ahead, and what is completed goes behind all others.
const aheadMs = 24 * 3_600_000;

let begunAt: number | null = null;

/** The clock of a run, and the time of a check's next one: ±20 %. */
export function toTimes({ mode, intervalMs, originMs }: DueOrder): { readonly now: () => number; readonly nextMs: () => number } {
  const jitter = (): number => intervalMs * (0.8 + 0.4 * Math.random());
  if (mode === "pace") {
    begunAt ??= Date.now();
    const ahead = originMs - begunAt;
    return { now: () => Date.now() + ahead, nextMs: jitter };
  }
  return { now: () => Date.now() + aheadMs, nextMs: () => jitter() - aheadMs };
}

/** Says that it is ready; then works at each order of the bench and says what it did. */
export function dueLoop(work: (order: DueOrder) => Promise<DueReport>): void {
  process.on("message", (message: unknown) => {
    if (typeof message !== "object" || message === null || !("mode" in message)) return;
    void work(message as DueOrder).then((report) => process.send?.({ report }));
  });
  process.on("disconnect", () => process.exit());
  process.send?.({ ready: true, url: "" });
}
