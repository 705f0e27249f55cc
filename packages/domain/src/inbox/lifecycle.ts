import { uncodedRetryHours, type Durations } from "../durations.ts";
import type { Ruled } from "../refusal.ts";
import { unreachable } from "../unreachable.ts";
import { fact, type Fact } from "./event.ts";
import { disconnectionOf, noTrouble, type Disconnection, type Inbox, type OurEnd, type Trouble } from "./inbox.ts";
import type { Occurrence } from "./occurrence.ts";
import { findCell } from "./transitions.ts";

/** What a rule needs of the world: the time (milliseconds since 1970) and the waits in force. */
export interface Moment {
  readonly now: number;
  readonly durations: Durations;
}

/** What must follow a step, once it is stored. */
export type Effect =
  /** Look again at this time: a second look, or a retry that product.md names. */
  | { readonly type: "checkAt"; readonly at: number }
  /** The grant that was in use has ended: its provider end is to be closed. */
  | { readonly type: "endGrant" }
  /** Open reconnect links are withdrawn. */
  | { readonly type: "withdrawLinks" };

export interface Step {
  readonly next: Inbox;
  readonly facts: readonly Fact[];
  readonly effects: readonly Effect[];
}

const none = { facts: [], effects: [] } as const;

/**
 * What becomes of an inbox when something occurs: the only place where our end moves.
 * @returns the next inbox with its facts and effects, or the refusal TRANSITION_NOT_ALLOWED.
 */
export function step(inbox: Inbox, occurrence: Occurrence, moment: Moment): Ruled<Step> {
  const from = inbox.ourEnd;
  const refused = { ok: false, refusal: { code: "TRANSITION_NOT_ALLOWED", state: from.state } } as const;
  if (!findCell(from.state, occurrence.type, inbox.belonging.kind)) return refused;
  if (occurrence.type === "reconnected" && !canComeBack(inbox, moment)) return refused;
  return { ok: true, ...occur(inbox, occurrence, moment) };
}

function occur(inbox: Inbox, occurrence: Occurrence, moment: Moment): Step {
  switch (occurrence.type) {
    case "grantAccepted":
      return accept(inbox, occurrence, "CONNECTED", moment);
    case "reconnected":
      return accept(inbox, occurrence, "RECONNECTED", moment);
    case "turnOnPassed":
      return to(inbox, connected(moment), moment, fact("TURNED_ON", "CONNECTED", { fromState: inbox.ourEnd.state }));
    case "turnOnRefused":
      return disconnect(inbox, { reason: occurrence.reason, providerCode: occurrence.providerCode, at: moment.now }, moment);
    case "domainMoved":
      return disconnect(inbox, { reason: "PROVIDER_MIGRATED", providerCode: null, at: moment.now }, moment, { toProvider: occurrence.toProvider });
    case "turnOff":
      return withEffects(to(inbox, { state: "OFF" }, moment, fact("TURNED_OFF", "OFF", { fromState: inbox.ourEnd.state })), { type: "withdrawLinks" });
    case "abandon":
      return remove(inbox, "CONNECTION_ABANDONED", moment);
    case "remove":
    case "deleteChannel":
    case "ownerLeft":
      return remove(inbox, "REMOVED", moment);
    case "checkPassed":
    case "checkFailed":
    case "checkRefused":
    case "checkUncoded":
      return judgeCheck(inbox, occurrence, moment);
    default:
      return unreachable(occurrence);
  }
}

function accept(inbox: Inbox, occurrence: Extract<Occurrence, { type: "grantAccepted" | "reconnected" }>, type: "CONNECTED" | "RECONNECTED", moment: Moment): Step {
  const provider = occurrence.type === "reconnected" ? occurrence.provider : inbox.provider;
  const said = fact(type, "CONNECTED", { fromState: inbox.ourEnd.state, fromProvider: type === "RECONNECTED" ? inbox.provider : null, toProvider: provider, grantId: occurrence.grantId });
  const arrived = to(inbox, connected(moment), moment, said);
  return { ...arrived, next: { ...arrived.next, provider, grantId: occurrence.grantId, mailHost: occurrence.mailHost } };
}

function remove(inbox: Inbox, type: "REMOVED" | "CONNECTION_ABANDONED", moment: Moment): Step {
  const abandoned = inbox.ourEnd.state === "CONNECTING";
  const end: OurEnd = { state: "REMOVED", abandoned, disconnection: disconnectionOf(inbox.ourEnd) };
  const gone = to(inbox, end, moment, fact(type, "REMOVED", { fromState: inbox.ourEnd.state, grantId: inbox.grantId }));
  const stripped = { ...gone, next: { ...gone.next, grantId: null } };
  return inbox.grantId ? withEffects(stripped, { type: "endGrant" }, { type: "withdrawLinks" }) : withEffects(stripped, { type: "withdrawLinks" });
}

type CheckOccurrence = Extract<Occurrence, { type: `check${string}` }>;

