import type { ConnectionState } from "../inbox/inbox.ts";
import type { DisconnectReason } from "../inbox/reasons.ts";
import type { Verdict } from "../provider/verdict.ts";
import { unreachable } from "../unreachable.ts";

/**
 * What a check's verdict is to the counting of incidents: an inbox counts by its latest one alone, so that one that
 * fails three times in the window counts once.
 */
export type Sighting =
  | { readonly type: "passed" }
  /** `policyCode`: the provider's code, where the refusal is a domain's policy. */
  | { readonly type: "troubled"; readonly policyCode: string | null }
  /** Our application was refused: it says nothing about the host. */
  | { readonly type: "ours"; readonly code: string };

const policyReasons: ReadonlySet<DisconnectReason> = new Set<DisconnectReason>([
  "POLICY_BLOCKED",
  "PROTOCOL_DISABLED",
  "MFA_REQUIRED",
  "CONSENT_REQUIRED",
]);

/** Whether a domain's administrators, and not one person, may be behind it. */
export function isPolicyReason(reason: DisconnectReason): boolean {
  return policyReasons.has(reason);
}

export function toSighting(verdict: Verdict): Sighting {
  switch (verdict.verdict) {
    case "ok":
      return { type: "passed" };
    case "passing":
    case "uncoded":
      return { type: "troubled", policyCode: null };
    case "refused":
      return { type: "troubled", policyCode: isPolicyReason(verdict.reason) ? verdict.providerCode : null };
    case "ours":
      return { type: "ours", code: verdict.code };
    default:
      return unreachable(verdict);
  }
}

/** Only an inbox that is in use speaks for its host: one that is disconnected has a trouble of its own, which is known. */
export function countsForHost(state: ConnectionState): boolean {
  return state === "CONNECTED" || state === "FAILING";
}
