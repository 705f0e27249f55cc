import type { MailKeeper } from "./mx.ts";

/** A server and how TLS begins there: with the connection, or by STARTTLS. */
export interface KnownServer {
  readonly host: string;
  readonly port: number;
  readonly security: "TLS" | "STARTTLS";
}

/** How the mailboxes of a keeper, or of a domain, are opened. */
export type KnownMail =
  /** `personal`: free accounts, which may send by a server of their own. */
  | { readonly kind: "signIn"; readonly provider: "GOOGLE" | "MICROSOFT"; readonly name: string; readonly personal?: true }
  | { readonly kind: "imap"; readonly name: string; readonly imap: KnownServer; readonly smtp: KnownServer }
  /** Nothing but the keeper's own programs opens them. */
  | { readonly kind: "noImap"; readonly name: string };

const tls = (host: string, port: number): KnownServer => ({ host, port, security: "TLS" });
const startTls = (host: string, port: number): KnownServer => ({ host, port, security: "STARTTLS" });
const imap = (name: string, imapHost: string, smtp: KnownServer): KnownMail => ({
  kind: "imap",
  name,
  imap: tls(imapHost, 993),
  smtp,
});

const google: KnownMail = { kind: "signIn", provider: "GOOGLE", name: "Google" };
const microsoft365: KnownMail = { kind: "signIn", provider: "MICROSOFT", name: "Microsoft 365" };
const outlookCom: KnownMail = { kind: "signIn", provider: "MICROSOFT", name: "Outlook.com", personal: true };
const proton: KnownMail = { kind: "noImap", name: "Proton Mail" };
const tuta: KnownMail = { kind: "noImap", name: "Tuta" };
const yahoo = imap("Yahoo", "imap.mail.yahoo.com", tls("smtp.mail.yahoo.com", 465));
const aol = imap("AOL", "imap.aol.com", tls("smtp.aol.com", 465));
const icloud = imap("iCloud", "imap.mail.me.com", startTls("smtp.mail.me.com", 587));
const fastmail = imap("Fastmail", "imap.fastmail.com", tls("smtp.fastmail.com", 465));
const yandex = imap("Yandex", "imap.yandex.com", tls("smtp.yandex.com", 465));
const gmx = imap("GMX", "imap.gmx.net", tls("mail.gmx.net", 465));
const gmxCom = imap("GMX", "imap.gmx.com", tls("mail.gmx.com", 465));
const webDe = imap("WEB.DE", "imap.web.de", tls("smtp.web.de", 465));
const mailboxOrg = imap("mailbox.org", "imap.mailbox.org", tls("smtp.mailbox.org", 465));
const zoho = (end: string): KnownMail => imap("Zoho", `imap.zoho.${end}`, tls(`smtp.zoho.${end}`, 465));

/** Keepers whose servers are the same for every domain; the others answer by SRV, autoconfig or ISPDB. */
const byKeeper: Partial<Record<MailKeeper, KnownMail>> = {
  GOOGLE: google,
  MICROSOFT: microsoft365,
  OUTLOOK_COM: outlookCom,
  YAHOO: yahoo,
  AOL: aol,
  ICLOUD: icloud,
  FASTMAIL: fastmail,
  PROTON: proton,
  TUTA: tuta,
  YANDEX: yandex,
  MIGADU: imap("Migadu", "imap.migadu.com", tls("smtp.migadu.com", 465)),
  MAILBOX_ORG: mailboxOrg,
};

const byDomain: Readonly<Record<string, KnownMail>> = {
  ...all(google, "gmail.com", "googlemail.com"),
  ...all(outlookCom, ...endings("hotmail", "com co.uk fr de it es nl be dk se no fi gr com.br com.ar")),
  ...all(outlookCom, ...endings("outlook", "com de fr it es pt at be dk cz hu ie jp kr sa com.au com.br com.ar com.tr co.il co.th")),
  ...all(outlookCom, ...endings("live", "com co.uk fr de it nl be dk se no ca cn jp at ie ru com.au com.mx com.pt")),
  ...all(outlookCom, "msn.com", "windowslive.com", "passport.com"),
  ...all(yahoo, ...endings("yahoo", "com co.uk fr de it es ie gr pl ro se no dk ca in co.in co.id com.br com.ar com.au com.mx com.tr")),
  ...all(yahoo, "ymail.com", "rocketmail.com", "myyahoo.com"),
  ...all(aol, "aol.com", "aim.com", "verizon.net"),
  ...all(icloud, "icloud.com", "me.com", "mac.com"),
  ...all(fastmail, "fastmail.com", "fastmail.fm", "messagingengine.com"),
  ...all(proton, "proton.me", "protonmail.com", "protonmail.ch", "pm.me"),
  ...all(tuta, "tuta.com", "tuta.io", "tutanota.com", "tutanota.de", "tutamail.com", "keemail.me"),
  ...all(yandex, "yandex.com", "yandex.ru", "ya.ru"),
  ...all(gmx, "gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.eu"),
  ...all(gmxCom, "gmx.com", "gmx.us", "gmx.co.uk", "gmx.fr"),
  ...all(webDe, "web.de"),
  ...all(mailboxOrg, "mailbox.org"),
  ...all(zoho("com"), "zoho.com", "zohomail.com"),
  ...all(zoho("eu"), "zoho.eu", "zohomail.eu"),
  ...all(zoho("in"), "zoho.in", "zohomail.in"),
};

/** The endings under which one company has a name; of those left out the MX speaks. */
function endings(name: string, list: string): readonly string[] {
  return list.split(" ").map((ending) => `${name}.${ending}`);
}

function all(mail: KnownMail, ...domains: readonly string[]): Record<string, KnownMail> {
  return Object.fromEntries(domains.map((domain) => [domain, mail]));
}

/** @returns how an address of a consumer domain is opened, without asking anyone; null for every other domain. */
export function findKnownDomain(domain: string): KnownMail | null {
  const name = domain.toLowerCase().replace(/\.$/, "");
  return (Object.hasOwn(byDomain, name) ? byDomain[name] : null) ?? null;
}

/** @returns how the mailboxes of a keeper are opened, where that is the same for all of its domains. */
export function findKnownKeeper(keeper: string): KnownMail | null {
  return (Object.hasOwn(byKeeper, keeper) ? byKeeper[keeper as MailKeeper] : null) ?? null;
}

/** IMAP hosts that take no password from us: whoever names them means a sign-in. */
const signInHosts: Readonly<Record<string, "GOOGLE" | "MICROSOFT">> = {
  "imap.gmail.com": "GOOGLE",
  "imap.googlemail.com": "GOOGLE",
  "outlook.office365.com": "MICROSOFT",
  "outlook.office.com": "MICROSOFT",
  "imap-mail.outlook.com": "MICROSOFT",
};

/** @returns the provider at which one signs in for this IMAP host, or null. */
export function signInAtHost(host: string): "GOOGLE" | "MICROSOFT" | null {
  const name = host.toLowerCase().replace(/\.$/, "");
  return Object.hasOwn(signInHosts, name) ? (signInHosts[name] ?? null) : null;
}
