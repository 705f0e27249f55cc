import { expireAttempt } from "../connect/cancel-attempt.ts";
import type { ConnectNeeds } from "../connect/connect-needs.ts";
import { revokeGrant, verifyGrant, type ProviderEndNeeds } from "../grant/close-provider-end.ts";
import { endStrayGrant } from "../grant/end-stray-grant.ts";
import { followReport } from "../grant/follow-report.ts";
import { moveGrant, type GrantRef } from "../grant/move-grant.ts";
import { system, type TimerKind } from "../inbox/change.ts";
import type { RiscEventType } from "../mail/risc-event.ts";
import type { Timer } from "./timer.store.ts";
import type { TimerHandler, TimerOutcome } from "./timer-worker.ts";

export interface TimerNeeds extends ConnectNeeds, ProviderEndNeeds {
  /** Tells people what is no event: it has lasted too long. */
  readonly tellStillOpen: (ref: GrantRef) => Promise<void>;
  readonly tellStillDisconnected: (workspaceId: string, inboxId: string) => Promise<void>;
  readonly sendMail: TimerHandler;
}

const over: TimerOutcome = "done";

/** What each kind of timer does when it is due. Each is safe to repeat, and does nothing where the world moved on. */
export function createTimerHandlers(needs: TimerNeeds): Readonly<Record<TimerKind, TimerHandler>> {
  const onGrant =
    (run: (ref: GrantRef) => Promise<unknown>): TimerHandler =>
    async (timer) => {
      await run(toRef(timer));
      return over;
    };
  return {
    attemptExpires: async ({ workspaceId, attemptId }) => {
      if (attemptId) await expireAttempt(needs, workspaceId, attemptId);
      return over;
    },
    revoke: onGrant((ref) => revokeGrant(needs, ref)),
    verify: onGrant((ref) => verifyGrant(needs, ref)),
    sealRunsOut: onGrant((ref) => moveGrant(needs, ref, { type: "sealRanOut" }, system)),
    accountRevoked: onGrant((ref) => moveGrant(needs, ref, { type: "accountRevoked", providerCode: null }, system)),
    remind: onGrant(needs.tellStillOpen),
    escalate: async ({ workspaceId, inboxId }) => {
      if (inboxId) await needs.tellStillDisconnected(workspaceId, inboxId);
      return over;
    },
    endStrayGrant: async ({ workspaceId, grantId }) => {
      const again = grantId ? await endStrayGrant(needs, workspaceId, grantId) : null;
      return again === null ? over : { again };
    },
    sendMail: needs.sendMail,
    reported: async (timer) => {
      const again = await followReport(needs, toRef(timer), timer.payload["type"] as RiscEventType, Number(timer.payload["at"]));
      return again === null ? over : { again };
    },
  };
}

function toRef({ workspaceId, inboxId, grantId }: Timer): GrantRef {
  if (!inboxId || !grantId) throw new Error("A timer of a grant names inbox and grant.");
  return { workspaceId, inboxId, grantId };
}
