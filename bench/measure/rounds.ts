/** What one contestant did in one slice of time. */
export interface Slice {
  readonly operations: number;
  readonly wallMs: number;
  /** User and system time of the server process. */
  readonly cpuMs: number;
  /** Of all of PostgreSQL's processes; 0 where there is no database. */
  readonly databaseCpuMs: number;
}

export interface Contestant<Of = Slice> {
  /** Works for so long, checking every answer; throws at the first wrong one. */
  run(ms: number): Promise<Of>;
}

export interface Protocol {
  /** Once before the rounds, each: a server that has just begun compiles while it works, and one in use has done so long ago. */
  readonly settleMs: number;
  readonly rounds: number;
  readonly warmUpMs: number;
  readonly sliceMs: number;
  /** 0 up to 1. */
  readonly random: () => number;
}

export interface Round<Of = Slice> {
  readonly candidate: Of;
  readonly baseline: Of;
}

/** Both contestants in each round, each warmed up, in an order that chance decides. */
export async function runRounds<Of>(
  candidate: Contestant<Of>,
  baseline: Contestant<Of>,
  protocol: Protocol,
): Promise<readonly Round<Of>[]> {
  const rounds: Round<Of>[] = [];
  const slice = async (contestant: Contestant<Of>): Promise<Of> => {
    await contestant.run(protocol.warmUpMs);
    return contestant.run(protocol.sliceMs);
  };
  for (const contestant of [candidate, baseline]) if (protocol.settleMs > 0) await contestant.run(protocol.settleMs);
  for (let round = 0; round < protocol.rounds; round += 1) {
    if (protocol.random() < 0.5) {
      const first = await slice(candidate);
      rounds.push({ candidate: first, baseline: await slice(baseline) });
    } else {
      const first = await slice(baseline);
      rounds.push({ candidate: await slice(candidate), baseline: first });
    }
  }
  return rounds;
}

export interface Ratio {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** The baseline's largest value over its smallest. */
  readonly baselineSpread: number;
}

/** How the ratio is taken: above 1 the candidate is better. */
export type Measure = "cpu" | "cpuWithDatabase" | "throughput";

/** The most that a baseline may differ from itself; beyond it the run says nothing. */
export const spreadLimit = 1.5;

function valueOf({ operations, wallMs, cpuMs, databaseCpuMs }: Slice, measure: Measure): number {
  switch (measure) {
    case "cpu":
      return operations / cpuMs;
    case "cpuWithDatabase":
      return operations / (cpuMs + databaseCpuMs);
    case "throughput":
      return operations / wallMs;
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  if (low === undefined || high === undefined) throw new Error("There is no median of nothing.");
  return (low + high) / 2;
}

/** The median of the rounds' own ratios of what the contestants did. */
export function ratioOf(rounds: readonly Round[], measure: Measure): Ratio {
  return ratioOfValues(
    rounds.map(({ candidate, baseline }) => ({ candidate: valueOf(candidate, measure), baseline: valueOf(baseline, measure) })),
  );
}

/** The median of the rounds' own ratios. */
export function ratioOfValues(rounds: readonly Round<number>[]): Ratio {
  const ratios = rounds.map(({ candidate, baseline }) => candidate / baseline);
  const own = rounds.map(({ baseline }) => baseline);
  return {
    median: medianOf(ratios),
    min: Math.min(...ratios),
    max: Math.max(...ratios),
    baselineSpread: Math.max(...own) / Math.min(...own),
  };
}

/** Chance that a printed seed repeats (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The items in an order that `random` decides. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
