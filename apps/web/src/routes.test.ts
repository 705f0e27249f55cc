import { describe, expect, it } from "vitest";
import { toBackPath, toKnownPath } from "./routes.ts";

describe("an address that the API or a link gives", () => {
  it("leads to a page that exists", () => {
    expect(toKnownPath(`${location.origin}/inbox/s1/settings/channels`)).toBe("/inbox/s1/settings/channels");
    expect(toKnownPath("/settings/email?x=1")).toBe("/settings/email?x=1");
    expect(toKnownPath("/migrations/m1")).toBe("/migrations/m1");
  });

  it("leads nowhere where there is no such page, or where it is another site's", () => {
    expect(toKnownPath("/migrations/m1/nothing")).toBeNull();
    expect(toKnownPath("https://elsewhere.test/settings/email")).toBeNull();
    expect(toKnownPath("javascript:alert(1)")).toBeNull();
  });

  it("is never followed out of this application after a sign-in", () => {
    expect(toBackPath("//elsewhere.test/settings/email")).toBe("/settings/email");
    expect(toBackPath("/inbox")).toBe("/inbox");
    expect(toBackPath(null)).toBe("/settings/email");
  });
});
