import { expect, test } from "vitest";
import { createSteadyClock } from "./steady-clock.ts";

const start = Date.parse("2026-11-23T12:00:00Z");
const hour = 3_600_000;

function createClocks() {
  let [elapsed, jump] = [0, 0];
  const now = createSteadyClock({ wall: () => start + elapsed + jump, monotonic: () => elapsed });
  return {
    now: () => now() - start,
    pass: (ms: number) => void (elapsed += ms),
    jump: (ms: number) => void (jump += ms),
  };
}

test("it follows the system's clock, and the small corrections that a time server makes", () => {
  const clocks = createClocks();
  clocks.pass(1_000);
  expect(clocks.now()).toBe(1_000);
  clocks.jump(1_500);
  expect(clocks.now()).toBe(2_500);
});

test.each([24 * hour, -24 * hour])("a jump of %i ms that does not stay is never seen", (ms) => {
  const clocks = createClocks();
  clocks.jump(ms);
  for (let n = 0; n < 10; n += 1) {
    clocks.pass(10_000);
    expect(clocks.now()).toBe((n + 1) * 10_000);
  }
  clocks.jump(-ms);
  clocks.pass(10_000);
  expect(clocks.now()).toBe(110_000);
});

test("one that stays for two minutes is true, one that goes on jumping is not", () => {
  const clocks = createClocks();
  clocks.jump(hour);
  clocks.now();
  clocks.pass(120_000);
  expect(clocks.now()).toBe(hour + 120_000);
  for (let n = 0; n < 10; n += 1) {
    clocks.jump(hour);
    clocks.pass(100_000);
    expect(clocks.now()).toBe(hour + 120_000 + (n + 1) * 100_000);
  }
});
