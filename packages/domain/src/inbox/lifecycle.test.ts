import { describe, expect, it } from "vitest";
import { at, connector, day, hour, inboxIn, minute, newGrantId, occurrences, start, typesOf } from "../../test/samples.ts";
import { after } from "../../test/play.ts";
import { durations } from "../durations.ts";
import type { EmailAddress } from "../ids.ts";
import { takesAddress } from "./event.ts";
import { disconnectionOf } from "./inbox.ts";
import { canComeBack, step } from "./lifecycle.ts";
import { startConnected, startConnecting } from "./start.ts";

const { checkFailed, checkPassed, checkRefused, checkUncoded, reconnected, remove, turnOff } = occurrences;

describe("connecting", () => {
  const wanted = { ...inboxIn("CONNECTING"), address: "ola@example.com" as EmailAddress };

  it("begins as CONNECTING, which is its first event", () => {
    const { next, facts } = startConnecting(wanted, at(0));
    expect([next.ourEnd.state, next.version, next.grantId, typesOf(facts)]).toEqual(["CONNECTING", 1, null, ["CONNECTION_STARTED"]]);
  });

  it("is born CONNECTED from IMAP details that passed their check, with both events", () => {
    const { next, facts } = startConnected(wanted, newGrantId, at(0));
    expect([next.ourEnd.state, next.version, next.grantId, typesOf(facts)]).toEqual([
      "CONNECTED",
      2,
      newGrantId,
      ["CONNECTION_STARTED", "CONNECTED"],
    ]);
  });

  it("is CONNECTED when they come back with a grant and a check passes", () => {
    const { next, facts } = after(inboxIn("CONNECTING"), minute, occurrences.grantAccepted);
    expect([next.ourEnd.state, next.grantId, typesOf(facts)]).toEqual(["CONNECTED", newGrantId, ["CONNECTED"]]);
  });

  it("is REMOVED as abandoned when it is cancelled or runs out, and can't be reconnected", () => {
    const { next, facts, effects } = after(inboxIn("CONNECTING"), minute, occurrences.abandon);
    expect(next.ourEnd).toEqual({ state: "REMOVED", abandoned: true, replaced: false, disconnection: null });
    expect(typesOf(facts)).toEqual(["CONNECTION_ABANDONED"]);
    expect(effects).not.toContainEqual({ type: "endGrant" });
    expect(step(next, reconnected, at(hour)).ok).toBe(false);
  });
});

describe("being disconnected", () => {
  it.each(["CONNECTED", "FAILING", "DISCONNECTED"] as const)(
    "by its domain's move from %s says PROVIDER_MIGRATED and where to",
    (state) => {
      const { next, facts } = after(inboxIn(state), hour, occurrences.domainMoved);
      expect(disconnectionOf(next.ourEnd)?.reason).toBe("PROVIDER_MIGRATED");
      expect(facts).toMatchObject([{ type: "DISCONNECTED", toProvider: "MICROSOFT" }]);
    },
  );

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
    expect(step(gone, reconnected, at(30 * day + 1))).toEqual({
      ok: false,
      refusal: { code: "TRANSITION_NOT_ALLOWED", state: "REMOVED" },
    });
  });
});

describe("a removed inbox whose address was connected anew", () => {
  const replaced = inboxIn("REMOVED", { ourEnd: { state: "REMOVED", abandoned: false, replaced: true, disconnection: null } });

  it("is final at once, within the 30 days and whatever became of the new one", () => {
    expect(canComeBack(replaced, at(0))).toBe(false);
    expect(step(replaced, reconnected, at(0))).toEqual({ ok: false, refusal: { code: "TRANSITION_NOT_ALLOWED", state: "REMOVED" } });
  });

  it("is so by a connection that completes, and by nothing else", () => {
    const { next: connecting, facts: begun } = startConnecting(inboxIn("CONNECTING"), at(0));
    expect(takesAddress(begun)).toBe(false);
    expect(takesAddress(after(connecting, 0, occurrences.grantAccepted).facts)).toBe(true);
    expect(takesAddress(startConnected(inboxIn("CONNECTING"), newGrantId, at(0)).facts)).toBe(true);
    expect(takesAddress(after(inboxIn("REMOVED"), 0, reconnected).facts)).toBe(false);
    expect(takesAddress(after(connecting, 0, occurrences.abandon).facts)).toBe(false);
  });
});

describe("a reconnect", () => {
  const uncoded = inboxIn("FAILING", {
    ourEnd: {
      state: "FAILING",
      trouble: {
        consecutiveFailures: 9,
        lastOkAt: start - day,
        refusal: { reason: "MFA_REQUIRED", providerCode: null, at: start },
        uncodedRefusals: 3,
      },
    },
  });

  it.each([uncoded, inboxIn("CONNECTED"), inboxIn("DISCONNECTED"), inboxIn("OFF"), inboxIn("REMOVED")])(
    "from $ourEnd.state resets every failure field, and says from and to which provider",
    (inbox) => {
      const { next, facts } = after(inbox, hour, reconnected);
      expect(next.ourEnd).toEqual({
        state: "CONNECTED",
        trouble: { consecutiveFailures: 0, lastOkAt: start + hour, refusal: null, uncodedRefusals: 0 },
      });
      expect(disconnectionOf(next.ourEnd)).toBeNull();
      expect(facts).toMatchObject([
        {
          type: "RECONNECTED",
          fromState: inbox.ourEnd.state,
          fromProvider: "GOOGLE",
          toProvider: "MICROSOFT",
          grantId: newGrantId,
        },
      ]);
      expect([next.provider, next.mailHost, next.grantId, next.stateChangedAt]).toEqual([
        "MICROSOFT",
        "outlook.office365.com",
        newGrantId,
        start + hour,
      ]);
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
