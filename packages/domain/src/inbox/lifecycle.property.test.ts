import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, connector, day, grantIn, grantOccurrences, inboxIn, newGrantId, occurrences, owner, stranger } from "../../test/samples.ts";
import { accountKinds, type Grant } from "../grant/grant.ts";
import { stepGrant } from "../grant/provider-end.ts";
import { grantOccurrenceTypes, providerEndTransitions } from "../grant/provider-end-transitions.ts";
import { allowedActions, inboxActions, isOpen, mayAct, roles, scopes, type Asker, type InboxAction } from "../people/permissions.ts";
import { connectionStates, inboxKinds, type Inbox } from "./inbox.ts";
import { step } from "./lifecycle.ts";
import { occurrenceTypes, type Occurrence } from "./occurrence.ts";
import { findCell } from "./transitions.ts";

const anyOccurrence: fc.Arbitrary<Occurrence> = fc.constantFrom(...occurrenceTypes).chain((type) => {
  const one: Occurrence = occurrences[type];
  return "held" in one ? fc.boolean().map((held): Occurrence => ({ ...one, held })) : fc.constant(one);
});

/** A life: what occurs, and how long after the last occurrence (up to 40 days, mostly short). */
const anyLife = fc.array(fc.tuple(anyOccurrence, fc.oneof(fc.nat(120_000), fc.nat(2 * day), fc.nat(40 * day))), {
  maxLength: 60,
});

function live(
  first: Inbox,
  life: readonly (readonly [Occurrence, number])[],
  see: (before: Inbox, occurrence: Occurrence, result: ReturnType<typeof step>, later: number) => void,
): void {
  let inbox = first;
  let later = 0;
  for (const [occurrence, wait] of life) {
    later += wait;
    const result = step(inbox, occurrence, at(later));
    see(inbox, occurrence, result, later);
    if (result.ok) inbox = result.next;
  }
}

describe("whatever occurs, in whatever order", () => {
  it("our end only ever stands where the table says, and its version grows by exactly its facts", () => {
    fc.assert(
      fc.property(fc.constantFrom(...inboxKinds), fc.constantFrom(...connectionStates), anyLife, (kind, state, life) => {
        live(inboxIn(state, {}, kind), life, (before, occurrence, result) => {
          const cell = findCell(before.ourEnd.state, occurrence.type, kind);
          if (!result.ok) return expect(cell === null || occurrence.type === "reconnected").toBe(true);
          expect(cell?.to).toContain(result.next.ourEnd.state);
          expect(result.next.version).toBe(before.version + result.facts.length);
          expect(result.facts.length).toBeLessThanOrEqual(1);
          if (before.ourEnd.state !== result.next.ourEnd.state) expect(result.facts).toHaveLength(1);
        });
      }),
    );
  });

  it("a removed inbox has no grant, and only a reconnect gives it one again", () => {
    fc.assert(
      fc.property(fc.constantFrom(...inboxKinds), anyLife, (kind, life) => {
        live(inboxIn("CONNECTED", {}, kind), life, (before, occurrence, result) => {
          if (!result.ok) return;
          if (result.next.ourEnd.state === "REMOVED") expect(result.next.grantId).toBeNull();
          if (before.ourEnd.state === "REMOVED") expect([occurrence.type, result.next.grantId]).toEqual(["reconnected", newGrantId]);
          if (result.next.grantId === null) expect(["REMOVED", "CONNECTING"]).toContain(result.next.ourEnd.state);
        });
      }),
    );
  });

  it("a disconnection always has a reason, and is never made by one failing check out of the blue", () => {
    fc.assert(
      fc.property(anyLife, (life) => {
        live(inboxIn("CONNECTED"), life, (before, occurrence, result) => {
          if (!result.ok || result.facts[0]?.type !== "DISCONNECTED") return;
          expect(result.facts[0].reason).not.toBeNull();
          expect("held" in occurrence && occurrence.held).toBe(false);
          if (before.ourEnd.state !== "CONNECTED") return;
          expect(before.ourEnd.trouble.refusal !== null || occurrence.type === "domainMoved").toBe(true);
        });
      }),
    );
  });
});

