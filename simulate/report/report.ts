import type { SimulationOptions, SimulationResult } from "../simulation.ts";

/** What a month came to, for a person. */
export function report({ inboxes, days, seed }: SimulationOptions, result: SimulationResult, tookMs: number): string {
  const { detections, sinceTrue, checks, skipped, violations } = result;
  const shown = violations.slice(0, 20);
  return [
    `${inboxes} inboxes, ${days} days, seed ${seed}, in ${(tookMs / 1_000).toFixed(1)} s`,
    `  detection, from the provider's first refusal   p50 ${minutes(quantile(detections, 0.5))}, p99 ${minutes(quantile(detections, 0.99))}`,
    `  detection, from the moment it became true      p50 ${minutes(quantile(sinceTrue, 0.5))}, p99 ${minutes(quantile(sinceTrue, 0.99))}`,
    `  false disconnections ${result.falseDisconnections} of ${result.disconnections}; ${result.outages} outages planned`,
    `  by refusals of a host too small to be seen through, as promised: ${result.bySmallHosts}`,
    `  incidents: ${Object.entries(result.incidents)
      .map(([kind, count]) => `${count} ${kind}`)
      .join(", ")}; ${result.incidentsOpen} still open`,
    `  checks per inbox and day ${result.checksPerInboxAndDay.toFixed(1)} (${checks}, of which ${skipped} of quiet inboxes were only counted)`,
    `  ${result.notices} notices, ${result.recovered} recovered, ${result.reconnections} reconnected, ${result.migrations} domains moved`,
    violations.length === 0 ? "  every invariant holds" : `  ${violations.length} VIOLATIONS; the same seed shows them again`,
    ...shown.map((one) => `    ${one}`),
  ].join("\n");
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function minutes(ms: number): string {
  return Number.isNaN(ms) ? "none" : `${(ms / 60_000).toFixed(1)} min`;
}
