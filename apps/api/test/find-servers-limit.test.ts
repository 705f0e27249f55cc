import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeCertificate } from "../src/mail/mail-server.fixture.ts";
import { useApiWorld } from "./api-world.ts";
import { until } from "./log-world.ts";
import { a, srv, startNameServer } from "./strangers.ts";

// A database of mail settings that takes every request and never answers one: without a limit that lasts 5 minutes.
const ispdb = { asked: 0, left: 0 };
const folder = mkdtempSync(join(tmpdir(), "relink-limit-"));
const certificate = await makeCertificate("ispdb.test");
writeFileSync(join(folder, "ca.pem"), certificate.cert);
const silent = createServer(certificate, (_request, response) => {
  ispdb.asked += 1;
  response.on("close", () => (ispdb.left += 1));
});
await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
const dns = await startNameServer();
afterAll(async () => {
  silent.closeAllConnections();
  silent.close();
  rmSync(folder, { recursive: true });
  await dns.close();
});

const world = useApiWorld({
  role: "api",
  variables: {
    RELINK_DNS_SERVERS: dns.address,
    RELINK_ISPDB_URL: `https://ispdb.test:${(silent.address() as AddressInfo).port}/v1.1/`,
    RELINK_EXTRA_CA: join(folder, "ca.pem"),
    RELINK_ALLOWED_PRIVATE_HOSTS: "*.test",
    RELINK_MAIL_PORTS: "993,465",
  },
});

// 5 s are the limit; the rest is for a machine that is busy.
const generousMs = 40_000;
const services = ["_imaps", "_imap", "_submissions", "_submission"].map((service) => `${service}._tcp`);

async function discover(domain: string): Promise<{ readonly source: string; readonly imap: { readonly host: string } | null }> {
  const ola = await world().asMember("ola");
  const query = "query ($address: EmailAddress!) { found: discoverMailSettings(address: $address) { source imap { host } } }";
  const begun = performance.now();
  const { found } = await ola.get<{ found: Awaited<ReturnType<typeof discover>> }>(query, { address: `ola@${domain}` });
  expect(performance.now() - begun).toBeLessThan(generousMs);
  return found;
}

const nothing = { source: "none", imap: null };

test.each<readonly [string, string, readonly string[]]>([
  ["MX", "mx.limit.test", [""]],
  ["SRV", "srv.limit.test", services],
  ["autoconfig", "auto.limit.test", ["autoconfig"]],
])("where %s hangs, the answer comes all the same", async (_what, domain, silentNames) => {
  dns.zone.clear();
  for (const name of silentNames) dns.zone.set(name === "" ? domain : `${name}.${domain}`, "silent");
  expect(await discover(domain)).toEqual(nothing);
  for (const name of silentNames) expect(dns.asked.join()).toContain(name === "" ? domain : `${name}.${domain}`);
});

test("where MX hangs, what SRV says is the answer", async () => {
  dns.zone.clear();
  dns.zone.set("half.test", "silent");
  dns.zone.set("_imaps._tcp.half.test", [srv("_imaps._tcp.half.test", "imap.half.test", 993)]);
  expect(await discover("half.test")).toEqual({ source: "srv", imap: { host: "imap.half.test" } });
});

test("where the database of mail settings hangs, its request is given up", async () => {
  dns.zone.clear();
  dns.zone.set("ispdb.test", [a("ispdb.test")]);
  const before = ispdb.asked;
  expect(await discover("ispdb.limit.test")).toEqual(nothing);
  expect(ispdb.asked).toBe(before + 1);
  await until(() => ispdb.left === ispdb.asked, "its request was given up");
});

test("where all of them hang, the limit of the whole ends the search, though a guess was still to come", async () => {
  const domain = "all.limit.test";
  dns.zone.clear();
  dns.zone.set("ispdb.test", [a("ispdb.test")]);
  for (const name of [domain, ...["autoconfig", "imap", ...services].map((part) => `${part}.${domain}`)]) dns.zone.set(name, "silent");
  // Each part has a limit of its own; one after the other they come to this server in some 7 s.
  dns.zone.set(`mail.${domain}`, [a(`mail.${domain}`)]);
  expect(await discover(domain), "within 5 s nobody comes to the guess").toEqual(nothing);
  await until(() => ispdb.left === ispdb.asked, "nothing is waited for any longer");
});
