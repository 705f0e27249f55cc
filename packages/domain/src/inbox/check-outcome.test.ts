import { describe, expect, it } from "vitest";
import { after, play } from "../../test/play.ts";
import { day, hour, inboxIn, minute, occurrences, second, start, trouble, typesOf } from "../../test/samples.ts";
import { disconnectionOf } from "./inbox.ts";

const { checkFailed, checkPassed, checkRefused, checkUncoded } = occurrences;
const held = { ...checkFailed, held: true };

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
    expect(next.ourEnd).toEqual({
      state: "CONNECTED",
      trouble: { consecutiveFailures: 0, lastOkAt: start + hour, refusal: null, uncodedRefusals: 0 },
    });
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

describe("a refusal that the provider had reported", () => {
  it("disconnects at once, without a second look, also while an incident holds the others", () => {
    for (const onHold of [false, true])
      for (const state of ["CONNECTED", "FAILING"] as const) {
        const { next, facts } = after(inboxIn(state), 0, { ...checkRefused, held: onHold, reported: true });
        expect(disconnectionOf(next.ourEnd)?.reason).toBe("ACCESS_REVOKED");
        expect(typesOf(facts)).toEqual(["DISCONNECTED"]);
      }
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
    const secondLook = after(early.next, wait, {
      ...checkRefused,
      reason: "MFA_REQUIRED",
      providerCode: "AADSTS50076",
    });
    expect(secondLook.next.ourEnd).toEqual({
      state: "DISCONNECTED",
      disconnection: { reason: "MFA_REQUIRED", providerCode: "AADSTS50076", at: start + wait },
    });
    expect(secondLook.facts).toMatchObject([
      { type: "DISCONNECTED", reason: "MFA_REQUIRED", providerCode: "AADSTS50076", fromState: "CONNECTED" },
    ]);
    expect(secondLook.next.grantId).not.toBeNull();
  });

  it("that nothing but failures followed for two intervals begins anew: two looks decide, not one from hours ago", () => {
    const refused = after(inboxIn("FAILING"), 0, checkRefused);
    const kept = after(refused.next, 20 * minute, checkFailed);
    expect(after(kept.next, 21 * minute, checkRefused).next.ourEnd.state).toBe("DISCONNECTED");
    const old = after(refused.next, 20 * minute + 1, checkFailed);
    const again = after(old.next, 5 * hour, checkRefused);
    expect([again.next.ourEnd.state, again.effects]).toEqual(["FAILING", [{ type: "checkAt", at: start + 5 * hour + 30 * second }]]);
    expect(after(again.next, 5 * hour + 30 * second, checkRefused).next.ourEnd.state).toBe("DISCONNECTED");
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
    const impatient = play(
      once.next,
      [1, checkUncoded],
      [2, checkUncoded],
      [3, checkUncoded],
      [minute, checkUncoded],
      [2 * minute, checkUncoded],
    );
    expect(impatient.next.ourEnd).toMatchObject({ state: "FAILING", trouble: { uncodedRefusals: 1 } });
    expect(impatient.effects).toEqual([{ type: "checkAt", at: start + hour }]);
  });

  it("is forgotten when a check passes", () => {
    const { next } = play(imap, [0, checkUncoded], [hour, checkPassed]);
    expect(next.ourEnd).toMatchObject({ state: "CONNECTED", trouble: { uncodedRefusals: 0 } });
  });

  it("is forgotten when a refusal says why, also while an incident holds it: its hours put off no look at that incident's end", () => {
    for (const onHold of [false, true]) {
      const { next } = play(imap, [0, checkUncoded], [10 * minute, { ...checkRefused, held: onHold }]);
      expect(next.ourEnd).toMatchObject({ state: "FAILING", trouble: { uncodedRefusals: 0, refusal: { reason: "ACCESS_REVOKED" } } });
    }
  });

  it("is not UNREACHABLE after 24 h, but a server that then dies is, 24 h after that clock", () => {
    const once = after(imap, 0, checkUncoded);
    expect(after(once.next, 25 * hour, checkFailed).next.ourEnd.state).toBe("FAILING");
    expect(disconnectionOf(after(once.next, 65 * hour, checkFailed).next.ourEnd)?.reason).toBe("UNREACHABLE");
  });

  it("disconnects nobody while an incident holds it", () => {
    const spent = inboxIn("FAILING", {
      provider: "IMAP",
      ourEnd: { state: "FAILING", trouble: trouble({ uncodedRefusals: 4 }) },
    });
    expect(after(spent, 3 * day, { ...checkUncoded, held: true }).next.ourEnd.state).toBe("FAILING");
    expect(after(spent, 3 * day, checkUncoded).next.ourEnd.state).toBe("DISCONNECTED");
  });
});

describe("times that a clock which had jumped wrote far ahead", () => {
  const later = start + 300 * day;

  it("let a refusal be looked at a second time, and disconnect, as ever", () => {
    const refusal = { reason: "ACCESS_REVOKED", providerCode: "invalid_grant", at: later } as const;
    const inbox = inboxIn("CONNECTED", { ourEnd: { state: "CONNECTED", trouble: trouble({ lastOkAt: later, refusal }) } });
    const { next } = play(inbox, [hour, checkRefused], [hour + 30 * second, checkRefused]);
    expect(disconnectionOf(next.ourEnd)).toMatchObject({ reason: "ACCESS_REVOKED", at: start + hour + 30 * second });
  });

  it("let one that does not answer be UNREACHABLE after 24 h, and an uncoded NO be tried again after its hours", () => {
    const inbox = inboxIn("FAILING", { ourEnd: { state: "FAILING", trouble: trouble({ lastOkAt: later, consecutiveFailures: 3 }) } });
    expect(play(inbox, [0, checkFailed], [day, checkFailed]).next.ourEnd.state).toBe("DISCONNECTED");
    expect(play(inbox, [0, checkUncoded]).effects).toContainEqual({ type: "checkAt", at: start + hour });
  });
});
