import { expect, it } from "vitest";
import { kindsOf } from "./unsubscribe-kinds.ts";

it("names what the link stops", () => {
  expect(kindsOf("MIGRATION TEAM_DISCONNECT")).toEqual(["prefs.migration", "prefs.team"]);
});

it("is no link where a kind is missing or not ours", () => {
  expect([kindsOf(null), kindsOf(" "), kindsOf("MIGRATION EVERYTHING"), kindsOf("constructor")]).toEqual([null, null, null, null]);
});
