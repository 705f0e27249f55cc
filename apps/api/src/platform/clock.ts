import { scaledDurations, type Durations, type Moment } from "@relink/domain";
import { createSystemTime } from "./steady-clock.ts";

/** The time and the waits in force: an argument everywhere, so that tests and the time scale can set it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  readonly durations: Durations;
  moment(): Moment;
}

/**
 * @param timeScale - every wait is divided by it (RELINK_TIME_SCALE).
 * @param waits - those that differ from their defaults (RELINK_WAITS).
 */
export function createClock(timeScale: number, now: () => number = createSystemTime(), waits: Partial<Durations> = {}): Clock {
  const durations = scaledDurations(timeScale, waits);
  return { now, durations, moment: () => ({ now: now(), durations }) };
}
