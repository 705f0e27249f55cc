import type { Caller } from "../people/caller.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import { maySee } from "@relink/domain";
import { notFound } from "../inbox/perform.ts";
import { system } from "../inbox/change.ts";
import { ended, type AttemptRow } from "./attempt.ts";
import { closeAttempt } from "./close-attempt.ts";
import type { ConnectNeeds } from "./connect-needs.ts";

export type CancelAttempt = (caller: Caller, attemptId: string | null) => Promise<Outcome<AttemptRow>>;

/** An attempt is its starter's to cancel. */
export function cancelAttempt(needs: ConnectNeeds): CancelAttempt {
  return async (caller, attemptId) => {
    const attempt = await findAttempt(needs, caller, attemptId);
    if (!attempt) return notFound("sign-in attempt");
    if (attempt.started_by !== caller.memberId || attempt.started_by_key !== (caller.actor.keyId ?? null))
      return refused("FORBIDDEN", "Only the person who began this sign-in may cancel it.");
    if (attempt.state !== "PENDING") return refused("CONFLICT", "This sign-in has ended already.");
    const cancelled = ended(attempt, "CANCELLED");
    await closeAttempt(needs, cancelled, null, caller.actor);
    // Who came back in the same moment may have been quicker.
    const now = await needs.attempts.find(caller.workspaceId, attempt.id);
    return now?.state === "CANCELLED" ? done(now) : refused("CONFLICT", "This sign-in has ended already.");
  };
}

/** The attempt, where its inbox is the caller's to see. */
export async function findAttempt(
  needs: Pick<ConnectNeeds, "attempts" | "inboxes">,
  caller: Caller,
  attemptId: string | null,
): Promise<AttemptRow | null> {
  const attempt = attemptId === null ? null : await needs.attempts.find(caller.workspaceId, attemptId);
  const held = attempt && (await needs.inboxes.find(caller.workspaceId, attempt.inbox_id));
  if (!attempt || !held) return null;
  // A key that may not read inboxes still follows what it began.
  const began = attempt.started_by_key !== null && attempt.started_by_key === caller.actor.keyId;
  return began || maySee(caller.asker, held.inbox) ? attempt : null;
}

/** No passing check in time: what was never completed is abandoned. */
export async function expireAttempt(needs: ConnectNeeds, workspaceId: string, attemptId: string): Promise<void> {
  const attempt = await needs.attempts.find(workspaceId, attemptId);
  if (attempt?.state === "PENDING") await closeAttempt(needs, ended(attempt, "EXPIRED"), null, system);
}
