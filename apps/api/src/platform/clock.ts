import { scaledDurations, type Durations, type Moment } from "@relink/domain";

/** The time and the waits in force: an argument everywhere, so that tests and the time scale can set it. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  readonly durations: Durations;
  moment(): Moment;
}

/** @param timeScale - every wait is divided by it (RELINK_TIME_SCALE). */
export function createClock(timeScale: number, now: () => number = Date.now): Clock {
  const durations = scaledDurations(timeScale);
  return { now, durations, moment: () => ({ now: now(), durations }) };
}