function judgeCheck(inbox: Inbox, occurrence: CheckOccurrence, moment: Moment): Step {
  const end = inbox.ourEnd;
  if (occurrence.type === "checkPassed") return pass(inbox, moment);
  // A disconnected inbox that is looked at again and still refused stays as it is: the first reason stands.
  if (end.state !== "CONNECTED" && end.state !== "FAILING") return { next: inbox, ...none };
  const trouble: Trouble = { ...end.trouble, consecutiveFailures: end.trouble.consecutiveFailures + 1 };
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
  if (inbox.ourEnd.state === "CONNECTED") return { next: { ...inbox, ourEnd: connected(moment) }, ...none };
  return to(inbox, connected(moment), moment, fact("RECOVERED", "CONNECTED", { fromState: inbox.ourEnd.state, grantId: inbox.grantId }));
}

function fail(inbox: Inbox, trouble: Trouble, occurrence: Extract<Occurrence, { type: "checkFailed" }>, moment: Moment): Step {
  // An uncoded NO has a clock of its own (41 h), which runs first: it is not what UNREACHABLE means.
  const ownClock = trouble.uncodedRefusals === 0 ? 0 : uncodedClock(uncodedRetryHours.length, moment);
  const tooLong = moment.now - trouble.lastOkAt >= moment.durations.unreachableAfter + ownClock;
  if (inbox.ourEnd.state === "FAILING" && tooLong && !occurrence.held) {
    return disconnect(inbox, { reason: "UNREACHABLE", providerCode: occurrence.providerCode, at: moment.now }, moment);
  }
  return trouble.consecutiveFailures >= 3 ? failing(inbox, trouble, occurrence.providerCode, moment) : troubled(inbox, trouble);
}

function refuse(inbox: Inbox, trouble: Trouble, occurrence: Extract<Occurrence, { type: "checkRefused" }>, moment: Moment): Step {
  const wait = inbox.provider === "IMAP" ? moment.durations.secondLookImap : moment.durations.secondLook;
  const first = trouble.refusal;
  if (first && moment.now - first.at >= wait && !occurrence.held) {
    return disconnect(inbox, { reason: occurrence.reason, providerCode: occurrence.providerCode, at: moment.now }, moment);
  }
  const refusal = first ?? { reason: occurrence.reason, providerCode: occurrence.providerCode, at: moment.now };
  const again = Math.max(refusal.at + wait, moment.now);
  // A held one is looked at again when its incident ends.
  return withEffects(troubled(inbox, { ...trouble, refusal }), ...(occurrence.held ? [] : [{ type: "checkAt", at: again } as const]));
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

/** How long the first waits after an uncoded NO take together, in milliseconds. */
function uncodedClock(tries: number, moment: Moment): number {
  return uncodedRetryHours.slice(0, tries).reduce((sum, hours) => sum + hours * moment.durations.secondChance, 0);
}

function failing(inbox: Inbox, trouble: Trouble, providerCode: string | null, moment: Moment): Step {
  if (inbox.ourEnd.state === "FAILING") return troubled(inbox, trouble);
  return to(inbox, { state: "FAILING", trouble }, moment, fact("FAILING", "FAILING", { fromState: inbox.ourEnd.state, providerCode }));
}

function troubled(inbox: Inbox, trouble: Trouble): Step {
  const { ourEnd } = inbox;
  if (ourEnd.state !== "CONNECTED" && ourEnd.state !== "FAILING") return { next: inbox, ...none };
  return { next: { ...inbox, ourEnd: { ...ourEnd, trouble } }, ...none };
}

function disconnect(inbox: Inbox, disconnection: Disconnection, moment: Moment, more: Partial<Fact> = {}): Step {
  const { reason, providerCode } = disconnection;
  const said = fact("DISCONNECTED", "DISCONNECTED", { fromState: inbox.ourEnd.state, reason, providerCode, grantId: inbox.grantId, ...more });
  return to(inbox, { state: "DISCONNECTED", disconnection }, moment, said);
}

function connected(moment: Moment): OurEnd {
  return { state: "CONNECTED", trouble: noTrouble(moment.now) };
}

function to(inbox: Inbox, ourEnd: OurEnd, moment: Moment, said: Fact): Step {
  return { next: { ...inbox, ourEnd, stateChangedAt: moment.now, version: inbox.version + 1 }, facts: [said], effects: [] };
}

function withEffects(result: Step, ...effects: readonly Effect[]): Step {
  return { ...result, effects: [...result.effects, ...effects] };
}

/** Whether a reconnect may still bring it back: always while it lives, 30 days after a removal, never after an abandoned try. */
export function canComeBack(inbox: Inbox, moment: Moment): boolean {
  if (inbox.ourEnd.state !== "REMOVED") return true;
  return !inbox.ourEnd.abandoned && moment.now - inbox.stateChangedAt <= moment.durations.removedFinal;
}
