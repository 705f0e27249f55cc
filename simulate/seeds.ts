import { expect } from "vitest";
import { report } from "./report/report.ts";
import { simulate } from "./simulation.ts";

/** Lets a month pass for each seed; what is wrong is shown with the seed that shows it again. */
export async function holdsFor(seeds: readonly string[], inboxes = 2_000): Promise<void> {
  for (const seed of seeds) {
    const options = { inboxes, days: 30, seed };
    const began = performance.now();
    const result = await simulate(options);
    const told = report(options, result, performance.now() - began);
    expect(result.violations, told).toEqual([]);
    expect(result.falseDisconnections, told).toBe(0);
    // A month in which nothing happens proves nothing.
    expect(result.detections.length, told).toBeGreaterThan(inboxes / 20);
    expect(result.incidents.PROVIDER_OUTAGE, told).toBeGreaterThan(0);
    process.stdout.write(`${told}\n`);
  }
}
