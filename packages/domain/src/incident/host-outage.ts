import type { Durations } from "../durations.ts";
import type { OurEnd } from "../inbox/inbox.ts";
import type { Moment } from "../inbox/step.ts";
import { jittered } from "../watch/schedule.ts";
import { incidentWindow, type IncidentDecision, type IncidentThresholds, type OpenIncident } from "./incident.ts";

/** Inboxes at one host by the latest check of each, over the last `lengthMs` milliseconds. */
export interface HostSpan {
  readonly lengthMs: number;
  /** Those whose check failed or was refused; our application's refusals count nowhere. */
  readonly troubled: number;
  /** All that were checked: in trouble or not. */
  readonly checked: number;
}

/** What is counted of such a stretch. */
export interface CountedSpan {
  readonly lengthMs: number;
  readonly troubled: number;
  /** Checks that passed. */
  readonly passed: number;
  /** Live inboxes of the host that are not among those in trouble; null where it has more than `mostLookedAt` live ones. */
  readonly well: number | null;
}

/** Up to so many live inboxes of a host are looked at one by one. */
export const mostLookedAt = 200;

/**
 * How many inboxes were checked. One that is well passes once an interval: over two intervals it was counted twice. One that
 * passed and fell into trouble later was counted as both, and chance adds a few more: never are there more than the host has.
 */
export function countChecked({ lengthMs, troubled, passed, well }: CountedSpan, checkInterval: number): number {
  return troubled + Math.min(Math.round(passed / Math.max(1, lengthMs / checkInterval)), well ?? Infinity);
}

export interface HostSight {
  /** One for each length of `hostSpanLengths`. */
  readonly spans: readonly HostSpan[];
  /** Since when checks are counted without a gap: a count that begins in the middle can open an incident, but ends none. */
  readonly countingSince: number;
  /** Inboxes that the open incident has touched and that are still checked; 0 where none is open. */
  readonly waiting: number;
}

/**
 * Over which stretches a host is counted, the shortest first. The longest is product.md's window. The short ones see an
 * outage that refuses everybody before the second look, 30 s later, disconnects the first.
 */
export function hostSpanLengths(durations: Durations): readonly number[] {
  const { checkInterval } = durations;
  return [checkInterval / 20, checkInterval / 5, checkInterval, incidentWindow(durations)];
}

function share({ troubled, checked }: HostSpan): number {
  return checked === 0 ? 0 : troubled / Math.max(troubled, checked);
}

function isOutage(span: HostSpan, { outageInboxes, outageShare }: IncidentThresholds): boolean {
  return span.troubled >= outageInboxes && share(span) >= outageShare;
}

/** A quarter of what opens it, at the same share. */
function isForming(span: HostSpan, { outageInboxes, outageShare }: IncidentThresholds): boolean {
  return span.troubled >= Math.max(2, Math.ceil(outageInboxes / 4)) && share(span) >= outageShare;
}

/** Whether the host, over the last interval, still looks as it did when the incident opened: then `lastBadAt` is now. */
export function isStillBad(sight: HostSight, { durations }: Moment, thresholds: IncidentThresholds): boolean {
  const last = sight.spans.find((span) => span.lengthMs === durations.checkInterval);
  return last !== undefined && last.checked > 0 && share(last) >= thresholds.outageShare;
}

/** PROVIDER_OUTAGE: many of one host's inboxes fail or are refused, so it is the provider's trouble and not theirs. */
export function judgeHost(open: OpenIncident | null, sight: HostSight, moment: Moment, thresholds: IncidentThresholds): IncidentDecision {
  if (open) return isOver(open, sight, moment, thresholds) ? "close" : "keep";
  if (sight.spans.some((span) => isOutage(span, thresholds))) return "open";
  return sight.spans.some((span) => isForming(span, thresholds)) ? "forming" : "none";
}

function isOver(open: OpenIncident, sight: HostSight, moment: Moment, thresholds: IncidentThresholds): boolean {
  const { now, durations } = moment;
  const last = sight.spans.find((span) => span.lengthMs === durations.checkInterval);
  if (!last || now - Math.max(sight.countingSince, open.since) < durations.checkInterval) return false;
  // Nobody is there any more whom it could concern.
  if (last.checked === 0) return sight.waiting === 0;
  if (share(last) < thresholds.outageOverShare) return true;
  // What is left after an hour well below the threshold is broken on its own, and must not hold the host for ever.
  return !isStillBad(sight, moment, thresholds) && now - open.lastBadAt >= durations.incidentLingers;
}

/** Whom a disconnection would hit, and what is known of its host. */
export interface HoldQuestion {
  readonly decision: IncidentDecision;
  /** When this inbox was first refused; null where it fails without a refusal. */
  readonly refusedSince: number | null;
  /** RISC, or a person, reported this very one. */
  readonly reported: boolean;
}

/**
 * Whether an inbox that a check would disconnect is held instead. While an outage is only forming, a refusal is held for
 * one interval at most: a true one is still told within two.
 */
export function holdsDisconnection({ decision, refusedSince, reported }: HoldQuestion, { now, durations }: Moment): boolean {
  if (reported) return false;
  if (decision === "open" || decision === "keep") return true;
  return decision === "forming" && refusedSince !== null && now - refusedSince < durations.checkInterval;
}

/**
 * When an inbox that an incident holds is looked at next, in milliseconds since 1970: it does not back off like one that
 * fails on its own, so that the provider's return is seen within an interval.
 * @param usual - when it would be looked at otherwise.
 * @param chance - from 0 up to 1.
 */
export function heldCheckAt(end: OurEnd, usual: number | null, { now, durations }: Moment, chance: number): number | null {
  if (usual === null) return null;
  const trouble = end.state === "CONNECTED" || end.state === "FAILING" ? end.trouble : null;
  // A hold while an outage is only forming ends an interval after the refusal: looked at then, a true one is told in time.
  const ends = (trouble?.refusal?.at ?? 0) + durations.checkInterval;
  const soonest = Math.min(usual, ends > now ? ends : Infinity);
  // After a NO without a code every other try has its own time: no account gets locked by ours.
  return (trouble?.uncodedRefusals ?? 0) > 0 ? soonest : Math.min(soonest, now + jittered(durations.checkInterval, chance));
}
