import { checkWait, jittered, type Durations } from "@relink/domain";
import type { Change } from "./change.ts";

/** When the inbox is to be looked at next, in milliseconds since 1970; null where it is not watched in this state. */
export function nextLookAt(
  { inbox, health, checkAt, at }: Pick<Change, "inbox" | "health" | "checkAt" | "at">,
  durations: Durations,
): number | null {
  const wait = checkWait(inbox.ourEnd, durations);
  if (wait === null) return null;
  if (checkAt !== null) return checkAt;
  // A time that lies behind was named before the inbox came into this state.
  return health.nextCheckAt !== null && health.nextCheckAt > at ? health.nextCheckAt : at + jittered(wait, Math.random());
}
