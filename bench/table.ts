import { type Measure, type Ratio, type Round, ratioOf, spreadLimit } from "./measure/rounds.ts";
import type { Target } from "./targets.ts";

function print({ median, min, max }: Ratio): string {
  return `${median.toFixed(2)} [${min.toFixed(2)}–${max.toFixed(2)}]`;
}

/** A run in which the baseline differed too much from itself says nothing. */
function verdictOf(ratio: Ratio, { floor, target, stretch }: Target): string {
  if (ratio.baselineSpread > spreadLimit) return `VOID (baseline ${ratio.baselineSpread.toFixed(2)}x apart)`;
  if (ratio.median >= stretch) return "stretch";
  if (ratio.median >= target) return "target";
  return ratio.median >= floor ? "floor" : "MISSED";
}

function perOperation(rounds: readonly Round[], whose: keyof Round): string {
  const sum = (pick: (round: Round) => number): number => rounds.reduce((total, round) => total + pick(round), 0);
  const operations = sum((round) => round[whose].operations);
  const micros = (1_000 * sum((round) => round[whose].cpuMs)) / operations;
  const database = (1_000 * sum((round) => round[whose].databaseCpuMs)) / operations;
  const perSecond = (1_000 * operations) / sum((round) => round[whose].wallMs);
  return `${micros.toFixed(1)} µs${database > 0 ? ` + ${database.toFixed(0)} µs PostgreSQL` : ""}, ${perSecond.toFixed(0)}/s`;
}

function judge(rounds: readonly Round[], measure: Measure, target: Target): string {
  const ratio = ratioOf(rounds, measure);
  return `${print(ratio)} ${verdictOf(ratio, target)}`;
}

/** What one bench measured, in lines for a person. */
export function printResult(target: Target, rounds: readonly Round[]): string {
  const withDatabase = rounds.some(({ candidate }) => candidate.databaseCpuMs > 0);
  return [
    `${target.id}  ${target.what}`,
    `    baseline:    ${target.baseline}`,
    `    wanted:      floor ${target.floor}, target ${target.target}, stretch ${target.stretch}; ${rounds.length} rounds`,
    `    CPU/op:      ${judge(rounds, "cpu", target)}`,
    ...(withDatabase ? [`    with PG:     ${judge(rounds, "cpuWithDatabase", target)}`] : []),
    `    throughput:  ${judge(rounds, "throughput", target)}`,
    `    candidate:   ${perOperation(rounds, "candidate")}`,
    `    bare:        ${perOperation(rounds, "baseline")}`,
  ].join("\n");
}
