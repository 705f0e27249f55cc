import { describe, expect, test } from "vitest";
import { durations } from "../durations.ts";
import { sendingStates, type SendingState } from "../provider/smtp-verdict.ts";
import { isSendingDue, learntOfSending } from "./sending.ts";

const now = 1_000 * durations.sendingInterval;
const moment = { now, durations };

/** A look that a passing check asks about, `ago` milliseconds after the last one. */
function isDue(sending: SendingState, ago: number | null, more: { asked?: boolean; byPassword?: boolean; inboxId?: string } = {}): boolean {
  const question = { inboxId: "inbox", asked: false, byPassword: true, ...more };
  return isSendingDue({ sending, triedAt: ago === null ? null : now - ago }, question, moment);
}

describe("a login to the sending server", () => {
  test("follows the first check that passes with new credentials", () => {
    expect(isDue("UNKNOWN", null)).toBe(true);
    expect(isDue("UNKNOWN", null, { asked: true })).toBe(true);
  });

  test.each(["WORKING", "DISABLED", "REFUSED"] as const)("is repeated in %s after the interval, give or take a fifth", (sending) => {
    expect(isDue(sending, 0.79 * durations.sendingInterval)).toBe(false);
    expect(isDue(sending, 1.21 * durations.sendingInterval)).toBe(true);
  });

  test("is repeated sooner where nothing was learnt", () => {
    expect(isDue("UNKNOWN", 0.79 * durations.sendingAgain)).toBe(false);
    expect(isDue("UNKNOWN", 1.21 * durations.sendingAgain)).toBe(true);
  });

  test("is made whenever somebody asks, but for a password that was refused there", () => {
    for (const sending of sendingStates) expect(isDue(sending, 1, { asked: true, byPassword: false }), sending).toBe(true);
    for (const sending of ["UNKNOWN", "WORKING", "DISABLED"] as const) expect(isDue(sending, 1, { asked: true }), sending).toBe(true);
    expect(isDue("REFUSED", durations.sendingAgain - 1, { asked: true })).toBe(false);
    expect(isDue("REFUSED", durations.sendingAgain, { asked: true })).toBe(true);
  });

  test("comes at another time for each inbox, so that what was connected together is not asked together", () => {
    const due = Array.from({ length: 1_000 }, (_, index) => isDue("WORKING", durations.sendingInterval, { inboxId: `inbox ${index}` }));
    const share = due.filter(Boolean).length / due.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });

  test("teaches nothing where the server was not reached, or failed in a passing way", () => {
    expect(sendingStates.map(learntOfSending)).toEqual([null, "WORKING", "DISABLED", "REFUSED"]);
  });
});
