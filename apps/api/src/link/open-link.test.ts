import { expect, test } from "vitest";
import { createRateLimit } from "../platform/rate-limit.ts";
import type { LinkNeeds } from "./link-needs.ts";
import { openLink } from "./open-link.ts";

/** Only what opening a token that is none needs. */
function createNeeds(now: () => number): LinkNeeds {
  const needs: Pick<LinkNeeds, "openLimit" | "linkTokens"> & { clock: Pick<LinkNeeds["clock"], "now"> } = {
    openLimit: createRateLimit(2, 60_000),
    linkTokens: { toToken: () => "", parse: () => null },
    clock: { now },
  };
  return needs as LinkNeeds;
}

test("one address may try so many tokens in a minute, and no more; another address is not held up", async () => {
  let now = 1_000;
  const open = openLink(createNeeds(() => now));
  expect(await open("x", "192.0.2.1")).toEqual({ ok: true, value: null });
  expect(await open("x", "192.0.2.1")).toEqual({ ok: true, value: null });
  now += 10_000;
  expect(await open("x", "192.0.2.1")).toMatchObject({
    ok: false,
    refusal: { code: "RATE_LIMITED", extensions: { retryAfterSeconds: 50 } },
  });
  expect(await open("x", "192.0.2.2")).toEqual({ ok: true, value: null });
  now += 50_000;
  expect(await open("x", "192.0.2.1")).toEqual({ ok: true, value: null });
});
