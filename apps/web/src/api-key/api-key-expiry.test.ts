import { expect, it } from "vitest";
import { hasExpired, toExpiresAt } from "./api-key-expiry.ts";

const now = Date.UTC(2026, 10, 23, 9);

it("counts a key's days from now, or sets no end", () => {
  expect(toExpiresAt("30", now)).toBe("2026-12-23T09:00:00.000Z");
  expect(toExpiresAt("365", now)).toBe("2027-11-23T09:00:00.000Z");
  expect(toExpiresAt("never", now)).toBeNull();
});

it("has expired from its very moment on", () => {
  const at = new Date(now).toISOString();
  expect([hasExpired(at, now - 1), hasExpired(at, now), hasExpired(null, now)]).toEqual([false, true, false]);
});
