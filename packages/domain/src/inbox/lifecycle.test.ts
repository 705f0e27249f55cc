import { describe, expect, it } from "vitest";
import { at, connector, day, hour, inboxIn, minute, newGrantId, occurrences, second, start, trouble, typesOf } from "../../test/samples.ts";
import { durations } from "../durations.ts";
import type { EmailAddress } from "../ids.ts";
import { disconnectionOf, type Inbox } from "./inbox.ts";
import { canComeBack, step, type Step } from "./lifecycle.ts";
import type { Occurrence } from "./occurrence.ts";
import { startConnected, startConnecting } from "./start.ts";

function after(inbox: Inbox, later: number, occurrence: Occurrence): Step {
  const result = step(inbox, occurrence, at(later));
  if (!result.ok) throw new Error(`${inbox.ourEnd.state} refused ${occurrence.type}`);
  return result;
}

/** Plays occurrences one after another, each at its time after the start. */
function play(inbox: Inbox, ...moves: readonly (readonly [later: number, occurrence: Occurrence])[]): Step {
  return moves.reduce<Step>((last, [later, occurrence]) => after(last.next, later, occurrence), { next: inbox, facts: [], effects: [] });
}

const { checkFailed, checkPassed, checkRefused, checkUncoded, reconnected, remove, turnOff } = occurrences;
const held = { ...checkFailed, held: true };

describe("connecting", () => {
  const wanted = { ...inboxIn("CONNECTING"), address: "ola@example.com" as EmailAddress };

  it("begins as CONNECTING, which is its first event", () => {
    const { next, facts } = startConnecting(wanted, at(0));
    expect([next.ourEnd.state, next.version, next.grantId, typesOf(facts)]).toEqual(["CONNECTING", 1, null, ["CONNECTION_STARTED"]]);
  });

  it("is born CONNECTED from IMAP details that passed their check, with both events", () => {
    const { next, facts } = startConnected(wanted, newGrantId, at(0));
    expect([next.ourEnd.state, next.version, next.grantId, typesOf(facts)]).toEqual(["CONNECTED", 2, newGrantId, ["CONNECTION_STARTED", "CONNECTED"]]);
  });

  it("is CONNECTED when they come back with a grant and a check passes", () => {
    const { next, facts } = after(inboxIn("CONNECTING"), minute, occurrences.grantAccepted);
    expect([next.ourEnd.state, next.grantId, typesOf(facts)]).toEqual(["CONNECTED", newGrantId, ["CONNECTED"]]);
  });

  it("is REMOVED as abandoned when it is cancelled or runs out, and can't be reconnected", () => {
    const { next, facts, effects } = after(inboxIn("CONNECTING"), minute, occurrences.abandon);
    expect(next.ourEnd).toEqual({ state: "REMOVED", abandoned: true, disconnection: null });
    expect(typesOf(facts)).toEqual(["CONNECTION_ABANDONED"]);
    expect(effects).not.toContainEqual({ type: "endGrant" });
    expect(step(next, reconnected, at(hour)).ok).toBe(false);
  });
});

