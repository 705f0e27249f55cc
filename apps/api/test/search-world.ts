import { afterAll, beforeAll, beforeEach } from "vitest";
import type { FetchDocument } from "../src/discovery/discovery.ports.ts";
import { createFindServers, type FindServersNeeds, type Search } from "../src/discovery/find-servers.ts";
import { createGuardedFetch } from "../src/mail/guarded-fetch.ts";
import { createHostGuard } from "../src/mail/host-guard.ts";
import { createMailDns } from "../src/mail/mail-dns.ts";
import { a, type NameServer, startNameServer, startWebServer, type WebServer } from "./strangers.ts";

/** Names at which the web server answers, with its certificate. */
export const webNames = ["autoconfig.acme.test", "acme.test", "ispdb.test", "autoconfig.hoster.test", "hoster.test", "elsewhere.test"];
export const address = "ola@acme.test";
export const wellKnown = "acme.test/.well-known/autoconfig/mail/config-v1.1.xml";
export const own = "autoconfig.acme.test/mail/config-v1.1.xml";

export let dns: NameServer;
export let web: WebServer;

/** Real name and web servers of strangers for the tests of a file, empty at the beginning of each. */
export function useStrangers(): void {
  beforeAll(async () => {
    [dns, web] = await Promise.all([startNameServer(), startWebServer(webNames)]);
  });
  afterAll(async () => {
    await Promise.all([dns?.close(), web?.close()]);
  });
  beforeEach(() => {
    dns.zone.clear();
    dns.asked.length = 0;
    web.pages.clear();
    web.asked.length = 0;
    for (const name of webNames) dns.zone.set(name, [a(name)]);
  });
}

export const pattern = (host: string, port = 993) => ({ host, port, security: "TLS" as const, username: null });
export const signInServers = {
  GOOGLE: {
    imap: pattern("imap.google.demo.test"),
    smtp: pattern("smtp.google.demo.test", 465),
    personalSmtp: pattern("smtp.google.demo.test", 465),
  },
  MICROSOFT: {
    imap: pattern("imap.microsoft.demo.test"),
    smtp: pattern("smtp.microsoft.demo.test", 587),
    personalSmtp: pattern("smtp.outlook.demo.test", 587),
  },
};

export function guardedFetch(allowed: readonly string[]): FetchDocument {
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

export function finder(more: Partial<FindServersNeeds> = {}) {
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

export function find(more: Partial<FindServersNeeds> = {}, who = address): Promise<Search> {
  return finder(more)(who, AbortSignal.timeout(8_000));
}
