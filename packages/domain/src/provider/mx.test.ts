import { describe, expect, it } from "vitest";
import { findKnownDomain, findKnownKeeper, signInAtHost } from "./known-mail.ts";
import { classifyMx, mailKeepers, signInAt, type MxRecord } from "./mx.ts";

const at = (preference: number, ...hosts: string[]): MxRecord[] => hosts.map((exchange) => ({ exchange, preference }));
const providerOf = (...hosts: string[]) => classifyMx(at(10, ...hosts)).provider;

describe("who keeps a domain's mail, by its MX (providers.md 4.1)", () => {
  it.each([
    ["GOOGLE", "smtp.google.com"],
    ["GOOGLE", "aspmx.l.google.com"],
    ["GOOGLE", "alt4.aspmx.l.google.com"],
    ["GOOGLE", "aspmx5.googlemail.com"],
    ["GOOGLE", "gmail-smtp-in.l.google.com"],
    ["MICROSOFT", "contoso-com.mail.protection.outlook.com"],
    ["MICROSOFT", "contoso-com.a-v1.mx.microsoft"],
    ["MICROSOFT", "agency-gov.mail.protection.office365.us"],
    ["MICROSOFT", "contoso-cn.mail.protection.partner.outlook.cn"],
    ["OUTLOOK_COM", "outlook-com.olc.protection.outlook.com"],
    ["OUTLOOK_COM", "eur.olc.protection.outlook.com"],
    ["YAHOO", "mta5.am0.yahoodns.net"],
    ["AOL", "mx-aol.mail.gm0.yahoodns.net"],
    ["ICLOUD", "mx01.mail.icloud.com"],
    ["FASTMAIL", "in1-smtp.messagingengine.com"],
    ["ZOHO", "mx.zoho.com"],
    ["ZOHO", "mx2.zoho.eu"],
    ["ZOHO", "mx.zoho.in"],
    ["ZOHO", "mx.zoho.com.au"],
    ["ZOHO", "mx.zoho.jp"],
    ["ZOHO", "mx3.zohocloud.ca"],
    ["PROTON", "mailsec.protonmail.ch"],
    ["TUTA", "mail.tutanota.de"],
    ["YANDEX", "mx.yandex.net"],
    ["YANDEX", "mx.yandex.ru"],
    ["IONOS", "mx00.kundenserver.de"],
    ["IONOS", "mx00.perfora.net"],
    ["STRATO", "smtpin.rzone.de"],
    ["GODADDY", "mailstore1.secureserver.net"],
    ["OVH", "mx1.mail.ovh.net"],
    ["GANDI", "spool.mail.gandi.net"],
    ["RACKSPACE", "mx1.emailsrvr.com"],
    ["WORKMAIL", "inbound-smtp.eu-west-1.amazonaws.com"],
    ["NAMECHEAP", "eforward1.registrar-servers.com"],
    ["NAMECHEAP", "mx1.privateemail.com"],
    ["TITAN", "mx1.titan.email"],
    ["MIGADU", "aspmx1.migadu.com"],
    ["MAILBOX_ORG", "mxext1.mailbox.org"],
    ["LARK", "mx1.larksuite.com"],
    ["GATEWAY", "mxa-00012345.gslb.pphosted.com"],
    ["GATEWAY", "mx1-us1.ppe-hosted.com"],
    ["GATEWAY", "mxa.gpphosted.com"],
    ["GATEWAY", "eu-smtp-inbound-1.mimecast.com"],
    ["GATEWAY", "za-smtp-inbound-1.mimecast.co.za"],
    ["GATEWAY", "d1.ess.uk.barracudanetworks.com"],
    ["GATEWAY", "mx1.contoso.iphmx.com"],
    ["GATEWAY", "cluster1.eu.messagelabs.com"],
    ["GATEWAY", "contoso.in.tmes.trendmicro.com"],
    ["GATEWAY", "contoso.in.tmes.trendmicro.eu"],
    ["GATEWAY", "mx-01-eu-west-1.prod.hydra.sophos.com"],
    ["GATEWAY", "mx01.hornetsecurity.com"],
    ["GATEWAY", "mx-gate12.antispameurope.com"],
    ["GATEWAY", "mx.antispamcloud.com"],
    ["GATEWAY", "primary.us.email.fireeyecloud.com"],
    ["GATEWAY", "route1.mx.cloudflare.net"],
    ["GATEWAY", "mx1.improvmx.com"],
    ["GATEWAY", "mx1.forwardemail.net"],
    ["UNKNOWN", "mail.example.com"],
  ])("%s: %s", (provider, host) => {
    expect(providerOf(host)).toBe(provider);
    expect(providerOf(`${host.toUpperCase()}.`)).toBe(provider);
  });

  it.each([
    "notgoogle.com",
    "google.com.evil.example",
    "evilmx.microsoft",
    "smtp-google.com",
    "mail.protection.outlook.com.example",
    "x.protection.outlook.com",
  ])("%s only looks like a provider", (host) => expect(providerOf(host)).toBe("UNKNOWN"));

  it("reads the lowest preference alone", () => {
    const records = [...at(5, "smtp.google.com"), ...at(10, "contoso-com.mail.protection.outlook.com")];
    expect(classifyMx(records)).toEqual({ provider: "GOOGLE", hosts: ["smtp.google.com"] });
    expect(classifyMx([...at(10, "smtp.google.com"), ...at(1, "mx1-us1.ppe-hosted.com")]).provider).toBe("GATEWAY");
  });

  it("takes several names of one provider as one, and Outlook.com not as Microsoft 365", () => {
    expect(providerOf("aspmx.l.google.com", "SMTP.google.com.", "aspmx2.googlemail.com")).toBe("GOOGLE");
    expect(providerOf("a-com.mail.protection.outlook.com", "a-com.x-v1.mx.microsoft")).toBe("MICROSOFT");
    expect(providerOf("a-com.mail.protection.outlook.com", "eur.olc.protection.outlook.com")).toBe("MIXED");
  });

  it("calls equal records that lead to different places mixed", () => {
    expect(providerOf("smtp.google.com", "a-com.mail.protection.outlook.com")).toBe("MIXED");
    expect(providerOf("smtp.google.com", "mail.example.com")).toBe("MIXED");
    expect(providerOf("smtp.google.com", "mxa.pphosted.com")).toBe("MIXED");
    expect(providerOf("mxa.pphosted.com", "mxb.mimecast.com")).toBe("GATEWAY");
  });

  it("knows a null MX, and no records as nothing", () => {
    expect(classifyMx([{ exchange: ".", preference: 0 }])).toEqual({ provider: "NULL_MX", hosts: [] });
    expect(classifyMx([{ exchange: "", preference: 0 }]).provider).toBe("NULL_MX");
    expect(classifyMx([])).toEqual({ provider: "UNKNOWN", hosts: [] });
    expect(classifyMx([{ exchange: ".", preference: 0 }, ...at(10, "smtp.google.com")]).provider).toBe("GOOGLE");
  });

  it("knows the operator's own suffixes, also for a gateway, and never takes Outlook.com for Microsoft 365 by them", () => {
    const own = { google: ["mx.corp.example", "acme.pphosted.com"], microsoft: ["olc.protection.outlook.com", "ms.example."] };
    expect(classifyMx(at(1, "a.mx.corp.example"), own).provider).toBe("GOOGLE");
    expect(classifyMx(at(1, "mxa.acme.pphosted.com"), own).provider).toBe("GOOGLE");
    expect(classifyMx(at(1, "mxa.other.pphosted.com"), own).provider).toBe("GATEWAY");
    expect(classifyMx(at(1, "in.ms.example"), own).provider).toBe("MICROSOFT");
    expect(classifyMx(at(1, "eur.olc.protection.outlook.com"), own).provider).toBe("OUTLOOK_COM");
    expect(classifyMx(at(1, "mail.example.com"), { google: [""], microsoft: ["."] }).provider).toBe("UNKNOWN");
  });

  it("has a sign-in at two of them", () => {
    expect(mailKeepers.filter((keeper) => signInAt(keeper) !== null)).toEqual(["GOOGLE", "MICROSOFT", "OUTLOOK_COM"]);
    expect([signInAt("OUTLOOK_COM"), signInAt("GATEWAY"), signInAt("MIXED")]).toEqual(["MICROSOFT", null, null]);
  });
});

