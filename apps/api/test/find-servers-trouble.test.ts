import { describe, expect, it } from "vitest";
import { nothingFound } from "../src/discovery/finding.ts";
import { rememberFindings } from "../src/discovery/findings-cache.ts";
import { address, dns, find, finder, guardedFetch, own, useStrangers, web, webNames, wellKnown } from "./search-world.ts";
import { a, answer, autoconfigFor, cname, srv } from "./strangers.ts";

useStrangers();

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
      ...webNames,
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
