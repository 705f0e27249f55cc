import type { Verdict } from "@relink/domain";
import { checkInbox, type CheckNeeds } from "./check-inbox.ts";
import { system } from "../inbox/change.ts";
import type { CheckEnd, RunDueCheck } from "./check-run.ts";
import type { CheckOutcomeKind } from "./due-check.store.ts";

const unwatched: CheckEnd = { outcome: "none", watched: false };

/** Looks at an inbox whose time has come, where its state still wants that. */
export function checkDue(needs: CheckNeeds): RunDueCheck {
  return async ({ workspaceId, inboxId, token }, signal) => {
    const held = await needs.inboxes.find(workspaceId, inboxId);
    const end = held?.inbox.ourEnd;
    if (!held || !end || end.state === "CONNECTING" || end.state === "OFF" || end.state === "REMOVED") return unwatched;
    // A refusal that waits for its second look is looked at without a cached token.
    const force = end.state === "DISCONNECTED" || end.trouble.refusal !== null;
    const { verdict } = await checkInbox(needs, held, force, system, false, { token, signal });
    return { outcome: toOutcome(verdict), watched: true };
  };
}

function toOutcome(verdict: Verdict["verdict"] | undefined): CheckOutcomeKind {
  switch (verdict) {
    case "ok":
      return "passed";
    case "passing":
      return "failed";
    case undefined:
      return "none";
    default:
      return verdict;
  }
}