describe("checks that fail in a passing way", () => {
  it("leave it CONNECTED twice, silently, and make it FAILING the third time", () => {
    const twice = play(inboxIn("CONNECTED"), [0, checkFailed], [minute, checkFailed]);
    expect([twice.next.ourEnd.state, twice.facts, twice.next.version]).toEqual(["CONNECTED", [], 7]);
    const third = after(twice.next, 2 * minute, checkFailed);
    expect([third.next.ourEnd.state, typesOf(third.facts), third.next.version]).toEqual(["FAILING", ["FAILING"], 8]);
  });

  it("are forgotten when one passes in between", () => {
    const { next } = play(inboxIn("CONNECTED"), [0, checkFailed], [1, checkFailed], [2, checkPassed], [3, checkFailed], [4, checkFailed]);
    expect(next.ourEnd.state).toBe("CONNECTED");
  });

  it("end with RECOVERED when one passes", () => {
    const { next, facts } = after(inboxIn("FAILING"), hour, checkPassed);
    expect(next.ourEnd).toEqual({ state: "CONNECTED", trouble: { consecutiveFailures: 0, lastOkAt: start + hour, refusal: null, uncodedRefusals: 0 } });
    expect(typesOf(facts)).toEqual(["RECOVERED"]);
  });

  it("disconnect as UNREACHABLE after 24 h without one that passes, not a moment sooner", () => {
    expect(after(inboxIn("FAILING"), day - 1, checkFailed).next.ourEnd.state).toBe("FAILING");
    const { next, facts } = after(inboxIn("FAILING"), day, checkFailed);
    expect(disconnectionOf(next.ourEnd)).toEqual({ reason: "UNREACHABLE", providerCode: "ETIMEDOUT", at: start + day });
    expect(typesOf(facts)).toEqual(["DISCONNECTED"]);
  });

  it("disconnect nobody while an incident holds them, however long", () => {
    expect(after(inboxIn("FAILING"), 5 * day, held).next.ourEnd.state).toBe("FAILING");
  });
});

describe("a refusal for good", () => {
  it.each([
    ["GOOGLE", 30 * second],
    ["MICROSOFT", 30 * second],
    ["IMAP", 60 * second],
  ] as const)("at %s is looked at a second time after %d ms, and disconnects only then", (provider, wait) => {
    const first = after(inboxIn("CONNECTED", { provider }), 0, checkRefused);
    expect([first.next.ourEnd.state, first.facts]).toEqual(["CONNECTED", []]);
    expect(first.effects).toEqual([{ type: "checkAt", at: start + wait }]);
    const early = after(first.next, wait - 1, checkRefused);
    expect([early.next.ourEnd.state, early.effects]).toEqual(["CONNECTED", [{ type: "checkAt", at: start + wait }]]);
    const secondLook = after(early.next, wait, { ...checkRefused, reason: "MFA_REQUIRED", providerCode: "AADSTS50076" });
    expect(secondLook.next.ourEnd).toEqual({ state: "DISCONNECTED", disconnection: { reason: "MFA_REQUIRED", providerCode: "AADSTS50076", at: start + wait } });
    expect(secondLook.facts).toMatchObject([{ type: "DISCONNECTED", reason: "MFA_REQUIRED", providerCode: "AADSTS50076", fromState: "CONNECTED" }]);
    expect(secondLook.next.grantId).not.toBeNull();
  });

  it("that a passing check takes back begins anew", () => {
    const { next } = play(inboxIn("CONNECTED"), [0, checkRefused], [20 * second, checkPassed], [hour, checkRefused]);
    expect(next.ourEnd.state).toBe("CONNECTED");
  });

  it("is held while an incident lasts, and disconnects at the look after it", () => {
    const refusedAndHeld = { ...checkRefused, held: true };
    const waiting = play(inboxIn("CONNECTED"), [0, refusedAndHeld], [hour, refusedAndHeld]);
    expect([waiting.next.ourEnd.state, waiting.effects]).toEqual(["CONNECTED", []]);
    expect(after(waiting.next, 2 * hour, checkRefused).next.ourEnd.state).toBe("DISCONNECTED");
  });

  it("of an inbox that is disconnected already leaves the first reason, and says nothing twice", () => {
    const { next, facts } = after(inboxIn("DISCONNECTED"), hour, { ...checkRefused, reason: "POLICY_BLOCKED" });
    expect([next, facts]).toEqual([inboxIn("DISCONNECTED"), []]);
  });
});

