import { uncodedRetryHours } from "../durations.ts";
import { unreachable } from "../unreachable.ts";
import { fact } from "./event.ts";
import type { Inbox, Trouble } from "./inbox.ts";
import type { Occurrence } from "./occurrence.ts";
import { connected, disconnect, nothingSaid, to, withEffects, type Effect, type Moment, type Step } from "./step.ts";

/** A check's result. */
export type CheckOccurrence = Extract<Occurrence, { type: `check${string}` }>;

/** What a check's result makes of our end. */
export function judgeCheck(inbox: Inbox, occurrence: CheckOccurrence, moment: Moment): Step {
  const end = inbox.ourEnd;
  if (occurrence.type === "checkPassed") return pass(inbox, moment);
  // A disconnected inbox that is looked at again and still refused stays as it is: the first reason stands.
  if (end.state !== "CONNECTED" && end.state !== "FAILING") return { next: inbox, ...nothingSaid };
  const trouble: Trouble = { ...notAhead(end.trouble, moment.now), consecutiveFailures: end.trouble.consecutiveFailures + 1 };
  switch (occurrence.type) {
    case "checkFailed":
      return fail(inbox, trouble, occurrence, moment);
    case "checkRefused":
      return refuse(inbox, trouble, occurrence, moment);
    case "checkUncoded":
      return doubt(inbox, trouble, occurrence, moment);
    default:
      return unreachable(occurrence);
  }
}

function pass(inbox: Inbox, moment: Moment): Step {
  if (inbox.ourEnd.state === "CONNECTED") return { next: { ...inbox, ourEnd: connected(moment) }, ...nothingSaid };
  return to(inbox, connected(moment), moment, fact("RECOVERED", "CONNECTED", { fromState: inbox.ourEnd.state, grantId: inbox.grantId }));
}

function fail(inbox: Inbox, trouble: Trouble, occurrence: Extract<Occurrence, { type: "checkFailed" }>, moment: Moment): Step {
  // An uncoded NO has a clock of its own (41 h), which runs first: it is not what UNREACHABLE means.
  const ownClock = trouble.uncodedRefusals === 0 ? 0 : uncodedClock(uncodedRetryHours.length, moment);
  const tooLong = moment.now - trouble.lastOkAt >= moment.durations.unreachableAfter + ownClock;
  if (inbox.ourEnd.state === "FAILING" && tooLong && !occurrence.held) {
    return disconnect(inbox, { reason: "UNREACHABLE", providerCode: occurrence.providerCode, at: moment.now }, moment);
  }
  const next = withoutOldRefusal(trouble, moment);
  return next.consecutiveFailures >= 3 ? failing(inbox, next, occurrence.providerCode, moment) : troubled(inbox, next);
}

/** A refusal that nothing has confirmed for two intervals is no first look any more: the next one begins anew, and is looked at twice. */
function withoutOldRefusal(trouble: Trouble, { now, durations }: Moment): Trouble {
  const isOld = trouble.refusal !== null && now - trouble.refusal.at > 2 * durations.checkInterval;
  return isOld ? { ...trouble, refusal: null } : trouble;
}

function refuse(inbox: Inbox, trouble: Trouble, occurrence: Extract<Occurrence, { type: "checkRefused" }>, moment: Moment): Step {
  const wait = inbox.provider === "IMAP" ? moment.durations.secondLookImap : moment.durations.secondLook;
  const first = trouble.refusal;
  const seenTwice = first !== null && moment.now - first.at >= wait;
  if (occurrence.reported || (seenTwice && !occurrence.held)) {
    return disconnect(inbox, { reason: occurrence.reason, providerCode: occurrence.providerCode, at: moment.now }, moment);
  }
  const refusal = first ?? { reason: occurrence.reason, providerCode: occurrence.providerCode, at: moment.now };
  const again = Math.max(refusal.at + wait, moment.now);
  // It says why now, so that nothing is left to doubt: the clock of an uncoded NO, hours long, must not put off the look at its end.
  const told = { ...trouble, refusal, uncodedRefusals: 0 };
  // A held one is looked at again when its incident ends.
  return withEffects(troubled(inbox, told), ...(occurrence.held ? [] : [{ type: "checkAt", at: again } as const]));
}

function doubt(inbox: Inbox, trouble: Trouble, occurrence: Extract<Occurrence, { type: "checkUncoded" }>, moment: Moment): Step {
  const tries = trouble.uncodedRefusals;
  const due = trouble.lastOkAt + uncodedClock(tries, moment);
  // A try before its time, as by Check now, proves nothing more: it must not run the clock down.
  if (moment.now < due) return withEffects(failing(inbox, trouble, occurrence.providerCode, moment), { type: "checkAt", at: due });
  const hours = uncodedRetryHours[tries];
  if (hours === undefined && !occurrence.held) {
    return disconnect(inbox, { reason: "BAD_CREDENTIALS", providerCode: occurrence.providerCode, at: moment.now }, moment);
  }
  const held = Math.min(tries + 1, uncodedRetryHours.length);
  const again: Effect = { type: "checkAt", at: moment.now + (hours ?? 24) * moment.durations.secondChance };
  return withEffects(failing(inbox, { ...trouble, uncodedRefusals: held }, occurrence.providerCode, moment), again);
}

/** Times that lie ahead were written by a clock that had jumped: counted from there, no wait would end before the true time gets there. */
function notAhead(trouble: Trouble, now: number): Trouble {
  const { refusal } = trouble;
  return {
    ...trouble,
    lastOkAt: Math.min(trouble.lastOkAt, now),
    refusal: refusal && refusal.at > now ? { ...refusal, at: now } : refusal,
  };
}

/** How long the first waits after an uncoded NO take together, in milliseconds. */
export function uncodedClock(tries: number, moment: Moment): number {
  return uncodedRetryHours.slice(0, tries).reduce((sum, hours) => sum + hours * moment.durations.secondChance, 0);
}

function failing(inbox: Inbox, trouble: Trouble, providerCode: string | null, moment: Moment): Step {
  if (inbox.ourEnd.state === "FAILING") return troubled(inbox, trouble);
  return to(inbox, { state: "FAILING", trouble }, moment, fact("FAILING", "FAILING", { fromState: inbox.ourEnd.state, providerCode }));
}

function troubled(inbox: Inbox, trouble: Trouble): Step {
  const { ourEnd } = inbox;
  if (ourEnd.state !== "CONNECTED" && ourEnd.state !== "FAILING") return { next: inbox, ...nothingSaid };
  return { next: { ...inbox, ourEnd: { ...ourEnd, trouble } }, ...nothingSaid };
}
