import { describe, expect, it } from "vitest";
import { minute, second, start } from "../../test/samples.ts";
import { durations } from "../durations.ts";
import { admitDue, endAtHost, hostRules, newHostTurn, type HostTurn } from "./host-turn.ts";

const provider = "imap.gmail.com";
const named = "mail.company.test";
const rules = hostRules(durations, [provider]);
const fresh = newHostTurn(start);
const due = (count: number, ended = 0) => ({ count, ended });

/** As many failures in a row as make a host rest. */
function resting(turn: HostTurn = fresh): HostTurn {
  return endAtHost(turn, { ended: 25, failed: 25, answered: false }, start, rules).next;
}

describe("whose turn it is at a mail host", () => {
  it("lets 8 at once in at a host that a person named, and thousands at a provider's own", () => {
    expect(admitDue(named, fresh, due(100), start, rules).admits).toBe(8);
    expect(admitDue(provider, fresh, due(500), start, rules).admits).toBe(500);
  });

  it("counts what runs, and no longer what a dead worker held", () => {
    const { next } = admitDue(named, fresh, due(8), start, rules);
    expect(admitDue(named, next, due(5), start + minute, rules).admits).toBe(0);
    expect(admitDue(named, next, due(5, 3), start + minute, rules).admits).toBe(3);
    const ended = endAtHost(next, { ended: 2, failed: 0, answered: true }, start + second, rules).next;
    expect(admitDue(named, ended, due(5), start + minute, rules).admits).toBe(2);
  });

  it("lets no more than one begin in 100 ms on average, however soon each ends", () => {
    let turn = fresh;
    let begun = 0;
    for (let now = start; now < start + 10 * second; now += 250) {
      const { admits, next } = admitDue(named, turn, due(300), now, rules);
      begun += admits;
      turn = endAtHost(next, { ended: admits, failed: 0, answered: true }, now, rules).next;
    }
    expect(begun).toBeGreaterThanOrEqual(95);
    expect(begun).toBeLessThanOrEqual(110);
  });

  it("puts the others off to places of their own, a slot apart, behind those that were put off before", () => {
    const first = admitDue(named, fresh, due(11), start, rules);
    expect([9, 10, 11].map((place) => first.putOffTo(place, 0.5) - start)).toEqual([100, 200, 300]);
    const next = admitDue(named, first.next, due(1), start, rules);
    expect(next.putOffTo(1, 0.5) - start).toBe(400);
  });

  it("lets nobody in while it rests, then one that tries; rests longer with each failure, 30 s at most", () => {
    let turn = resting();
    expect(turn.restsUntil).toBe(start + 5 * second);
    expect(admitDue(named, turn, due(9), start + 4 * second, rules).admits).toBe(0);
    expect(admitDue(named, turn, due(9), start + 5 * second, rules).admits).toBe(1);
    expect(admitDue(named, turn, due(9), start, rules).putOffTo(1, 0)).toBe(start + 5 * second);
    for (const seconds of [10, 20, 30, 30]) {
      turn = endAtHost(turn, { ended: 1, failed: 1, answered: false }, start, rules).next;
      expect(turn.restsUntil).toBe(start + seconds * second);
    }
  });

  it("takes any answer for a sign that it is back, a refusal, too; what says nothing of the host changes nothing", () => {
    expect(endAtHost(resting(), { ended: 1, failed: 0, answered: true }, start, rules)).toMatchObject({
      isBack: true,
      next: { failures: 0, restsUntil: null },
    });
    expect(endAtHost(fresh, { ended: 1, failed: 0, answered: true }, start, rules).isBack).toBe(false);
    expect(endAtHost(resting(), { ended: 1, failed: 0, answered: false }, start, rules)).toMatchObject({
      isBack: false,
      next: { failures: 25, restsUntil: start + 5 * second },
    });
  });

  it("lets nobody more in by a clock that went back", () => {
    const { next } = admitDue(named, { ...fresh, filledAt: start, tokens: 2 }, due(5), start - minute, rules);
    expect(next).toMatchObject({ running: 2, tokens: 0, filledAt: start });
  });
});
