import { step } from "@relink/domain";
import { unchanged, withStep, type Actor } from "../inbox/change.ts";
import { starterOf, type AttemptRow } from "./attempt.ts";
import type { ConnectNeeds } from "./connect-needs.ts";
import { toStray, type Stray } from "./hold-grant.ts";

/** Stores how an attempt ended, with its abandoned inbox and its unused grant. */
export async function closeAttempt(needs: ConnectNeeds, attempt: AttemptRow, stray: Stray | null, actor?: Actor): Promise<void> {
  for (let attempts = 1; attempts <= 4; attempts += 1) {
    const moment = needs.clock.moment();
    const held = await needs.inboxes.find(attempt.workspace_id, attempt.inbox_id);
    if (!held) throw new Error(`Attempt ${attempt.id} has no inbox.`);
    const by = actor ?? starterOf(attempt);
    const base = unchanged(held, moment.now, by);
    const result = attempt.intent === "CONNECT" ? step(held.inbox, { type: "abandon" }, moment) : null;
    const change = result?.ok ? withStep(base, result, moment) : base;
    const kept = stray ? toStray(needs, attempt, stray, moment) : null;
    const timers = kept ? [...change.timers, { kind: "endStrayGrant", dueAt: moment.now, grantId: kept.id } as const] : change.timers;
    const committed = await needs.commit({ ...change, attempt, stray: kept, timers });
    if (committed.ok) return;
  }
  throw new Error(`Attempt ${attempt.id} could not be closed: its inbox keeps moving.`);
}
