import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { useNowAndThen } from "./use-now-and-then.ts";

let asked = 0;

beforeEach(() => {
  asked = 0;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const ask = () => {
  asked += 1;
};

it("asks at once, and of all that happens in the pause once more after it", () => {
  const { result } = renderHook(() => useNowAndThen(ask));
  result.current();
  expect(asked).toBe(1);
  for (let count = 0; count < 500; count += 1) result.current();
  expect(asked).toBe(1);
  vi.advanceTimersByTime(700);
  expect(asked).toBe(2);
  vi.advanceTimersByTime(10_000);
  expect(asked).toBe(2);
  result.current();
  expect(asked).toBe(3);
});

it("asks no more once its page is gone", () => {
  const { result, unmount } = renderHook(() => useNowAndThen(ask));
  result.current();
  result.current();
  unmount();
  vi.advanceTimersByTime(10_000);
  expect(asked).toBe(1);
});
