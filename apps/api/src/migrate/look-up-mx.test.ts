import { readMx, type MxRecord } from "@relink/domain";
import { expect, test } from "vitest";
import { createLookUpMx } from "./look-up-mx.ts";
import type { MxResolver } from "./migrate.ports.ts";

const google: readonly MxRecord[] = [{ exchange: "aspmx.l.google.com", preference: 1 }];
const never = new AbortController().signal;

function resolver(name: string, answer: () => Promise<readonly MxRecord[] | null>): MxResolver & { asked: number } {
  const one = {
    name,
    asked: 0,
    mx: () => {
      one.asked += 1;
      return answer();
    },
  };
  return one;
}

test("asks the first two resolvers side by side, and no third", async () => {
  const all = ["a", "b", "c"].map((name) => resolver(name, async () => google));
  const lookUp = createLookUpMx({ resolvers: all, now: () => 0, keptMs: 0 });
  expect(await lookUp("acme.test", never)).toEqual([
    { resolver: "a", records: google },
    { resolver: "b", records: google },
  ]);
  expect(all.map(({ asked }) => asked)).toEqual([1, 1, 0]);
});

test("with one resolver asks it twice; with none says nothing", async () => {
  const alone = resolver("a", async () => google);
  const answers = await createLookUpMx({ resolvers: [alone], now: () => 0, keptMs: 0 })("acme.test", never);
  expect([readMx(answers).type, alone.asked]).toEqual(["names", 2]);
  expect(readMx(await createLookUpMx({ resolvers: [], now: () => 0, keptMs: 0 })("acme.test", never)).type).toBe("silent");
});

test("a resolver that never answers, or fails, is silence, and ends with the asker", async () => {
  const leaving = new AbortController();
  const hangs = resolver("hangs", () => new Promise(() => undefined));
  const fails = resolver("fails", () => Promise.reject(new Error("no")));
  const asking = createLookUpMx({ resolvers: [hangs, fails], now: () => 0, keptMs: 0 })("acme.test", leaving.signal);
  setTimeout(() => leaving.abort(), 20);
  expect(readMx(await asking).type).toBe("silent");
});

test("a resolver that never answers ends by itself within seconds", async () => {
  const hangs = resolver("hangs", () => new Promise(() => undefined));
  const other = resolver("other", async () => google);
  const answers = await createLookUpMx({ resolvers: [hangs, other], now: () => 0, keptMs: 0 })("acme.test", never);
  expect(answers.map(({ records }) => records)).toEqual([null, google]);
});

test("what was found is believed for a while, by every workspace, and not by a clock that jumped back", async () => {
  let now = 1_000;
  const one = resolver("a", async () => google);
  const lookUp = createLookUpMx({ resolvers: [one, resolver("b", async () => google)], now: () => now, keptMs: 100 });
  await Promise.all([lookUp("acme.test", never), lookUp("acme.test", never)]);
  now = 1_099;
  await lookUp("acme.test", never);
  expect(one.asked).toBe(1);
  await lookUp("other.test", never);
  expect(one.asked).toBe(2);
  now = 1_100;
  await lookUp("acme.test", never);
  expect(one.asked).toBe(3);
  now = 500;
  await lookUp("acme.test", never);
  expect(one.asked).toBe(4);
});
