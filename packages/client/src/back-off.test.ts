import { expect, test } from "vitest";
import { sleep, toWait } from "./back-off.ts";

test("waits twice as long each time, up to the longest", () => {
  expect([1, 2, 3, 4].map((failures) => toWait(failures, 1))).toEqual([250, 500, 1000, 2000]);
  expect(toWait(1000, 1)).toBe(30_000);
});

test("takes a random part of up to a half off", () => {
  expect(toWait(3, 0)).toBe(500);
  expect(toWait(3, 0.5)).toBe(750);
});

test("wakes at once when it is no longer wanted", async () => {
  const leaving = new AbortController();
  const slept = sleep(3_600_000, leaving.signal);
  leaving.abort();
  await slept;
  await sleep(3_600_000, leaving.signal);
});
