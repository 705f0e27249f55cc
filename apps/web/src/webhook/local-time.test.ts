import { expect, it } from "vitest";
import { toLocalTime, toMoment } from "./local-time.ts";

it("comes back from the field as the same minute", () => {
  const at = Date.UTC(2026, 10, 23, 14, 3);
  expect(toMoment(toLocalTime(at))).toBe("2026-11-23T14:03:00.000Z");
});

it("is none while the field is empty", () => {
  expect(toMoment("")).toBeNull();
});
