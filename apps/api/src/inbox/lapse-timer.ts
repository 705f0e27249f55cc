import { accessLapsesAt, dueLapseNotice, nextLapseLook, type Inbox, type LapseFacts, type Moment } from "@relink/domain";
import type { Change } from "./change.ts";
import type { Health } from "./inbox-row.ts";

export function toLapseFacts(
  inbox: Pick<Inbox, "provider" | "ourEnd">,
  health: Pick<Health, "accessExpiresAt" | "tokenRefreshedAt">,
): LapseFacts {
  return { provider: inbox.provider, state: inbox.ourEnd.state, statedAt: health.accessExpiresAt, refreshedAt: health.tokenRefreshedAt };
}

/** The change with the one timer that looks after when its inbox's access lapses, instead of the one before. */
export function withLapseTimer(change: Change, moment: Moment): Change {
  const facts = toLapseFacts(change.inbox, change.health);
  const due = dueLapseNotice(accessLapsesAt(facts, moment.durations), moment) === null ? nextLapseLook(facts, moment) : moment.now;
  const { grantId } = change.inbox;
  const timer = due === null || grantId === null ? [] : [{ kind: "accessLapses", dueAt: due, grantId } as const];
  return { ...change, cancel: [...change.cancel, { kind: "accessLapses" }], timers: [...change.timers, ...timer] };
}
