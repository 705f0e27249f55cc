/** Chance that a seed decides: the same seed, the same month. */
export interface Chance {
  /** From 0 up to 1. */
  next(): number;
  /** A number from `from` up to `to`. */
  between(from: number, to: number): number;
  /** A whole number from 0 up to `below`. */
  below(below: number): number;
  pick<Value>(values: readonly Value[]): Value;
  happens(probability: number): boolean;
  /** A wait whose mean is `mean`, as between things that happen by chance. */
  wait(mean: number): number;
}

/** sfc32 (Chris Doty-Humphrey, PractRand), seeded by mixing a text. */
export function createChance(seed: string): Chance {
  let [a, b, c, d] = [hash(`${seed}/a`), hash(`${seed}/b`), hash(`${seed}/c`), 1];
  const next = (): number => {
    const sum = (a + b + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  const below = (most: number): number => Math.floor(next() * most);
  return {
    next,
    below,
    between: (from, to) => from + next() * (to - from),
    pick: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error("Nothing to choose from.");
      return value;
    },
    happens: (probability) => next() < probability,
    wait: (mean) => -mean * Math.log(1 - next()),
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value ^ (value >>> 15);
}

/**
 * Runs with the process's own chance replaced by a seed's: the use-cases spread their times by `Math.random`. Nothing
 * else may run in this process meanwhile.
 */
export async function withChance<Value>(chance: Chance, run: () => Promise<Value>): Promise<Value> {
  const own = Math.random;
  Math.random = chance.next;
  try {
    return await run();
  } finally {
    Math.random = own;
  }
}
