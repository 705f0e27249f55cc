import { checkInbox, type CheckNeeds } from "./check-inbox.ts";
import type { DueCheck } from "./check-scheduler.ts";

/** Looks at an inbox whose time has come, where its state still wants that. */
export function checkDue(needs: CheckNeeds): (due: DueCheck) => Promise<void> {
  return async ({ workspaceId, inboxId }) => {
    const held = await needs.inboxes.find(workspaceId, inboxId);
    const end = held?.inbox.ourEnd;
    if (!held || !end || end.state === "CONNECTING" || end.state === "OFF" || end.state === "REMOVED") return;
    // A refusal that waits for its second look is looked at without a cached token.
    const force = end.state === "DISCONNECTED" || end.trouble.refusal !== null;
    await checkInbox(needs, held, force);
  };
}
