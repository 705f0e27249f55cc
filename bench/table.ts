import type { Figure } from "./measure/figures.ts";
import { type Measure, medianOf, type Ratio, type Round, ratioOf, ratioOfValues, spreadLimit } from "./measure/rounds.ts";
import type { Target } from "./targets.ts";

function print({ median, min, max }: Ratio): string {
  return `${median.toFixed(2)} [${min.toFixed(2)}–${max.toFixed(2)}]`;
}

/** A run in which the baseline differed too much from itself says nothing. */
function verdictOf(ratio: Ratio, { floor, target, stretch, lowerIsBetter = false }: Target): string {
  if (ratio.baselineSpread > spreadLimit) return `VOID (baseline ${ratio.baselineSpread.toFixed(2)}x apart)`;
  const reaches = (wanted: number): boolean => (lowerIsBetter ? ratio.median <= wanted : ratio.median >= wanted);
  if (reaches(stretch)) return "stretch";
  if (reaches(target)) return "target";
  return reaches(floor) ? "floor" : "MISSED";
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

function printFigure({ name, unit, rounds, limit }: Figure, target: Target): string {
  const own = medianOf(rounds.map(({ candidate }) => candidate));
  const sizes = `${own.toFixed(2)} against ${medianOf(rounds.map(({ baseline }) => baseline)).toFixed(2)} ${unit}`;
  const ratio = ratioOfValues(rounds);
  const verdict =
    limit === undefined ? verdictOf(ratio, target) : own < limit ? `within ${limit} ${unit}` : `MISSED: over ${limit} ${unit}`;
  return `    ${`${name}:`.padEnd(12)} ${print(ratio)} ${verdict}; ${sizes}`;
}

function printHead(target: Target, rounds: number): readonly string[] {
  return [
    `${target.id}  ${target.what}`,
    `    baseline:    ${target.baseline}`,
    `    wanted:      floor ${target.floor}, target ${target.target}, stretch ${target.stretch}; ${rounds} rounds`,
  ];
}

/** What one bench measured, in lines for a person. */
export function printResult(target: Target, result: readonly Round[] | { readonly figures: readonly Figure[] }): string {
  if ("figures" in result) {
    const { figures } = result;
    return [...printHead(target, figures[0]?.rounds.length ?? 0), ...figures.map((figure) => printFigure(figure, target))].join("\n");
  }
  const rounds = result;
  const withDatabase = rounds.some(({ candidate }) => candidate.databaseCpuMs > 0);
  return [
    ...printHead(target, rounds.length),
    `    CPU/op:      ${judge(rounds, "cpu", target)}`,
    ...(withDatabase ? [`    with PG:     ${judge(rounds, "cpuWithDatabase", target)}`] : []),
    `    throughput:  ${judge(rounds, "throughput", target)}`,
    `    candidate:   ${perOperation(rounds, "candidate")}`,
    `    bare:        ${perOperation(rounds, "baseline")}`,
  ].join("\n");
}
