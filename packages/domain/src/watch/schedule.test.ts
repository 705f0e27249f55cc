import { describe, expect, test } from "vitest";
import { durations, noTrouble, type OurEnd } from "../index.ts";
import { at, day, hour, minute, start } from "../../test/samples.ts";
import { backOff, farthestCheck, firstCheckAt, jittered, nextCheckAt, shareOf } from "./schedule.ts";
import { isRefreshDue, refreshDueAt } from "./token-refresh.ts";

const failing = (consecutiveFailures: number, uncodedRefusals = 0): { ourEnd: OurEnd } => ({
  ourEnd: { state: "FAILING", trouble: { ...noTrouble(start), consecutiveFailures, uncodedRefusals } },
});

describe("when an inbox is looked at next", () => {
  test("every 10 minutes, 20 % more or less", () => {
    expect([0, 0.5, 0.999_999].map((chance) => jittered(durations.checkInterval, chance) / minute)).toEqual([8, 10, expect.closeTo(12, 4)]);
  });

  test("three failures in a row come at the usual interval; then each wait doubles, an hour at most", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 40].map((failures) => backOff(failures, durations) / minute)).toEqual([10, 10, 10, 10, 20, 40, 60, 60]);
  });

  test("a time that a rule named is kept as it is", () => {
    expect(nextCheckAt(failing(1), [{ type: "checkAt", at: start + 30_000 }], at(0), 0.9)).toBe(start + 30_000);
  });

  test("a failure between two tries of a password that was refused without a code brings the next try no nearer", () => {
    // Tried at once and after 1 h: the third is due 5 h after the last success.
    expect(nextCheckAt(failing(3, 2), [], at(2 * hour), 0.5)).toBe(start + 5 * hour);
    expect(nextCheckAt(failing(3, 0), [], at(2 * hour), 0.5)).toBe(start + 2 * hour + 10 * minute);
  });

  test("a disconnected one every hour where its trouble may pass, never where it may not", () => {
    const gone = (reason: "UNREACHABLE" | "ACCESS_REVOKED"): { ourEnd: OurEnd } => ({
      ourEnd: { state: "DISCONNECTED", disconnection: { reason, providerCode: null, at: start } },
    });
    expect(nextCheckAt(gone("UNREACHABLE"), [], at(0), 0.5)).toBe(start + hour);
    expect(nextCheckAt(gone("ACCESS_REVOKED"), [], at(0), 0.5)).toBeNull();
    expect(nextCheckAt({ ourEnd: { state: "OFF" } }, [], at(0), 0.5)).toBeNull();
  });

  test("10,000 that are connected at one moment are spread evenly over one interval by their ids", () => {
    const minutes = Array.from({ length: 10_000 }, (_, n) =>
      Math.floor((firstCheckAt(`0191b0f0-0000-7000-8000-${String(n).padStart(12, "0")}`, at(0)) - start) / minute),
    );
    for (let slot = 0; slot < 10; slot += 1) {
      const count = minutes.filter((minuteOf) => minuteOf === slot).length;
      expect(count).toBeGreaterThan(850);
      expect(count).toBeLessThan(1_150);
    }
    expect(shareOf("a")).toBe(shareOf("a"));
  });
});

test("no rule puts a check further ahead than the farthest that is asked for", () => {
  const { usual, uncoded } = farthestCheck(durations);
  expect([usual / minute, uncoded / hour]).toEqual([72, 24]);
  for (const failures of [0, 3, 5, 50]) expect(nextCheckAt(failing(failures), [], at(0), 1)).toBeLessThanOrEqual(start + usual);
  for (const hours of [0, 1, 5, 17])
    expect(nextCheckAt(failing(4, [0, 1, 5, 17].indexOf(hours) + 1), [], at(hours * hour), 1)).toBeLessThanOrEqual(
      start + hours * hour + uncoded,
    );
});

describe("when a check refreshes the token", () => {
  test("always where it is said to have been refreshed in time to come: a clock that had jumped hides no removal", () => {
    expect(isRefreshDue({ refreshedAt: start + 300 * day, expiresAt: start + 301 * day }, 0.5, at(0))).toBe(true);
  });

  const times = { refreshedAt: start, expiresAt: start + hour };

  test("not in the first two thirds; in the last third, each at its own point; and never later than 30 minutes", () => {
    expect([0, 0.5].map((share) => (refreshDueAt(times, share, at(0)) - start) / minute)).toEqual([20, 25]);
    expect(isRefreshDue(times, 0, at(15 * minute))).toBe(false);
    expect(isRefreshDue(times, 0, at(20 * minute))).toBe(true);
    // The next check may come 12 minutes later, which would be past the 30.
    expect(isRefreshDue(times, 0.99, at(18 * minute))).toBe(false);
    expect(isRefreshDue(times, 0.99, at(18 * minute + 1))).toBe(true);
  });

  test("a token that lives shorter than that has its own last third", () => {
    expect((refreshDueAt({ refreshedAt: start, expiresAt: start + 6 * minute }, 0.5, at(0)) - start) / minute).toBe(5);
  });

  test("played for a day, with every chance: no token is used for longer than 30 minutes", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      let [now, refreshedAt, longest] = [0, 0, 0];
      for (let n = 0; now < day; n += 1) {
        now += jittered(durations.checkInterval, shareOf(`${seed}/${n}`));
        if (
          !isRefreshDue(
            { refreshedAt: start + refreshedAt, expiresAt: start + refreshedAt + hour },
            shareOf(`${seed}${refreshedAt}`),
            at(now),
          )
        )
          continue;
        longest = Math.max(longest, now - refreshedAt);
        refreshedAt = now;
      }
      expect(longest).toBeLessThanOrEqual(30 * minute);
    }
  });
});
