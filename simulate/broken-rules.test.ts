import { describe, expect, test } from "vitest";
import { EventQueue } from "./event-queue.ts";
import { createChance } from "./random.ts";
import { simulate, type Broken } from "./simulation.ts";

const month = { inboxes: 1_000, days: 20 };

/** Seeds whose month has what the broken rule is for, as the whole rules' run of the same seed shows. */
async function breaking(broken: Broken, seeds: readonly string[]): Promise<string> {
  const found: string[] = [];
  for (const seed of seeds) {
    expect((await simulate({ ...month, seed })).violations, `seed ${seed}, nothing broken`).toEqual([]);
    found.push(...(await simulate({ ...month, seed, broken })).violations);
  }
  return found.join("\n");
}

describe("a rule that is broken is caught", () => {
  test("the hold of disconnections while an incident is open", async () => {
    expect(await breaking({ holdsNothing: true }, ["1"])).toContain("was disconnected, and nothing was wrong with it but");
  });

  test("the hold at a host that refuses everybody and has few inboxes", async () => {
    expect(await breaking({ holdsNothing: true }, ["5"])).toMatch(
      /at a host that refuses everybody were in trouble, and its refusal was fresh/,
    );
  });

  test("when the failures at such a host are counted as one, and the look at whom they touched, once it is over", async () => {
    // 40 and 10 instead of 20 and 5: later than is promised.
    const late = { thresholds: { outageInboxes: 40 } };
    expect(await breaking(late, ["5"])).toMatch(/at a host that refuses everybody were in trouble/);
    expect(await breaking({ ...late, bringsNobodyBack: true }, ["5"])).toContain("was not back within two intervals");
  });

  test("the second look", async () => {
    const durations = { secondLook: 0, secondLookImap: 0 };
    expect(await breaking({ durations }, ["1"])).toContain("nothing was wrong with it but a moment's trouble");
  });

  test("the refresh that a cached token would hide a removal from", async () => {
    const durations = { forceRefresh: 300 * 60_000 };
    expect(await breaking({ durations }, ["1"])).toContain("after it became true");
  });

  test("a scheduler that loses one check in a thousand", async () => {
    expect(await breaking({ losesChecks: 0.001 }, ["1"])).toContain("is left unchecked");
  });

  test("telling twice", async () => {
    expect(await breaking({ tellsTwice: true }, ["1"])).toContain("times to one person");
  });
});

test("a seed gives the same month, another seed another", async () => {
  const small = { inboxes: 300, days: 8 };
  const [first, again, other] = [
    await simulate({ ...small, seed: "7" }),
    await simulate({ ...small, seed: "7" }),
    await simulate({ ...small, seed: "8" }),
  ];
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
});

test("events come by time, those of one time in the order in which they were added", () => {
  const queue = new EventQueue<number>();
  const chance = createChance("queue");
  const times = Array.from({ length: 500 }, () => chance.below(50));
  for (const [order, at] of times.entries()) queue.add(at, order);
  const taken = Array.from({ length: 500 }, () => queue.take(Infinity));
  const expected = [...times.entries()].toSorted(([a, one], [b, two]) => one - two || a - b);
  expect(taken.map((next) => [next?.event, next?.at])).toEqual(expected);
  expect(queue.take(Infinity)).toBeNull();
});
