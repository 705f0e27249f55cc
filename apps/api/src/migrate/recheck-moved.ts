import { disconnectionOf } from "@relink/domain";
import { checkInbox, type CheckNeeds } from "../monitor/check-inbox.ts";
import type { TimerHandler } from "../monitor/timer-worker.ts";

/** An inbox that a dismissed migration had disconnected: CONNECTED again where the check passes. One that does not answer is asked again. */
export function recheckMoved(needs: CheckNeeds): TimerHandler {
  return async ({ workspaceId, inboxId, payload }) => {
    const held = inboxId === null ? null : await needs.inboxes.find(workspaceId, inboxId);
    const stillMoved =
      held && held.inbox.ourEnd.state === "DISCONNECTED" && disconnectionOf(held.inbox.ourEnd)?.reason === "PROVIDER_MIGRATED";
    if (!held || !stillMoved) return "done";
    const { check } = await checkInbox(needs, held, true);
    const { now, durations } = needs.clock.moment();
    const inTime = now - Date.parse(String(payload["since"])) < durations.dismissedRetry;
    const mayPass = check?.verdict === "PASSING_FAILURE" || check?.verdict === "APPLICATION_REFUSED";
    return mayPass && inTime ? { again: now + durations.secondChance } : "done";
  };
}
