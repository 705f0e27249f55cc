import { describe, expect, it } from "vitest";
import { durations, scaledDurations } from "./durations.ts";
import { addressKey, domainOf, parseEmailAddress } from "./ids.ts";

describe("an address", () => {
  it.each(["ola@example.com", " Ola.Nowak+crm@Mail.Example.co ", "o'hara_1@xn--bcher-kva.example"])(
    "%s is taken as written, blanks around it aside",
    (text) => {
      expect(parseEmailAddress(text)).toBe(text.trim());
    },
  );

  it.each([
    "",
    "ola",
    "ola@",
    "@example.com",
    "ola@example",
    "ola@-example.com",
    "ola nowak@example.com",
    "ola@exa\r\nmple.com",
    `${"a".repeat(65)}@example.com`,
    `a@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(63)}.${"e".repeat(63)}`,
  ])("%j is none", (text) => {
    expect(parseEmailAddress(text)).toBeNull();
  });

  it("is compared by letters, case aside, and belongs to the domain behind its last @", () => {
    expect(addressKey("Ola@Example.COM")).toBe("ola@example.com");
    expect(domainOf("Ola@Example.COM")).toBe("example.com");
  });
});

it("every wait is divided by the time scale, and none becomes nothing", () => {
  expect(scaledDurations(1)).toEqual(durations);
  expect(scaledDurations(60).checkInterval).toBe(10_000);
  for (const wait of Object.values(scaledDurations(1e12))) expect(wait).toBe(1);
});
