import type { DisconnectReason } from "../inbox/reasons.ts";
import type { Moment } from "../inbox/step.ts";
import type { Because, NewsType } from "../people/recipients.ts";
import { incidentWindow, type IncidentDecision, type IncidentThresholds } from "./incident.ts";
import { isPolicyReason } from "./sighting.ts";

/** The inboxes of one workspace's domain that were refused with one policy code. */
export interface PolicySight {
  /** Distinct inboxes whose latest check, within two intervals, was refused so. */
  readonly refused: number;
  /** Of those that the open incident has touched: how many are still refused or disconnected by it. */
  readonly remaining: number;
}

/** DOMAIN_POLICY: one domain's administrators changed a policy. Its inboxes are disconnected; admins get one notice. */
export function judgeDomain(isOpen: boolean, { refused, remaining }: PolicySight, { policyInboxes }: IncidentThresholds): IncidentDecision {
  if (isOpen) return refused === 0 && remaining === 0 ? "close" : "keep";
  return refused >= policyInboxes ? "open" : "none";
}

/**
 * Until when a notice waits: admins hear of a policy's refusals together, once the window has shown whether it is one
 * domain's; who owns or connected the inbox is told at once. Null: nobody waits.
 */
export function noticeWaitsUntil(
  type: NewsType,
  reason: DisconnectReason | null,
  because: Because,
  happenedAt: number,
  { durations }: Pick<Moment, "durations">,
): number | null {
  const waits = type === "disconnected" && reason !== null && isPolicyReason(reason) && (because === "ADMIN" || because === "SUPER_ADMIN");
  return waits ? happenedAt + incidentWindow(durations) : null;
}
