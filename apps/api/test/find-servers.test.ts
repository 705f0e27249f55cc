import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createFindServers, type FindServersNeeds, type Search } from "../src/discovery/find-servers.ts";
import type { FetchDocument } from "../src/discovery/discovery.ports.ts";
import { nothingFound } from "../src/discovery/finding.ts";
import { rememberFindings } from "../src/discovery/findings-cache.ts";
import { createGuardedFetch } from "../src/mail/guarded-fetch.ts";
import { createHostGuard } from "../src/mail/host-guard.ts";
import { createMailDns } from "../src/mail/mail-dns.ts";
import { a, answer, autoconfigFor, cname, mx, type NameServer, srv, startNameServer, startWebServer, type WebServer } from "./strangers.ts";

const names = ["autoconfig.acme.test", "acme.test", "ispdb.test", "autoconfig.hoster.test", "hoster.test", "elsewhere.test"];
const address = "ola@acme.test";
const wellKnown = "acme.test/.well-known/autoconfig/mail/config-v1.1.xml";
const own = "autoconfig.acme.test/mail/config-v1.1.xml";

let dns: NameServer;
let web: WebServer;

beforeAll(async () => {
  [dns, web] = await Promise.all([startNameServer(), startWebServer(names)]);
});

afterAll(async () => {
  await Promise.all([dns?.close(), web?.close()]);
});

beforeEach(() => {
  dns.zone.clear();
  dns.asked.length = 0;
  web.pages.clear();
  web.asked.length = 0;
  for (const name of names) dns.zone.set(name, [a(name)]);
});

const pattern = (host: string, port = 993) => ({ host, port, security: "TLS" as const, username: null });
const signInServers = {
  GOOGLE: { imap: pattern("imap.google.demo.test"), smtp: pattern("smtp.google.demo.test", 465) },
  MICROSOFT: { imap: pattern("imap.microsoft.demo.test"), smtp: pattern("smtp.microsoft.demo.test", 587) },
};

