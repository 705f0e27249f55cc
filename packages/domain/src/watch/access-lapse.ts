import type { Durations } from "../durations.ts";
import type { ConnectionState, Provider } from "../inbox/inbox.ts";
import type { Moment } from "../inbox/step.ts";

/** What is known of how long a grant lasts by itself; times are milliseconds since 1970. */
export interface LapseFacts {
  readonly provider: Provider;
  readonly state: ConnectionState;
  /** What the provider said at the last refresh (`refresh_token_expires_in`); null where it says nothing. */
  readonly statedAt: number | null;
  /** When the refresh token was last used. */
  readonly refreshedAt: number | null;
}

/** A refresh token that nobody uses lapses: Google six months, Microsoft 90 days (providers.md 1.4, 2.4). */
function idleLimit(provider: Provider, durations: Durations): number | null {
  switch (provider) {
    case "GOOGLE":
      return durations.idleGoogle;
    case "MICROSOFT":
      return durations.idleMicrosoft;
    case "IMAP":
      return null;
  }
}

/**
 * When the access will lapse by itself, where that is known. Checks use the token, so the idle limit counts only for
 * an inbox that nobody looks at: OFF.
 */
export function accessLapsesAt(facts: LapseFacts, durations: Durations): number | null {
  const idle = facts.state === "OFF" ? idleLimit(facts.provider, durations) : null;
  const idleAt = idle === null || facts.refreshedAt === null ? null : facts.refreshedAt + idle;
  if (facts.statedAt === null || idleAt === null) return facts.statedAt ?? idleAt;
  return Math.min(facts.statedAt, idleAt);
}

/** A provider tells the time left at each refresh, in seconds: what differs by less than this is the same end. */
const sameWithinShare = 1 / 24;

/** The end that is kept: the old one where the new one says the same. */
export function settledLapse(known: number | null, stated: number | null, durations: Durations): number | null {
  if (known !== null && stated !== null && Math.abs(known - stated) <= durations.lapseLast * sameWithinShare) return known;
  return stated;
}

/**
 * Which notice of a lapse is due now: 7 days or 1 day before; null where none is. Where the access was short from the
 * beginning (Google's test mode: 7 days) the first is due at once; one that would say a wrong number of days is left out.
 */
export function dueLapseNotice(lapsesAt: number | null, { now, durations }: Moment): 7 | 1 | null {
  const left = lapsesAt === null ? 0 : lapsesAt - now;
  if (left <= 0) return null;
  if (left <= durations.lapseLast) return 1;
  return left <= durations.lapseFirst && left > durations.lapseFirst - durations.lapseLast ? 7 : null;
}

/** When a grant's lapse is to be looked at next: at its next notice, or when its idle limit could matter; null: never. */
export function nextLapseLook(facts: LapseFacts, { now, durations }: Moment): number | null {
  const lapsesAt = accessLapsesAt(facts, durations);
  const notices = lapsesAt === null ? [] : [lapsesAt - durations.lapseFirst, lapsesAt - durations.lapseLast];
  const idle = idleLimit(facts.provider, durations);
  // Whoever turns it off tomorrow: its idle limit begins with the last refresh, which is to be asked for then.
  const idleLook =
    idle === null || facts.state === "OFF"
      ? []
      : [Math.max((facts.refreshedAt ?? now) + idle - durations.lapseFirst, now + durations.lapseLast)];
  const looks = [...notices, ...idleLook].filter((at) => at > now);
  return looks.length === 0 ? null : Math.min(...looks);
}
