import { looksAgainByItself, type Durations } from "@relink/domain";
import type { Change } from "./change.ts";

/** When the inbox is to be looked at next, in milliseconds since 1970; null where it is not watched in this state. */
export function nextLookAt(
  { inbox, health, checkAt, at }: Pick<Change, "inbox" | "health" | "checkAt" | "at">,
  durations: Durations,
): number | null {
  const end = inbox.ourEnd;
  switch (end.state) {
    case "CONNECTED":
    case "FAILING":
      return checkAt ?? health.nextCheckAt ?? at;
    case "DISCONNECTED":
      return looksAgainByItself(end.disconnection.reason) ? at + durations.secondChance : null;
    case "CONNECTING":
    case "OFF":
    case "REMOVED":
      return null;
  }
}
