import { describe, expect, test } from "vitest";
import { durations } from "../index.ts";
import { at, day, hour, start } from "../../test/samples.ts";
import { accessLapsesAt, dueLapseNotice, nextLapseLook, settledLapse } from "./access-lapse.ts";
import { arrivedBetween } from "./mail-arrived.ts";

const google = { provider: "GOOGLE", state: "CONNECTED", statedAt: null, refreshedAt: start } as const;

describe("access that lapses", () => {
  test("is what the provider said; an idle limit counts only while nobody looks", () => {
    expect(accessLapsesAt(google, durations)).toBeNull();
    expect(accessLapsesAt({ ...google, statedAt: start + day }, durations)).toBe(start + day);
    expect(accessLapsesAt({ ...google, state: "OFF" }, durations)).toBe(start + 180 * day);
    expect(accessLapsesAt({ ...google, provider: "MICROSOFT", state: "OFF" }, durations)).toBe(start + 90 * day);
    expect(accessLapsesAt({ ...google, state: "OFF", statedAt: start + day }, durations)).toBe(start + day);
    expect(accessLapsesAt({ ...google, provider: "IMAP", state: "OFF" }, durations)).toBeNull();
  });

  test("is told 7 days and 1 day before; what was granted for 7 days at once; never with a wrong number", () => {
    const left = (time: number) => dueLapseNotice(start + time, at(0));
    expect([8 * day, 7 * day, 6.5 * day, 6 * day, 2 * day, day, hour, 0].map(left)).toEqual([null, 7, 7, null, null, 1, 1, null]);
    expect(dueLapseNotice(null, at(0))).toBeNull();
  });

  test("is looked at again just when the next notice is due, and before an idle limit could matter", () => {
    const stated = { ...google, statedAt: start + 30 * day };
    expect(nextLapseLook(stated, at(0))).toBe(start + 23 * day);
    expect(nextLapseLook(stated, at(23 * day))).toBe(start + 29 * day);
    expect(nextLapseLook({ ...stated, state: "OFF" }, at(29 * day))).toBeNull();
    expect(nextLapseLook({ ...google, provider: "MICROSOFT" }, at(0))).toBe(start + 83 * day);
    expect(nextLapseLook({ ...google, provider: "MICROSOFT", state: "OFF" }, at(83 * day))).toBe(start + 89 * day);
    expect(nextLapseLook({ ...google, provider: "MICROSOFT", state: "OFF" }, at(89 * day))).toBeNull();
    expect(nextLapseLook({ ...google, provider: "IMAP" }, at(0))).toBeNull();
  });

  test("stays the same end where a refresh says it a few seconds differently, so that it is told once", () => {
    expect(settledLapse(start + day, start + day + 3_000, durations)).toBe(start + day);
    expect(settledLapse(start + day, start + 8 * day, durations)).toBe(start + 8 * day);
    expect(settledLapse(null, start + day, durations)).toBe(start + day);
  });
});

describe("what arrived between two looks", () => {
  const before = { uidValidity: "17", uidNext: "4294967290" };

  test("are the UIDs from the old UIDNEXT up to the one before the new", () => {
    expect(arrivedBetween(before, { uidValidity: "17", uidNext: "4294967295" })).toEqual({
      count: 5,
      gap: { uidValidity: "17", firstUid: "4294967290", lastUid: "4294967294" },
    });
    expect(arrivedBetween(before, before)).toEqual({ count: 0, gap: null });
  });

  test("is not known with another UIDVALIDITY, before the first look, or where UIDNEXT went back", () => {
    expect(arrivedBetween(before, { uidValidity: "18", uidNext: "4294967295" })).toBeNull();
    expect(arrivedBetween({ uidValidity: null, uidNext: null }, before)).toBeNull();
    expect(arrivedBetween(before, { uidValidity: "17", uidNext: "5" })).toBeNull();
    expect(arrivedBetween(before, null)).toBeNull();
  });
});
