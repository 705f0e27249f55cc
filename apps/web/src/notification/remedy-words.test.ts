import { expect, it } from "vitest";
import { remedyOf } from "./remedy-words.ts";

it("calls the link by the place that it leads to", () => {
  expect(remedyOf("/inboxes/i1")).toEqual({ path: "/inboxes/i1", words: "notices.go.inbox" });
  expect(remedyOf("/settings/email")).toEqual({ path: "/settings/email", words: "notices.go.email" });
  expect(remedyOf("/settings/api-keys")).toEqual({ path: "/settings/api-keys", words: "notices.go.other" });
});

it("offers none where there is no such page here", () => {
  expect(remedyOf("https://elsewhere.test/inboxes/i1")).toBeNull();
  expect(remedyOf("/no/such/page")).toBeNull();
});
