import { expect, it } from "vitest";
import { showJson } from "./show-json.ts";

it("indents JSON and leaves anything else as it came", () => {
  expect(showJson('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(showJson("<p>no</p>")).toBe("<p>no</p>");
});
