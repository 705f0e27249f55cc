import type { Round } from "./rounds.ts";

/** One figure of each round, where less is better: a latency, a size. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly rounds: readonly Round<number>[];
  /** Only its size counts, which must stay below this; else its ratio to the baseline does. */
  readonly limit?: number;
}

/** One figure of all rounds. */
export function toFigure<Of>(name: string, unit: string, rounds: readonly Round<Of>[], pick: (of: Of) => number): Omit<Figure, "limit"> {
  return { name, unit, rounds: rounds.map(({ candidate, baseline }) => ({ candidate: pick(candidate), baseline: pick(baseline) })) };
}

/** The value below which this share of them lies. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error("There is no quantile of nothing.");
  return value;
}
