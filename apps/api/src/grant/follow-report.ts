import { unreachable } from "@relink/domain";
import { system } from "../inbox/change.ts";
import type { RiscEventType } from "../mail/risc-event.ts";
import { checkInbox, type CheckNeeds } from "../monitor/check-inbox.ts";
import { findGrant, moveGrant, type GrantRef } from "./move-grant.ts";

/** Whether the event says that the token itself is refused from now on. */
function endsTokens(type: RiscEventType): boolean {
  switch (type) {
    case "tokens-revoked":
    case "token-revoked":
      return true;
    case "sessions-revoked":
    case "account-disabled":
    case "account-enabled":
    case "account-credential-change-required":
      return false;
    default:
      return unreachable(type);
  }
}

/**
 * What follows from the provider's own report about a grant: one in use is checked at once, and a refusal then needs no
 * second look; of an inbox that is OFF, and of a grant that has ended, only the provider's end moves.
 * @param reportedAt - milliseconds since 1970.
 * @returns when to look again, since a revocation takes a moment to have full effect; null once it is over.
 */
export async function followReport(needs: CheckNeeds, ref: GrantRef, type: RiscEventType, reportedAt: number): Promise<number | null> {
  const found = await findGrant(needs, ref);
  if (!found) return null;
  const { held, grant } = found;
  const current = held.grant?.id === grant.id;
  if (!current || held.inbox.ourEnd.state === "OFF") {
    if (endsTokens(type)) await moveGrant(needs, ref, { type: "reportedByProvider", providerCode: type }, system);
    return null;
  }
  const { check } = await checkInbox(needs, held, true, system, type !== "account-enabled");
  const { now, durations } = needs.clock.moment();
  const settled = check === null || check.verdict === "REFUSED" || !endsTokens(type) || now - reportedAt >= durations.reportHolds;
  return settled ? null : now + durations.secondLook;
}
