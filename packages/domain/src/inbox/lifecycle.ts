import type { Ruled } from "../refusal.ts";
import { unreachable } from "../unreachable.ts";
import { judgeCheck } from "./check-outcome.ts";
import { fact } from "./event.ts";
import { disconnectionOf, type Inbox, type OurEnd } from "./inbox.ts";
import type { Occurrence } from "./occurrence.ts";
import { connected, disconnect, to, withEffects, type Moment, type Step } from "./step.ts";
import { findCell } from "./transitions.ts";

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
      return disconnect(inbox, { reason: "PROVIDER_MIGRATED", providerCode: null, at: moment.now }, moment, {
        toProvider: occurrence.toProvider,
      });
    case "turnOff":
      return withEffects(to(inbox, { state: "OFF" }, moment, fact("TURNED_OFF", "OFF", { fromState: inbox.ourEnd.state })), {
        type: "withdrawLinks",
      });
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

function accept(
  inbox: Inbox,
  occurrence: Extract<Occurrence, { type: "grantAccepted" | "reconnected" }>,
  type: "CONNECTED" | "RECONNECTED",
  moment: Moment,
): Step {
  const provider = occurrence.type === "reconnected" ? occurrence.provider : inbox.provider;
  const said = fact(type, "CONNECTED", {
    fromState: inbox.ourEnd.state,
    fromProvider: type === "RECONNECTED" ? inbox.provider : null,
    toProvider: provider,
    grantId: occurrence.grantId,
  });
  const arrived = to(inbox, connected(moment), moment, said);
  return {
    ...arrived,
    next: { ...arrived.next, provider, grantId: occurrence.grantId, mailHost: occurrence.mailHost },
  };
}

function remove(inbox: Inbox, type: "REMOVED" | "CONNECTION_ABANDONED", moment: Moment): Step {
  const abandoned = inbox.ourEnd.state === "CONNECTING";
  const end: OurEnd = { state: "REMOVED", abandoned, replaced: false, disconnection: disconnectionOf(inbox.ourEnd) };
  const gone = to(inbox, end, moment, fact(type, "REMOVED", { fromState: inbox.ourEnd.state, grantId: inbox.grantId }));
  const stripped = { ...gone, next: { ...gone.next, grantId: null } };
  return inbox.grantId
    ? withEffects(stripped, { type: "endGrant" }, { type: "withdrawLinks" })
    : withEffects(stripped, { type: "withdrawLinks" });
}

/**
 * Whether a reconnect may still bring it back: always while it lives, 30 days after a removal, never after an abandoned try
 * or once its address was connected anew.
 */
export function canComeBack(inbox: Inbox, moment: Moment): boolean {
  const { ourEnd } = inbox;
  if (ourEnd.state !== "REMOVED") return true;
  return !ourEnd.abandoned && !ourEnd.replaced && moment.now - inbox.stateChangedAt <= moment.durations.removedFinal;
}
