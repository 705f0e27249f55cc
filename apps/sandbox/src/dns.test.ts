import { Resolver } from "node:dns/promises";
import { expect, it } from "vitest";
import type { Ready } from "./ready-file.ts";
import { useSandbox } from "./testing/use-sandbox.ts";
import { callApi } from "./testing/world.ts";

const resolver = new Resolver({ timeout: 5_000, tries: 3 });
let ready: Ready;
useSandbox((started) => {
  ready = started;
  resolver.setServers([`127.0.0.1:${ready.dnsPort}`]);
});

it("finds the servers and says which provider each domain is at", async () => {
  for (const host of ["imap.google.demo.test", "mail.imap.demo.test", "badcert.demo.test", "IMAP.Microsoft.demo.test"]) {
    expect(await resolver.resolve4(host)).toEqual(["127.0.0.1"]);
  }
  expect(await resolver.resolveMx("google.demo.test")).toMatchObject([
    { priority: 10, exchange: "aspmx.l.google.com" },
    { priority: 20, exchange: "alt1.aspmx.l.google.com" },
  ]);
  expect(await resolver.resolveMx("microsoft.demo.test")).toMatchObject([
    { priority: 10, exchange: "microsoft-demo-test.mail.protection.outlook.com" },
  ]);
  expect(await resolver.resolveMx("imap.demo.test")).toMatchObject([{ priority: 10, exchange: "mail.imap.demo.test" }]);
  expect(await resolver.resolveSrv("_imaps._tcp.imap.demo.test")).toMatchObject([
    { name: "mail.imap.demo.test", port: ready.imapPort, priority: 0, weight: 1 },
  ]);
});

it("tells apart a name without that record, a name that is not there, and another zone", async () => {
  await expect(resolver.resolve6("mail.imap.demo.test")).rejects.toMatchObject({ code: "ENODATA" });
  await expect(resolver.resolve4("nothing.demo.test")).rejects.toMatchObject({ code: "ENOTFOUND" });
  await expect(resolver.resolve4("example.org")).rejects.toMatchObject({ code: "EREFUSED" });
});

it("moves a domain to another provider, and lets its look-ups fail", async () => {
  const change = (body: object) => callApi(ready, "domains/google.demo.test", body);
  const mx = [{ preference: 0, exchange: "google-demo-test.mail.protection.outlook.com" }];
  expect((await change({ mx })).status).toBe(200);
  expect(await resolver.resolveMx("google.demo.test")).toMatchObject([{ priority: 0, exchange: mx[0]?.exchange }]);
  await change({ reply: "servfail" });
  await expect(resolver.resolveMx("google.demo.test")).rejects.toMatchObject({ code: "ESERVFAIL" });
  expect(await resolver.resolve4("imap.google.demo.test")).toEqual(["127.0.0.1"]);
  await change({ reply: "nxdomain" });
  await expect(resolver.resolveMx("google.demo.test")).rejects.toMatchObject({ code: "ENOTFOUND" });
  await change({ reply: null });
  expect(await resolver.resolveMx("google.demo.test")).toHaveLength(1);
  expect(await callApi(ready, "domains/example.org", { mx })).toMatchObject({ status: 400 });
});
