import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { panelColours } from "../pages/panel-style.ts";
import { startSandbox } from "../sandbox.ts";
import type { Sandbox } from "../sandbox.ts";
import { makePlace } from "../testing/world.ts";
import type { Place } from "../testing/world.ts";

let place: Place;
let sandbox: Sandbox;

beforeAll(async () => {
  place = await makePlace();
  sandbox = await startSandbox(place.env);
});

afterAll(async () => {
  await sandbox?.close();
  await place?.remove();
});

const panel = (more = "") => `${sandbox.ready.httpUrl}/sandbox${more}`;
const send = (form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(panel("?language=en"), { method: "POST", body: new URLSearchParams(form), headers, redirect: "manual" });

it("makes a trouble, shows it, and ends it without a script", async () => {
  const begun = await send({ action: "begin", kind: "answers-503", target: "domain:imap.demo.test" });
  expect([begun.status, begun.headers.get("location")]).toEqual([303, "/sandbox?language=en&target=domain%3Aimap.demo.test"]);
  const page = await (await fetch(panel("?part=now&language=en"))).text();
  expect(page).toContain('aria-label="Answers 503: imap.demo.test"');
  const id = /name="id" value="(\d+)"/.exec(page)?.[1] ?? "";
  expect((await send({ action: "end", id })).status).toBe(303);
  expect((await send({ action: "end", id })).status, "it has ended already").toBe(303);
  expect(await (await fetch(panel("?part=now&language=en"))).text()).toContain("No trouble is on.");
});

it("says in the page's language what can't be, and keeps the choice", async () => {
  const answer = await send({ action: "begin", kind: "mfa-demanded", target: "host:imap" });
  const page = await answer.text();
  expect(answer.status).toBe(400);
  expect(page).toContain("only at google, microsoft");
  expect(page).toMatch(/value="host:imap"\s+selected/);
  const polish = await fetch(panel("?language=pl"), { method: "POST", body: new URLSearchParams({ action: "begin" }) });
  expect(await polish.text()).toContain("Tego kłopotu nie da się tam wywołać");
  expect(await (await fetch(panel(), { headers: { "accept-language": "pl-PL,en" } })).text()).toContain('lang="pl"');
});

it("takes no form from another site, and lets no other script run", async () => {
  expect((await send({ action: "begin", kind: "stopped", target: "host:imap" }, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect(await (await fetch(panel("?part=now&language=en"))).text()).toContain("No trouble is on.");
  const { headers } = await fetch(panel("/"));
  expect(headers.get("content-security-policy")).toContain("script-src 'self'");
});

it("has the colours of the application", async () => {
  const tokens = await readFile(new URL("../../../../packages/ui/src/tokens.css", import.meta.url), "utf8");
  for (const [line] of panelColours.matchAll(/--[\w-]+: light-dark.*;/g)) expect(tokens).toContain(line);
});