describe("what is known without asking", () => {
  it.each([
    ["gmail.com", { kind: "signIn", provider: "GOOGLE" }],
    ["GoogleMail.com.", { kind: "signIn", provider: "GOOGLE" }],
    ["outlook.com", { kind: "signIn", provider: "MICROSOFT" }],
    ["hotmail.co.uk", { kind: "signIn", provider: "MICROSOFT" }],
    ["live.de", { kind: "signIn", provider: "MICROSOFT" }],
    ["msn.com", { kind: "signIn", provider: "MICROSOFT" }],
    ["yahoo.com", { kind: "imap", imap: { host: "imap.mail.yahoo.com", port: 993, security: "TLS" } }],
    ["yahoo.de", { kind: "imap", name: "Yahoo" }],
    ["aol.com", { kind: "imap", imap: { host: "imap.aol.com" } }],
    ["me.com", { kind: "imap", smtp: { host: "smtp.mail.me.com", port: 587, security: "STARTTLS" } }],
    ["fastmail.com", { kind: "imap", imap: { host: "imap.fastmail.com" } }],
    ["gmx.de", { kind: "imap", imap: { host: "imap.gmx.net" } }],
    ["gmx.com", { kind: "imap", imap: { host: "imap.gmx.com" } }],
    ["web.de", { kind: "imap", imap: { host: "imap.web.de" } }],
    ["zoho.eu", { kind: "imap", imap: { host: "imap.zoho.eu" } }],
    ["proton.me", { kind: "noImap", name: "Proton Mail" }],
    ["tutanota.com", { kind: "noImap", name: "Tuta" }],
  ])("%s", (domain, expected) => expect(findKnownDomain(domain)).toMatchObject(expected));

  it.each(["example.com", "hotmail.example.com", "live.acme.com", "constructor", "__proto__", "notgmail.com"])(
    "%s is no consumer domain",
    (domain) => {
      expect(findKnownDomain(domain)).toBeNull();
    },
  );

  it("tells keepers and hosts that mean a sign-in", () => {
    expect(findKnownKeeper("PROTON")).toMatchObject({ kind: "noImap" });
    expect(findKnownKeeper("FASTMAIL")).toMatchObject({ kind: "imap" });
    expect([findKnownKeeper("GATEWAY"), findKnownKeeper("OVH"), findKnownKeeper("toString")]).toEqual([null, null, null]);
    expect(signInAtHost("Outlook.Office365.com.")).toBe("MICROSOFT");
    expect(signInAtHost("imap.gmail.com")).toBe("GOOGLE");
    expect(signInAtHost("imap.example.com")).toBeNull();
  });
});
