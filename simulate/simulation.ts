import { durations as usual, type Durations, type IncidentKind, type IncidentThresholds } from "@relink/domain";
import { Month } from "./month.ts";
import { createChance, withChance } from "./random.ts";
import type { Findings } from "./report/ledger.ts";

/** A rule that is broken on purpose, to see that the simulation notices. */
export interface Broken {
  /** No incident holds anything. */
  readonly holdsNothing?: boolean;
  /** Waits other than the product's. */
  readonly durations?: Partial<Durations>;
  /** This share of checks is never followed by another. */
  readonly losesChecks?: number;
  /** Each event is told twice. */
  readonly tellsTwice?: boolean;
  /** An incident that ends asks for no look at those whom it touched. */
  readonly bringsNobodyBack?: boolean;
  /** When failures are one incident, other than the product says. */
  readonly thresholds?: Partial<IncidentThresholds>;
}

export interface SimulationOptions {
  readonly inboxes: number;
  readonly days: number;
  readonly seed: string;
  readonly broken?: Broken;
}

export interface SimulationResult extends Findings {
  readonly checks: number;
  /** Of those, how many were of inboxes with nothing wrong, and only counted. */
  readonly skipped: number;
  readonly checksPerInboxAndDay: number;
  readonly incidents: Readonly<Record<IncidentKind, number>>;
  readonly incidentsOpen: number;
  readonly outages: number;
  readonly migrations: number;
  readonly reconnections: number;
}

/** 1 January 2026, UTC: no run depends on the day on which it is made. */
const beginning = 1_767_225_600_000;

/**
 * Lets a month pass in virtual time, one event after the other. The same options give the same result, always: there is
 * no clock and no chance but the seed's. Nothing else may run in this process meanwhile.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const chance = createChance(`month ${options.seed}`);
  const durations: Durations = { ...usual, ...options.broken?.durations };
  return withChance(chance, async () => {
    const month = new Month(options, durations, chance, beginning);
    await month.pass();
    return month.result();
  });
}
