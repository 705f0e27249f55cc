import { describe, expect, it } from "vitest";
import { formatRelative } from "./relative-time.tsx";

const now = Date.parse("2026-11-23T12:00:00Z");
const ago = (seconds: number) => now - seconds * 1000;

describe("relative times", () => {
  it("says how long ago, in the reader's language", () => {
    expect(formatRelative(ago(120), now, "en")).toBe("2 min ago");
    expect(formatRelative(ago(40), now, "en")).toBe("40 sec ago");
    expect(formatRelative(ago(3 * 3600), now, "en")).toBe("3 hr ago");
    expect(formatRelative(ago(120), now, "pl")).toBe("2 min temu");
  });

  it("says what is ahead", () => {
    expect(formatRelative(ago(-240), now, "en")).toBe("in 4 min");
    expect(formatRelative(ago(-240), now, "pl")).toBe("za 4 min");
  });

  it("says now for now", () => {
    expect(formatRelative(now, now, "en")).toBe("now");
    expect(formatRelative(now, now, "pl")).toBe("teraz");
  });
});
