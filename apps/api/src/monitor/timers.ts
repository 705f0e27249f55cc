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
  readonly remindDisconnected: (workspaceId: string, inboxId: string, days: string) => Promise<void>;
  /** Tells that access will lapse, where that is due; answers when to look again, or null for never. */
  readonly tellAccessLapses: (workspaceId: string, inboxId: string, grantId: string) => Promise<number | null>;
  readonly sendMail: TimerHandler;
  /** Of domains that move to another provider. */
  readonly migrationTimers: Readonly<Record<"migrate" | "inviteHolders" | "recheckMoved", TimerHandler>>;
  readonly tellWebhookDisabled: TimerHandler;
  /** Tells admins what waited for its domain. */
  readonly tellPostponed: TimerHandler;
}

const over: TimerOutcome = "done";

/** Runs again at the time that `run` answers, until that is null. */
function until(run: (timer: Timer) => Promise<number | null>): TimerHandler {
  return async (timer) => {
    const again = await run(timer);
    return again === null ? over : { again };
  };
}

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
    revoke: until((timer) => revokeGrant(needs, toRef(timer))),
    verify: onGrant((ref) => verifyGrant(needs, ref)),
    sealRunsOut: onGrant((ref) => moveGrant(needs, ref, { type: "sealRanOut" }, system)),
    accountRevoked: onGrant((ref) => moveGrant(needs, ref, { type: "accountRevoked", providerCode: null }, system)),
    remind: onGrant(needs.tellStillOpen),
    escalate: async ({ workspaceId, inboxId }) => {
      if (inboxId) await needs.tellStillDisconnected(workspaceId, inboxId);
      return over;
    },
    endStrayGrant: until(async ({ workspaceId, grantId }) => (grantId ? endStrayGrant(needs, workspaceId, grantId) : null)),
    accessLapses: until(async ({ workspaceId, inboxId, grantId }) =>
      inboxId && grantId ? needs.tellAccessLapses(workspaceId, inboxId, grantId) : null,
    ),
    sendMail: needs.sendMail,
    ...needs.migrationTimers,
    remindDisconnected: async ({ workspaceId, inboxId, payload }) => {
      if (inboxId) await needs.remindDisconnected(workspaceId, inboxId, String(payload["days"]));
      return over;
    },
    policyNotice: needs.tellPostponed,
    tellWebhookDisabled: needs.tellWebhookDisabled,
    reported: until((timer) => followReport(needs, toRef(timer), timer.payload["type"] as RiscEventType, Number(timer.payload["at"]))),
  };
}

function toRef({ workspaceId, inboxId, grantId }: Timer): GrantRef {
  if (!inboxId || !grantId) throw new Error("A timer of a grant names inbox and grant.");
  return { workspaceId, inboxId, grantId };
}
