import { longestWait, looksAgainByItself, type Durations } from "@relink/domain";
import type { DueCheckMemory } from "../ports/due-check-memory.ts";
import type { SimInbox } from "../world/inbox.ts";

/** Until when a check must have begun. While its host does not answer nobody is asked there; then all are, within two spreads. */
export function latestLook(inbox: SimInbox, due: DueCheckMemory, durations: Durations): number {
  const host = inbox.held.inbox.mailHost ?? inbox.held.inbox.provider;
  if (due.hosts.get(host)?.restsUntil != null) return Infinity;
  const spread = durations.checkInterval / 5;
  return Math.max(latestWithout(inbox, durations), (due.backAt.get(host) ?? 0) + 2 * spread + durations.checkLease);
}

/** The longest wait that its state has, after the last one, and one lease for a death. */
function latestWithout({ held }: SimInbox, durations: Durations): number {
  const { ourEnd, stateChangedAt } = held.inbox;
  const since = Math.max(held.health.lastCheckedAt ?? 0, stateChangedAt);
  const slack = 3 * durations.checkLease;
  switch (ourEnd.state) {
    case "CONNECTED":
      return since + longestWait * durations.checkInterval + slack;
    case "FAILING":
      // After an uncoded NO up to 24 h pass, so that no account gets locked.
      return since + (ourEnd.trouble.uncodedRefusals > 0 ? 25 : longestWait) * durations.secondChance + slack;
    case "DISCONNECTED":
      // Not watched by itself: only an incident's end, or a domain's, asks for one more look.
      return looksAgainByItself(ourEnd.disconnection.reason) ? since + longestWait * durations.secondChance + slack : Infinity;
    default:
      return Infinity;
  }
}