describe("an uncoded NO to a password", () => {
  const imap = inboxIn("CONNECTED", { provider: "IMAP" });

  it("makes it FAILING, is tried again after 1, 4, 12 and 24 h, and then means BAD_CREDENTIALS", () => {
    let last = after(imap, 0, checkUncoded);
    expect(typesOf(last.facts)).toEqual(["FAILING"]);
    let passed = 0;
    for (const hours of [1, 4, 12, 24]) {
      expect(last.next.ourEnd.state).toBe("FAILING");
      passed += hours * hour;
      expect(last.effects).toEqual([{ type: "checkAt", at: start + passed }]);
      last = after(last.next, passed, checkUncoded);
    }
    expect(disconnectionOf(last.next.ourEnd)?.reason).toBe("BAD_CREDENTIALS");
    expect(passed).toBe(41 * hour);
  });

  it("is not counted again before its time: impatient people lock nothing and disconnect nothing", () => {
    const once = after(imap, 0, checkUncoded);
    const impatient = play(once.next, [1, checkUncoded], [2, checkUncoded], [3, checkUncoded], [minute, checkUncoded], [2 * minute, checkUncoded]);
    expect(impatient.next.ourEnd).toMatchObject({ state: "FAILING", trouble: { uncodedRefusals: 1 } });
    expect(impatient.effects).toEqual([{ type: "checkAt", at: start + hour }]);
  });

  it("is forgotten when a check passes", () => {
    const { next } = play(imap, [0, checkUncoded], [hour, checkPassed]);
    expect(next.ourEnd).toMatchObject({ state: "CONNECTED", trouble: { uncodedRefusals: 0 } });
  });

  it("is not UNREACHABLE after 24 h, but a server that then dies is, 24 h after that clock", () => {
    const once = after(imap, 0, checkUncoded);
    expect(after(once.next, 25 * hour, checkFailed).next.ourEnd.state).toBe("FAILING");
    expect(disconnectionOf(after(once.next, 65 * hour, checkFailed).next.ourEnd)?.reason).toBe("UNREACHABLE");
  });

  it("disconnects nobody while an incident holds it", () => {
    const spent = inboxIn("FAILING", { provider: "IMAP", ourEnd: { state: "FAILING", trouble: trouble({ uncodedRefusals: 4 }) } });
    expect(after(spent, 3 * day, { ...checkUncoded, held: true }).next.ourEnd.state).toBe("FAILING");
    expect(after(spent, 3 * day, checkUncoded).next.ourEnd.state).toBe("DISCONNECTED");
  });
});

describe("being disconnected", () => {
  it.each(["CONNECTED", "FAILING", "DISCONNECTED"] as const)("by its domain's move from %s says PROVIDER_MIGRATED and where to", (state) => {
    const { next, facts } = after(inboxIn(state), hour, occurrences.domainMoved);
    expect(disconnectionOf(next.ourEnd)?.reason).toBe("PROVIDER_MIGRATED");
    expect(facts).toMatchObject([{ type: "DISCONNECTED", toProvider: "MICROSOFT" }]);
  });

  it("ends with RECOVERED when a check passes, the grant having been kept", () => {
    const before = inboxIn("DISCONNECTED");
    const { next, facts } = after(before, hour, checkPassed);
    expect([next.ourEnd.state, next.grantId, typesOf(facts)]).toEqual(["CONNECTED", before.grantId, ["RECOVERED"]]);
  });
});

describe("off", () => {
  it.each(["CONNECTED", "FAILING"] as const)("from %s: the grant is kept, open links are withdrawn, no check counts", (state) => {
    const { next, facts, effects } = after(inboxIn(state), hour, turnOff);
    expect([next.ourEnd, next.grantId, typesOf(facts)]).toEqual([{ state: "OFF" }, inboxIn(state).grantId, ["TURNED_OFF"]]);
    expect(effects).toEqual([{ type: "withdrawLinks" }]);
    for (const check of [checkPassed, checkFailed, checkRefused, checkUncoded]) expect(step(next, check, at(day)).ok).toBe(false);
  });

  it("ends with TURNED_ON when a check passes, however long it was off", () => {
    const { next, facts } = after(inboxIn("OFF"), 40 * day, occurrences.turnOnPassed);
    expect(next.ourEnd).toMatchObject({ state: "CONNECTED", trouble: { lastOkAt: start + 40 * day } });
    expect(typesOf(facts)).toEqual(["TURNED_ON"]);
  });

  it("becomes DISCONNECTED at once when turning on is refused for good: a person is waiting", () => {
    const { next, facts } = after(inboxIn("OFF"), hour, occurrences.turnOnRefused);
    expect(disconnectionOf(next.ourEnd)).toMatchObject({ reason: "ACCESS_REVOKED", providerCode: "invalid_grant" });
    expect(typesOf(facts)).toEqual(["DISCONNECTED"]);
  });
});