function guardedFetch(allowed: readonly string[]): FetchDocument {
  const guard = createHostGuard({
    dnsServers: [dns.address],
    mailPorts: [web.port],
    allowedPrivateHosts: allowed,
    trusted: [{ host: "ispdb.test", port: web.port }],
  });
  const fetchDocument = createGuardedFetch(guard, web.trust);
  // The server of the test can't listen where https has its port.
  return (url, signal) => fetchDocument(url.replace(/^https:\/\/([^/:]+)\//, `https://$1:${web.port}/`), signal);
}

function finder(more: Partial<FindServersNeeds> = {}) {
  const mailGuard = createHostGuard({
    dnsServers: [dns.address],
    mailPorts: [993, 465],
    allowedPrivateHosts: ["127.0.0.0/8"],
    trusted: [],
  });
  return createFindServers({
    dns: createMailDns([dns.address]),
    fetchDocument: guardedFetch(["127.0.0.0/8"]),
    mayReach: async (host, port) => (await mailGuard.admit({ host, port })).type === "admitted",
    ispdbUrl: "https://ispdb.test/v1.1/",
    mailPorts: [993, 143, 465, 587],
    ownMx: { google: [], microsoft: [] },
    signInServers,
    ...more,
  });
}

function find(more: Partial<FindServersNeeds> = {}, who = address): Promise<Search> {
  return finder(more)(who, AbortSignal.timeout(8_000));
}

describe("the order in which an address's servers are looked for", () => {
  it("asks nobody about a consumer domain", async () => {
    expect(await find({}, "someone@gmail.com")).toMatchObject({
      finding: { source: "known", provider: "GOOGLE", keeper: "Google", imap: signInServers.GOOGLE.imap },
      settled: true,
    });
    expect(await find({}, "someone@proton.me")).toMatchObject({
      finding: { source: "known", provider: "IMAP", imap: null, obstacle: "NO_IMAP" },
    });
    expect([dns.asked, web.asked]).toEqual([[], []]);
  });

  it.each([
    ["smtp.google.com", "GOOGLE"],
    ["acme-test.mail.protection.outlook.com", "MICROSOFT"],
    ["eur.olc.protection.outlook.com", "MICROSOFT"],
    ["in.mx.our-google.test", "GOOGLE"],
  ])("then believes the MX %s, even where SRV says otherwise, and asks no document", async (exchange, provider) => {
    dns.zone.set("acme.test", [mx("acme.test", exchange), a("acme.test")]);
    dns.zone.set("_imaps._tcp.acme.test", [srv("_imaps._tcp.acme.test", "old.acme.test", 993)]);
    const found = await find({ ownMx: { google: ["mx.our-google.test"], microsoft: [] } });
    expect(found).toMatchObject({ finding: { source: "mx", provider, obstacle: null }, settled: true });
    expect(web.asked).toEqual([]);
  });

  it("tells of Proton by its MX that there is no IMAP", async () => {
    dns.zone.set("acme.test", [mx("acme.test", "mail.protonmail.ch")]);
    expect((await find()).finding).toMatchObject({ source: "mx", keeper: "Proton Mail", imap: null, obstacle: "NO_IMAP" });
  });

  it("then believes SRV: TLS before STARTTLS, the lowest priority, the heaviest, at a port that is open to us", async () => {
    const imaps = "_imaps._tcp.acme.test";
    dns.zone.set("_imap._tcp.acme.test", [srv("_imap._tcp.acme.test", "first.acme.test", 143)]);
    dns.zone.set(imaps, [
      srv(imaps, "c.acme.test", 993, 20, 50),
      srv(imaps, "a.acme.test", 25, 5),
      srv(imaps, "b.acme.test", 993, 10, 1),
      srv(imaps, "heavy.acme.test", 993, 10, 9),
    ]);
    dns.zone.set("_submissions._tcp.acme.test", [srv("_submissions._tcp.acme.test", ".", 0)]);
    dns.zone.set("_submission._tcp.acme.test", [srv("_submission._tcp.acme.test", "Out.acme.test", 587)]);
    web.pages.set(own, answer(autoconfigFor("imap.acme.test")));
    expect(await find()).toEqual({
      finding: {
        ...nothingFound,
        source: "srv",
        imap: pattern("heavy.acme.test"),
        smtp: { ...pattern("out.acme.test", 587), security: "STARTTLS" },
      },
      settled: true,
    });
    expect(web.asked).toEqual([]);
  });

  it("has a person look at SRV's servers where they are another owner's", async () => {
    dns.zone.set("_imaps._tcp.acme.test", [srv("_imaps._tcp.acme.test", "imap.attacker.test", 993)]);
    expect((await find()).finding).toMatchObject({ source: "srv", imap: { host: "imap.attacker.test" }, needsConfirmation: true });
    dns.zone.set("_imaps._tcp.sales.acme.test", [srv("_imaps._tcp.sales.acme.test", "imap.acme.test", 993)]);
    expect((await find({}, "ola@sales.acme.test")).finding).toMatchObject({ imap: { host: "imap.acme.test" }, needsConfirmation: false });
    dns.zone.set("_submissions._tcp.acme.test", [srv("_submissions._tcp.acme.test", "smtp.attacker.test", 465)]);
    dns.zone.set("_imaps._tcp.acme.test", [srv("_imaps._tcp.acme.test", "imap.acme.test", 993)]);
    expect((await find()).finding.needsConfirmation).toBe(true);
  });

  it('takes an SRV target of "." at its word', async () => {
    for (const name of ["_imaps._tcp.acme.test", "_imap._tcp.acme.test"]) dns.zone.set(name, [srv(name, ".", 0)]);
    expect((await find()).finding).toEqual({ ...nothingFound, source: "srv", obstacle: "NO_IMAP" });
    expect(web.asked).toEqual([]);
  });

  it("knows a host that means a sign-in, whoever names it", async () => {
    dns.zone.set("_imaps._tcp.acme.test", [srv("_imaps._tcp.acme.test", "outlook.office365.com", 993)]);
    expect((await find()).finding).toMatchObject({
      source: "srv",
      provider: "MICROSOFT",
      needsConfirmation: false,
      imap: signInServers.MICROSOFT.imap,
    });
  });

  it("then asks the domain's own documents before the public database; the first in order wins, not the first to answer", async () => {
    web.pages.set(own, (_request, response) => setTimeout(() => response.writeHead(200).end(autoconfigFor("one.acme.test")), 150));
    web.pages.set(wellKnown, answer(autoconfigFor("two.acme.test")));
    web.pages.set("ispdb.test/v1.1/acme.test", answer(autoconfigFor("three.acme.test")));
    expect((await find()).finding).toMatchObject({
      source: "autoconfig",
      imap: { host: "one.acme.test" },
      smtp: { host: "one.acme.test" },
      needsConfirmation: false,
    });
    web.pages.delete(own);
    expect((await find()).finding).toMatchObject({ source: "autoconfig", imap: { host: "two.acme.test" } });
    web.pages.set(wellKnown, answer(autoconfigFor("2130706433")));
    expect((await find()).finding).toMatchObject({ source: "ispdb", imap: { host: "three.acme.test" } });
    expect((await find({ ispdbUrl: null })).finding.source).toBe("none");
  });

  it("asks the database outside only where the operator lets it", async () => {
    await find({ ispdbUrl: null });
    expect(web.asked.filter((place) => place.startsWith("ispdb"))).toEqual([]);
    await find();
    expect(web.asked).toContain("ispdb.test/v1.1/acme.test");
  });

  it("then asks by the MX's registrable domain, and has a person look at what that names", async () => {
    dns.zone.set("acme.test", [mx("acme.test", "mx1.in.hoster.test"), a("acme.test")]);
    web.pages.set("ispdb.test/v1.1/hoster.test", answer(autoconfigFor("imap.hoster.test")));
    expect((await find()).finding).toMatchObject({ source: "ispdb", imap: { host: "imap.hoster.test" }, needsConfirmation: true });
    web.pages.set("ispdb.test/v1.1/acme.test", answer(autoconfigFor("imap.acme-mail.test")));
    expect((await find()).finding).toMatchObject({ source: "ispdb", imap: { host: "imap.acme-mail.test" }, needsConfirmation: false });
  });

  it("knows the servers of a keeper by its MX, and nothing by a gateway's", async () => {
    dns.zone.set("acme.test", [mx("acme.test", "in1-smtp.messagingengine.com")]);
    expect((await find()).finding).toMatchObject({
      source: "mx",
      keeper: "Fastmail",
      imap: { host: "imap.fastmail.com" },
      needsConfirmation: false,
    });
    dns.zone.set("acme.test", [mx("acme.test", "mxa.pphosted.com")]);
    await find();
    expect(dns.asked.filter((question) => question.includes("pphosted"))).toEqual([]);
    expect(web.asked.filter((place) => place.includes("pphosted"))).toEqual([]);
  });

  it("at last guesses by the names that are there, and says so", async () => {
    dns.zone.set("mail.acme.test", [a("mail.acme.test")]);
    expect(await find()).toEqual({
      finding: {
        ...nothingFound,
        source: "guess",
        imap: pattern("mail.acme.test"),
        smtp: pattern("mail.acme.test", 465),
        needsConfirmation: true,
      },
      settled: false,
    });
    dns.zone.set("imap.acme.test", [a("imap.acme.test")]);
    expect((await find()).finding.imap?.host).toBe("imap.acme.test");
  });

  it("guesses nothing where the domain takes no mail", async () => {
    dns.zone.set("acme.test", [mx("acme.test", ".", 0)]);
    dns.zone.set("imap.acme.test", [a("imap.acme.test")]);
    expect((await find()).finding).toEqual({ ...nothingFound, obstacle: "NO_MAIL" });
  });
});

describe("name servers that make trouble", () => {
  it("SERVFAIL and REFUSED are passed over, and not remembered for long", async () => {
    dns.zone.set("acme.test", "servfail");
    dns.zone.set("_imaps._tcp.acme.test", [srv("_imaps._tcp.acme.test", "imap.acme.test", 993)]);
    expect(await find()).toMatchObject({ finding: { source: "srv" }, settled: false });
    dns.zone.set("acme.test", "refused");
    expect(await find()).toMatchObject({ finding: { source: "srv" }, settled: false });
  });

  it("a CNAME loop ends", async () => {
    dns.zone.set("acme.test", [cname("acme.test", "loop.acme.test"), cname("loop.acme.test", "acme.test")]);
    dns.zone.set("_imaps._tcp.acme.test", [cname("_imaps._tcp.acme.test", "_imaps._tcp.acme.test")]);
    dns.zone.set("autoconfig.acme.test", [cname("autoconfig.acme.test", "autoconfig.acme.test")]);
    expect((await find()).finding).toMatchObject({ imap: null });
  });

  it("one that never answers costs no more than the limit, and nothing is found", async () => {
    for (const name of [
      ...names,
      "_imaps._tcp.acme.test",
      "_imap._tcp.acme.test",
      "_submissions._tcp.acme.test",
      "_submission._tcp.acme.test",
    ])
      dns.zone.set(name, "silent");
    const clock = { now: Date.now, durations: { discoveryKept: 600_000, discoveryMissKept: 60_000 } };
    const begun = performance.now();
    const findServers = rememberFindings({ find: finder(), clock, limitMs: 400, late: nothingFound });
    expect(await findServers(address)).toEqual(nothingFound);
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  it("one that never answers about the MX leaves time for SRV", async () => {
    dns.zone.set("acme.test", "silent");
    dns.zone.set("_imaps._tcp.acme.test", [srv("_imaps._tcp.acme.test", "imap.acme.test", 993)]);
    expect(await find()).toMatchObject({ finding: { source: "srv" }, settled: false });
  });
});

describe("web servers that make trouble", () => {
  const get = (host: string, allowed: readonly string[] = ["127.0.0.0/8"], limitMs = 8_000) =>
    guardedFetch(allowed)(`https://${host}/x`, AbortSignal.timeout(limitMs));

  it("a document host at a private address is not reached, and looks like one that is not there", async () => {
    web.pages.set(own, answer(autoconfigFor("imap.acme.test")));
    expect(await guardedFetch([])(`https://${own}`, AbortSignal.timeout(8_000))).toEqual({ type: "none" });
    expect(await guardedFetch([])("https://autoconfig.nowhere.test/x", AbortSignal.timeout(8_000))).toEqual({ type: "none" });
    for (const host of ["127.0.0.1", "[::1]", "2130706433", "169.254.169.254"]) expect(await get(host, [])).toEqual({ type: "none" });
    expect((await find({ fetchDocument: guardedFetch([]) })).finding.source).toBe("none");
    expect(web.asked).toEqual(["ispdb.test/v1.1/acme.test"]);
  });

  it.each([
    ["to http", () => `http://elsewhere.test:${web.port}/x`],
    ["to a file", () => "file:///etc/passwd"],
    ["with a password in it", () => `https://me:secret@elsewhere.test:${web.port}/x`],
    ["to a private address", () => "https://10.0.0.1/x"],
    ["to another port", () => "https://elsewhere.test:22/x"],
    ["to itself, for ever", () => "/x"],
    ["to nowhere", () => "https://"],
  ])("a redirect %s ends there", async (_where, location) => {
    web.pages.set("acme.test/x", answer("", 302, { location: location() }));
    expect(await get("acme.test")).toEqual({ type: "none" });
    expect(web.asked.filter((place) => place.startsWith("elsewhere"))).toEqual([]);
    expect(web.asked.length).toBeLessThanOrEqual(3);
  });

  it("a redirect to another https host is followed", async () => {
    web.pages.set("acme.test/x", answer("", 301, { location: `https://elsewhere.test:${web.port}/y` }));
    web.pages.set("elsewhere.test/y", answer("here"));
    expect(await get("acme.test")).toEqual({ type: "text", text: "here" });
  });

  it("a body of 5 MB is left at 64 KiB", async () => {
    let sent = 0;
    let left = false;
    web.pages.set("acme.test/x", (_request, response) => {
      response.on("close", () => (left = true));
      const push = (): void => {
        while (!response.destroyed && sent < 5_000_000) {
          sent += 10_000;
          if (!response.write("x".repeat(10_000))) return void response.once("drain", push);
        }
        response.end();
      };
      push();
    });
    expect(await get("acme.test")).toEqual({ type: "none" });
    await expect.poll(() => left).toBe(true);
  });

  it("a body that drips ends with the time", async () => {
    web.pages.set("acme.test/x", (_request, response) => {
      const drip = setInterval(() => response.write("<"), 20);
      response.on("close", () => clearInterval(drip));
    });
    expect(await get("acme.test", undefined, 300)).toEqual({ type: "unknown" });
  });

  it("an answer that never begins ends with the time, and the next in order is heard", async () => {
    web.pages.set(own, () => undefined);
    web.pages.set(wellKnown, answer(autoconfigFor("imap.acme.test")));
    expect(await find()).toMatchObject({ finding: { source: "autoconfig", imap: { host: "imap.acme.test" } }, settled: false });
  });

  it("a certificate for another name, an error and a compressed body are no documents", async () => {
    dns.zone.set("other.test", [a("other.test")]);
    expect(await get("other.test")).toEqual({ type: "unknown" });
    web.pages.set("acme.test/x", answer("busy", 503));
    expect(await get("acme.test")).toEqual({ type: "unknown" });
    web.pages.set("acme.test/x", answer("x", 200, { "content-encoding": "gzip" }));
    expect(await get("acme.test")).toEqual({ type: "none" });
    web.pages.set("acme.test/x", answer("x", 200, { "x-much": "y".repeat(40_000) }));
    expect(await get("acme.test")).toEqual({ type: "unknown" });
  });
});