describe("the provider's end, whatever occurs in whatever order", () => {
  const anyGrantLife = fc.array(fc.tuple(fc.constantFrom(...grantOccurrenceTypes), fc.boolean(), fc.boolean(), fc.nat(3 * day)), {
    maxLength: 40,
  });
  const providerOf = (kind: Grant["accountKind"]) => (kind === "GOOGLE" || kind === "IMAP" ? kind : "MICROSOFT");

  it("stands only where the table says; destroyed credentials never come back; evidence and revisions only grow", () => {
    fc.assert(
      fc.property(fc.constantFrom(...accountKinds), anyGrantLife, (accountKind, life) => {
        let grant = grantIn("GRANTED", { accountKind, provider: providerOf(accountKind) });
        let later = 0;
        for (const [type, accountInUse, destroyNow, wait] of life) {
          later += wait;
          const occurrence = type === "end" ? { type, accountInUse, destroyNow } : grantOccurrences[type];
          const result = stepGrant(grant, occurrence, "REMOVED", at(later));
          const cells: Partial<Record<string, readonly string[]>> = providerEndTransitions[grant.end.access];
          if (!result.ok) {
            expect(cells[type]).toBeUndefined();
            continue;
          }
          expect(cells[type]).toContain(result.next.end.access);
          if (grant.credentials === "DESTROYED") expect(result.next.credentials).toBe("DESTROYED");
          if (grant.credentials !== "IN_USE") expect(result.next.credentials).not.toBe("IN_USE");
          if (["REVOKED", "STILL_USED"].includes(result.next.end.access)) expect(result.next.credentials).toBe("DESTROYED");
          expect(result.next.evidence.slice(0, grant.evidence.length)).toEqual(grant.evidence);
          const grew = result.next.evidence.length > grant.evidence.length || result.next.end.access !== grant.end.access;
          expect(result.next.revision).toBe(grant.revision + (grew ? 1 : 0));
          expect(result.facts.filter((one) => one.type === "CREDENTIALS_DESTROYED")).toHaveLength(
            result.next.credentials === "DESTROYED" && grant.credentials !== "DESTROYED" ? 1 : 0,
          );
          grant = result.next;
        }
      }),
    );
  });
});

describe("allowed actions", () => {
  const anyAsker: fc.Arbitrary<Asker> = fc.oneof(
    fc.record({
      kind: fc.constant("member" as const),
      memberId: fc.constantFrom(owner, connector, stranger),
      role: fc.constantFrom(...roles),
    }),
    fc.record({ kind: fc.constant("apiKey" as const), scopes: fc.subarray([...scopes]) }),
  );
  const begins: Partial<Record<InboxAction, Occurrence>> = {
    TURN_OFF: occurrences.turnOff,
    TURN_ON: occurrences.turnOnPassed,
    REMOVE: occurrences.remove,
    DELETE_CHANNEL: occurrences.deleteChannel,
    RECONNECT: occurrences.reconnected,
    CHECK_NOW: occurrences.checkPassed,
  };

  it("are only what step accepts and what the asker may, and nothing that both allow is left out", () => {
    fc.assert(
      fc.property(fc.constantFrom(...inboxKinds), anyAsker, anyLife, fc.boolean(), (kind, asker, life, replaced) => {
        live(inboxIn("CONNECTING", {}, kind), life, (lived, _occurrence, _result, later) => {
          const inbox = replaced && lived.ourEnd.state === "REMOVED" ? { ...lived, ourEnd: { ...lived.ourEnd, replaced } } : lived;
          const allowed = allowedActions(asker, inbox, null, at(later));
          for (const action of inboxActions) {
            const occurrence = begins[action];
            if (allowed.includes(action) && occurrence) expect(step(inbox, occurrence, at(later)).ok).toBe(true);
            expect(allowed.includes(action)).toBe(mayAct(asker, inbox, action) && isOpen(inbox, null, action, at(later)));
          }
        });
      }),
    );
  });
});
