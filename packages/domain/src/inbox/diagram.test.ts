import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { providerAccesses } from "../grant/grant.ts";
import { lifecycleDiagram, lifecyclePage } from "./diagram.ts";
import { connectionStates } from "./inbox.ts";

it("LIFECYCLE.md is what the tables say now (npm run lifecycle -w packages/domain writes it)", () => {
  expect(readFileSync(new URL("../../LIFECYCLE.md", import.meta.url), "utf8")).toBe(lifecyclePage());
});

it("shows every state of both ends, and how our end goes from one to the next", () => {
  const diagram = lifecycleDiagram();
  for (const state of [...connectionStates, ...providerAccesses.filter((access) => access !== "NONE")]) expect(diagram).toContain(state);
  expect(diagram).toContain("CONNECTED --> OFF: turnOff (PERSONAL)");
  expect(diagram).toContain("CONNECTED --> DISCONNECTED: checkRefused, domainMoved");
  expect(diagram).not.toMatch(/\b(\w+) --> \1\b/);
});
