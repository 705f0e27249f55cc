import type { Durations } from "../durations.ts";

/** How many checks one mail host is asked for, by all workers together. */
export interface HostPace {
  /** At once. */
  readonly atOnce: number;
  /** From one begin to the next on average, milliseconds. */
  readonly slotMs: number;
}

/** When a host is left alone: after so many failures in a row. */
export interface HostBreaker {
  /** More than an incident counts (20 inboxes), so that the incident is seen before the host is left alone. */
  readonly failuresInARow: number;
  /** The first rest; doubles up to `mostRestMs`. After each, one check tries whether the host is back. */
  readonly firstRestMs: number;
  readonly mostRestMs: number;
}

/** An IMAP host that a person named, and a provider's own, which serves hundreds of thousands. */
export function hostPaces(durations: Durations): { readonly named: HostPace; readonly provider: HostPace } {
  return {
    named: { atOnce: 8, slotMs: durations.hostSlot },
    provider: { atOnce: 2_000, slotMs: durations.providerHostSlot },
  };
}

export function hostBreaker(durations: Durations): HostBreaker {
  return { failuresInARow: 25, firstRestMs: durations.hostRest, mostRestMs: durations.hostRestMost };
}
