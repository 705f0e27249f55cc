import { describe, expect, it } from "vitest";
import { nothingFound } from "../src/discovery/finding.ts";
import { dns, find, own, pattern, signInServers, useStrangers, web, wellKnown } from "./search-world.ts";
import { a, answer, autoconfigFor, mx, srv } from "./strangers.ts";

useStrangers();

describe("the order in which an address's servers are looked for", () => {
  it("asks nobody about a consumer domain", async () => {
    expect(await find({}, "someone@gmail.com")).toMatchObject({
      finding: { source: "known", provider: "GOOGLE", keeper: "Google", imap: signInServers.GOOGLE.imap },
      settled: true,
    });
    expect(await find({}, "someone@proton.me")).toMatchObject({
      finding: { source: "known", provider: "IMAP", imap: null, obstacle: "NO_IMAP" },
    });
    expect(await find({}, "someone@outlook.com")).toMatchObject({
      finding: { source: "known", provider: "MICROSOFT", keeper: "Outlook.com", smtp: signInServers.MICROSOFT.personalSmtp },
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
    const free = exchange.includes(".olc.");
    if (provider === "MICROSOFT") expect(found.finding.smtp).toEqual(signInServers.MICROSOFT[free ? "personalSmtp" : "smtp"]);
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
