import { describe, expect, it } from "vitest";
import { at, day, ends, hour, inboxIn, minute, occurrences, trouble } from "../../test/samples.ts";
import { connectionStates, inboxKinds, type ConnectionState, type Inbox, type InboxKind, type OurEnd } from "./inbox.ts";
import { step } from "./lifecycle.ts";
import { occurrenceTypes, type Occurrence, type OccurrenceType } from "./occurrence.ts";
import { can, findCell, transitions } from "./transitions.ts";

/** The same table written a second time, from product.md, by hand: occurrence → kind → where it may lead. */
const expected: Record<ConnectionState, Partial<Record<OccurrenceType, { kinds: string; to: string }>>> = {
  CONNECTING: {
    grantAccepted: { kinds: "PERSONAL TEAM", to: "CONNECTED" },
    abandon: { kinds: "PERSONAL TEAM", to: "REMOVED" },
    remove: { kinds: "PERSONAL", to: "REMOVED" },
    deleteChannel: { kinds: "TEAM", to: "REMOVED" },
    ownerLeft: { kinds: "PERSONAL", to: "REMOVED" },
  },
  CONNECTED: {
    checkPassed: { kinds: "PERSONAL TEAM", to: "CONNECTED" },
    checkFailed: { kinds: "PERSONAL TEAM", to: "CONNECTED FAILING" },
    checkRefused: { kinds: "PERSONAL TEAM", to: "CONNECTED DISCONNECTED" },
    checkUncoded: { kinds: "PERSONAL TEAM", to: "FAILING" },
    domainMoved: { kinds: "PERSONAL TEAM", to: "DISCONNECTED" },
    turnOff: { kinds: "PERSONAL", to: "OFF" },
    deleteChannel: { kinds: "TEAM", to: "REMOVED" },
    ownerLeft: { kinds: "PERSONAL", to: "REMOVED" },
    reconnected: { kinds: "PERSONAL TEAM", to: "CONNECTED" },
  },
  FAILING: {
    checkPassed: { kinds: "PERSONAL TEAM", to: "CONNECTED" },
    checkFailed: { kinds: "PERSONAL TEAM", to: "FAILING DISCONNECTED" },
    checkRefused: { kinds: "PERSONAL TEAM", to: "FAILING DISCONNECTED" },
    checkUncoded: { kinds: "PERSONAL TEAM", to: "FAILING DISCONNECTED" },
    domainMoved: { kinds: "PERSONAL TEAM", to: "DISCONNECTED" },
    turnOff: { kinds: "PERSONAL", to: "OFF" },
    deleteChannel: { kinds: "TEAM", to: "REMOVED" },
    ownerLeft: { kinds: "PERSONAL", to: "REMOVED" },
    reconnected: { kinds: "PERSONAL TEAM", to: "CONNECTED" },
  },
  DISCONNECTED: {
    checkPassed: { kinds: "PERSONAL TEAM", to: "CONNECTED" },
    checkFailed: { kinds: "PERSONAL TEAM", to: "DISCONNECTED" },
    checkRefused: { kinds: "PERSONAL TEAM", to: "DISCONNECTED" },
    checkUncoded: { kinds: "PERSONAL TEAM", to: "DISCONNECTED" },
    domainMoved: { kinds: "PERSONAL TEAM", to: "DISCONNECTED" },
    remove: { kinds: "PERSONAL", to: "REMOVED" },
    deleteChannel: { kinds: "TEAM", to: "REMOVED" },
    ownerLeft: { kinds: "PERSONAL", to: "REMOVED" },
    reconnected: { kinds: "PERSONAL TEAM", to: "CONNECTED" },
  },
  OFF: {
    turnOnPassed: { kinds: "PERSONAL", to: "CONNECTED" },
    turnOnRefused: { kinds: "PERSONAL", to: "DISCONNECTED" },
    remove: { kinds: "PERSONAL", to: "REMOVED" },
    ownerLeft: { kinds: "PERSONAL", to: "REMOVED" },
    reconnected: { kinds: "PERSONAL", to: "CONNECTED" },
  },
  REMOVED: { reconnected: { kinds: "PERSONAL TEAM", to: "CONNECTED" } },
};

/** Every pass through a cell that can come out differently: how much trouble there was, how late it is, whether it is held. */
function passesThrough(
  state: ConnectionState,
  type: OccurrenceType,
  kind: InboxKind,
): { inbox: Inbox; occurrence: Occurrence; later: number }[] {
  const refusal = { reason: "ACCESS_REVOKED", providerCode: "invalid_grant", at: at(0).now } as const;
  const troubles = [trouble(), trouble({ consecutiveFailures: 2 }), trouble({ consecutiveFailures: 9, refusal })];
  // The first uncoded NO already makes it FAILING: CONNECTED never holds any.
  if (state === "FAILING") troubles.push(trouble({ consecutiveFailures: 4, uncodedRefusals: 4 }));
  const past: readonly OurEnd[] =
    state === "CONNECTED" || state === "FAILING" ? troubles.map((one) => ({ state, trouble: one })) : [ends[state]];
  const base = occurrences[type];
  const ways: Occurrence[] = "held" in base ? [base, { ...base, held: true }] : [base];
  return past.flatMap((ourEnd) =>
    ways.flatMap((occurrence) =>
      [minute, 2 * hour, 3 * day].map((later) => ({ inbox: inboxIn(state, { ourEnd }, kind), occurrence, later })),
    ),
  );
}

describe.each(connectionStates)("our end in %s", (state) => {
  describe.each(inboxKinds)("of a %s inbox", (kind) => {
    it.each(occurrenceTypes)("%s leads where product.md's table says, or is refused and changes nothing", (type) => {
      const cell = expected[state][type];
      const allowed = cell?.kinds.split(" ").includes(kind) ? cell.to.split(" ") : null;
      const reached = new Set<string>();
      for (const { inbox, occurrence, later } of passesThrough(state, type, kind)) {
        const before = structuredClone(inbox);
        const result = step(inbox, occurrence, at(later));
        expect(inbox).toEqual(before);
        expect(can(inbox, type)).toBe(allowed !== null);
        if (allowed === null) {
          expect(result).toEqual({ ok: false, refusal: { code: "TRANSITION_NOT_ALLOWED", state } });
          continue;
        }
        if (!result.ok) throw new Error(`${state} refused ${type}`);
        reached.add(result.next.ourEnd.state);
        expect(result.next.version).toBe(inbox.version + result.facts.length);
        expect(result.next.address).toBe(inbox.address);
        expect(result.next.id).toBe(inbox.id);
        // A change of state is always told, and what is told is the state that it led to.
        if (result.next.ourEnd.state !== state) expect(result.facts).toHaveLength(1);
        for (const { toState, fromState } of result.facts) expect([fromState, toState]).toEqual([state, result.next.ourEnd.state]);
      }
      expect([...reached].toSorted()).toEqual([...(allowed ?? [])].toSorted());
      expect([...(findCell(state, type, kind)?.to ?? [])].toSorted()).toEqual([...(allowed ?? [])].toSorted());
    });
  });
});

it("names every state of the contract", () => {
  expect(Object.keys(transitions)).toEqual([...connectionStates]);
});
