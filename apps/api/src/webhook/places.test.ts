import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPlaces } from "./places.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("who does not answer gives its place to another, who answers keeps it, and in all there are no more than so many", () => {
  const onFree = vi.fn();
  const places = createPlaces({ answering: 2, most: 4, patienceMs: 1_000, onFree });
  const [hangs, answers] = [places.take(), places.take()];
  expect(places.free()).toBe(0);
  for (let second = 0; second < 5; second += 1) {
    vi.advanceTimersByTime(900);
    answers.answered();
  }
  expect([places.free(), onFree.mock.calls.length]).toEqual([1, 1]);
  const [third] = [places.take()];
  vi.advanceTimersByTime(999);
  answers.answered();
  vi.advanceTimersByTime(1);
  // Three of four are taken, and one of them answers.
  expect(places.free()).toBe(1);
  places.take();
  vi.advanceTimersByTime(1_000);
  expect(places.free()).toBe(0);
  for (const place of [hangs, third, answers]) place.leave();
  // The last one hangs and holds no place among those that answer.
  expect(places.free()).toBe(2);
});
