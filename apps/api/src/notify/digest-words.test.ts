import { expect, test } from "vitest";
import { sinceWords } from "./digest-words.ts";

const createdAt = new Date("2026-03-08T09:30:00Z");
const since = "2026-03-01T07:05:00.000Z";

test("a reminder says since when it has been so, not when it was written; older notices say what they know", () => {
  const reminder = { template: "stillDisconnected", params: { since, days: "7" }, createdAt } as const;
  expect(sinceWords("en", reminder)).toBe("Since 1 March 2026 at 07:05 UTC");
  expect(sinceWords("pl", reminder)).toBe("Od: 1 marca 2026 07:05 UTC");
  expect(sinceWords("en", { ...reminder, params: {} })).toBe("Since 8 March 2026 at 09:30 UTC");
});

test("what is over as soon as it has happened has a moment, and no beginning", () => {
  const deleted = { template: "channelDeleted", params: { since }, createdAt } as const;
  expect(sinceWords("en", deleted)).toBe("1 March 2026 at 07:05 UTC");
  expect(sinceWords("pl", deleted)).toBe("1 marca 2026 07:05 UTC");
});
