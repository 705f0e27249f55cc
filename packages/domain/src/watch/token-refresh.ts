import type { Moment } from "../inbox/step.ts";
import { longestWait } from "./schedule.ts";

/** A token as far as its times go; milliseconds since 1970. */
export interface TokenTimes {
  /** Null: never refreshed by us. */
  readonly refreshedAt: number | null;
  /** Null where the provider does not say. */
  readonly expiresAt: number | null;
}

/** When a check should refresh the token: somewhere in the last third of its life, as `share` (from 0 up to 1) says. */
export function refreshDueAt({ refreshedAt, expiresAt }: TokenTimes, share: number, { durations }: Moment): number {
  if (refreshedAt === null) return 0;
  const life = Math.min(expiresAt === null ? Number.POSITIVE_INFINITY : Math.max(expiresAt - refreshedAt, 0), durations.forceRefresh);
  return refreshedAt + life * (2 / 3 + share / 3);
}

/**
 * Whether this check refreshes the token. A cached token hides a removal, so none is used for longer than
 * `forceRefresh`: where the next check might come later than that, this one refreshes.
 * @param share - from 0 up to 1; what was granted together is not refreshed together.
 */
export function isRefreshDue(times: TokenTimes, share: number, moment: Moment): boolean {
  const { now, durations } = moment;
  // Written by a clock that had jumped: nobody knows how old the token is.
  if ((times.refreshedAt ?? 0) > now) return true;
  if (now >= refreshDueAt(times, share, moment)) return true;
  return now + durations.checkInterval * longestWait > (times.refreshedAt ?? 0) + durations.forceRefresh;
}
