import { uncodedClock } from "../inbox/check-outcome.ts";
import { uncodedRetryHours, type Durations } from "../durations.ts";
import type { Inbox, OurEnd } from "../inbox/inbox.ts";
import { looksAgainByItself } from "../inbox/reasons.ts";
import type { Effect, Moment } from "../inbox/step.ts";

/** How far from its wait a check may be put by chance, so that what began together does not stay together. */
const jitter = 0.2;

/** A check is never put off for longer than this many times its wait. */
export const longestWait = 1 + jitter;

/** The wait ±20 %. `chance`: from 0 up to 1. */
export function jittered(wait: number, chance: number): number {
  return Math.round(wait * (1 - jitter + 2 * jitter * chance));
}

/**
 * How far ahead a check is put at most, milliseconds: `usual`, and after a NO without a code, where the hours between tries
 * are longer. What lies further ahead was written by a clock that had jumped.
 */
export function farthestCheck(durations: Durations): { readonly usual: number; readonly uncoded: number } {
  const usual = Math.round(Math.max(durations.checkInterval, durations.secondChance) * longestWait);
  return { usual, uncoded: Math.max(usual, Math.max(...uncodedRetryHours) * durations.secondChance) };
}

/** A number from 0 up to 1 that the text alone decides, evenly spread over many texts (FNV-1a, mixed). */
export function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

/** When an inbox that has just been connected is looked at first: thousands that come at once are spread over one interval by their ids. */
export function firstCheckAt(inboxId: string, { now, durations }: Moment): number {
  return now + Math.max(1, Math.round(durations.checkInterval * shareOf(inboxId)));
}

/** After the third failure in a row (FAILING) each wait is twice the one before, an hour at most. */
export function backOff(consecutiveFailures: number, durations: Durations): number {
  const doublings = Math.min(Math.max(consecutiveFailures - 3, 0), 30);
  return Math.max(durations.checkInterval, Math.min(durations.checkInterval * 2 ** doublings, durations.secondChance));
}

/**
 * Until the next look at an inbox whose check stored none itself: what threw is tried again sooner than what only stored
 * nothing, since a second look may have been at stake.
 * @param trouble - how often it has thrown in a row.
 * @param chance - from 0 up to 1.
 */
export function retryWait(trouble: number, durations: Durations, chance: number): number {
  return jittered(trouble === 0 ? durations.checkInterval : backOff(trouble, durations) / 10, chance);
}

/** Until the next look at an inbox whose last one began this; null where it is not watched in this state. */
export function checkWait(end: OurEnd, durations: Durations): number | null {
  switch (end.state) {
    case "CONNECTED":
    case "FAILING":
      return backOff(end.trouble.consecutiveFailures, durations);
    case "DISCONNECTED":
      return looksAgainByItself(end.disconnection.reason) ? durations.secondChance : null;
    case "CONNECTING":
    case "OFF":
    case "REMOVED":
      return null;
  }
}

/**
 * When a check that has just ended is followed by the next one, in milliseconds since 1970; null: not by itself.
 * A time that a rule named (second look, the hours after an uncoded NO) is kept as it is.
 * @param chance - from 0 up to 1.
 */
export function nextCheckAt(inbox: Pick<Inbox, "ourEnd">, effects: readonly Effect[], moment: Moment, chance: number): number | null {
  const wait = checkWait(inbox.ourEnd, moment.durations);
  if (wait === null) return null;
  const named = effects.find((effect) => effect.type === "checkAt");
  return named ? named.at : Math.max(moment.now + jittered(wait, chance), uncodedDueAt(inbox.ourEnd, moment));
}

/** A failure that passes, between two tries of a password that was refused without a code, brings the next try no nearer. */
function uncodedDueAt(end: OurEnd, moment: Moment): number {
  if (end.state !== "FAILING" || end.trouble.uncodedRefusals === 0) return 0;
  return end.trouble.lastOkAt + uncodedClock(end.trouble.uncodedRefusals, moment);
}