describe("removed", () => {
  it.each([
    ["PERSONAL", "OFF", remove],
    ["PERSONAL", "DISCONNECTED", remove],
    ["PERSONAL", "CONNECTED", occurrences.ownerLeft],
    ["TEAM", "CONNECTED", occurrences.deleteChannel],
    ["TEAM", "DISCONNECTED", occurrences.deleteChannel],
  ] as const)("%s from %s: our end lets go, the provider's end is to be closed, links are withdrawn", (kind, state, occurrence) => {
    const before = inboxIn(state, {}, kind);
    const { next, facts, effects } = after(before, hour, occurrence);
    expect([next.ourEnd.state, next.grantId]).toEqual(["REMOVED", null]);
    expect(facts).toMatchObject([{ type: "REMOVED", grantId: before.grantId }]);
    expect(effects).toEqual([{ type: "endGrant" }, { type: "withdrawLinks" }]);
  });

  it("keeps showing why it had been disconnected", () => {
    const { next } = after(inboxIn("DISCONNECTED"), hour, remove);
    expect(disconnectionOf(next.ourEnd)?.reason).toBe("ACCESS_REVOKED");
  });

  it("comes back by a reconnect for 30 days, and is final after that", () => {
    const gone = inboxIn("REMOVED");
    expect(canComeBack(gone, at(30 * day))).toBe(true);
    expect(after(gone, 30 * day, reconnected).next.ourEnd.state).toBe("CONNECTED");
    expect(canComeBack(gone, at(30 * day + 1))).toBe(false);
    expect(step(gone, reconnected, at(30 * day + 1))).toEqual({ ok: false, refusal: { code: "TRANSITION_NOT_ALLOWED", state: "REMOVED" } });
  });
});

describe("a reconnect", () => {
  const uncoded = inboxIn("FAILING", {
    ourEnd: { state: "FAILING", trouble: { consecutiveFailures: 9, lastOkAt: start - day, refusal: { reason: "MFA_REQUIRED", providerCode: null, at: start }, uncodedRefusals: 3 } },
  });

  it.each([uncoded, inboxIn("CONNECTED"), inboxIn("DISCONNECTED"), inboxIn("OFF"), inboxIn("REMOVED")])(
    "from $ourEnd.state resets every failure field, and says from and to which provider",
    (inbox) => {
      const { next, facts } = after(inbox, hour, reconnected);
      expect(next.ourEnd).toEqual({ state: "CONNECTED", trouble: { consecutiveFailures: 0, lastOkAt: start + hour, refusal: null, uncodedRefusals: 0 } });
      expect(disconnectionOf(next.ourEnd)).toBeNull();
      expect(facts).toMatchObject([{ type: "RECONNECTED", fromState: inbox.ourEnd.state, fromProvider: "GOOGLE", toProvider: "MICROSOFT", grantId: newGrantId }]);
      expect([next.provider, next.mailHost, next.grantId, next.stateChangedAt]).toEqual(["MICROSOFT", "outlook.office365.com", newGrantId, start + hour]);
      expect([next.id, next.address, next.belonging, next.createdAt]).toEqual([inbox.id, inbox.address, inbox.belonging, inbox.createdAt]);
    },
  );

  it("keeps who connected a team channel", () => {
    expect(after(inboxIn("DISCONNECTED", {}, "TEAM"), hour, reconnected).next.connectedBy).toBe(connector);
  });

  it("with the faster clock of the demo gives the second look as much sooner", () => {
    const scaled = { now: start, durations: { ...durations, secondLook: 300 } };
    const result = step(inboxIn("CONNECTED"), checkRefused, scaled);
    expect(result.ok && result.effects).toEqual([{ type: "checkAt", at: start + 300 }]);
  });
});
