/** One MX record. `exchange` is empty or "." for a null MX (RFC 7505). */
export interface MxRecord {
  readonly exchange: string;
  readonly preference: number;
}

/** Who keeps the mail behind an MX; the names are Relink's own. */
export const mailKeepers = [
  "GOOGLE",
  "MICROSOFT",
  "OUTLOOK_COM",
  "YAHOO",
  "AOL",
  "ICLOUD",
  "FASTMAIL",
  "ZOHO",
  "PROTON",
  "TUTA",
  "YANDEX",
  "IONOS",
  "STRATO",
  "GODADDY",
  "OVH",
  "GANDI",
  "RACKSPACE",
  "WORKMAIL",
  "NAMECHEAP",
  "TITAN",
  "MIGADU",
  "MAILBOX_ORG",
  "LARK",
] as const;
export type MailKeeper = (typeof mailKeepers)[number];

/**
 * GATEWAY: a filter or forwarder stands in front, so the mailbox may be anywhere. UNKNOWN: nobody that Relink knows, or no records.
 * MIXED: records of equal preference that lead to different places. NULL_MX: the domain says that it takes no mail.
 */
export type MxProvider = MailKeeper | "GATEWAY" | "UNKNOWN" | "MIXED" | "NULL_MX";

export interface MxVerdict {
  readonly provider: MxProvider;
  /** The hosts of the lowest preference, lower case, without a final dot, each once; empty for a null MX. */
  readonly hosts: readonly string[];
}

/** Suffixes by which the operator's own settings know a provider, besides the built-in ones. */
export interface OwnMxSuffixes {
  readonly google: readonly string[];
  readonly microsoft: readonly string[];
}

type Rule = readonly [provider: MailKeeper | "GATEWAY", suffixes: readonly string[]];

/** Before every other: free accounts live in a name of their own beside Microsoft 365's. */
const outlookCom: Rule = ["OUTLOOK_COM", ["olc.protection.outlook.com"]];

/** Host suffixes, whole labels. Where they come from: providers' own set-up pages, and Thunderbird's ISPDB. */
const rules: readonly Rule[] = [
  ["GOOGLE", ["google.com", "googlemail.com"]],
  ["MICROSOFT", ["mail.protection.outlook.com", "mx.microsoft", "mail.protection.office365.us", "mail.protection.partner.outlook.cn"]],
  ["AOL", ["mail.gm0.yahoodns.net"]],
  ["YAHOO", ["yahoodns.net"]],
  ["ICLOUD", ["mail.icloud.com"]],
  ["FASTMAIL", ["messagingengine.com"]],
  ["ZOHO", ["zoho.com", "zoho.eu", "zoho.in", "zoho.com.au", "zoho.jp", "zohocloud.ca"]],
  ["PROTON", ["protonmail.ch"]],
  ["TUTA", ["tutanota.de"]],
  ["YANDEX", ["mx.yandex.net", "mx.yandex.ru"]],
  ["IONOS", ["kundenserver.de", "perfora.net"]],
  ["STRATO", ["rzone.de"]],
  ["GODADDY", ["secureserver.net"]],
  ["OVH", ["ovh.net"]],
  ["GANDI", ["gandi.net"]],
  ["RACKSPACE", ["emailsrvr.com"]],
  ["NAMECHEAP", ["registrar-servers.com", "privateemail.com"]],
  ["TITAN", ["titan.email"]],
  ["MIGADU", ["migadu.com"]],
  ["MAILBOX_ORG", ["mailbox.org"]],
  ["LARK", ["larksuite.com"]],
  ["GATEWAY", ["pphosted.com", "ppe-hosted.com", "gpphosted.com"]],
  ["GATEWAY", ["mimecast.com", "mimecast.co.za"]],
  ["GATEWAY", ["barracudanetworks.com", "iphmx.com", "messagelabs.com", "trendmicro.com", "trendmicro.eu", "sophos.com"]],
  ["GATEWAY", ["hornetsecurity.com", "antispameurope.com", "antispamcloud.com", "fireeyecloud.com"]],
  ["GATEWAY", ["mx.cloudflare.net", "improvmx.com", "forwardemail.net"]],
];

/** The region stands in the middle of WorkMail's hosts. */
const workMail = /^inbound-smtp\.[a-z0-9-]+\.amazonaws\.com$/;

function normalise(host: string): string {
  return host.trim().toLowerCase().replace(/\.$/, "");
}

function endsWithLabels(host: string, suffix: string): boolean {
  const labels = normalise(suffix);
  return labels !== "" && (host === labels || host.endsWith(`.${labels}`));
}

function keeperOf(host: string, own: OwnMxSuffixes): MailKeeper | "GATEWAY" | "UNKNOWN" {
  // The operator's suffixes come before the rest: whoever names a gateway there knows what stands behind it.
  const ordered: readonly Rule[] = [outlookCom, ["GOOGLE", own.google], ["MICROSOFT", own.microsoft], ...rules];
  const rule = ordered.find(([, suffixes]) => suffixes.some((suffix) => endsWithLabels(host, suffix)));
  return rule?.[0] ?? (workMail.test(host) ? "WORKMAIL" : "UNKNOWN");
}

const noOwn: OwnMxSuffixes = { google: [], microsoft: [] };

/**
 * Says who keeps a domain's mail, by its MX records of the lowest preference. Several names of one provider are one.
 * @param records - of an answer that came; a failed look-up is no records, and no evidence of anything.
 */
export function classifyMx(records: readonly MxRecord[], own: OwnMxSuffixes = noOwn): MxVerdict {
  const named = records.map(({ exchange, preference }) => ({ host: normalise(exchange), preference }));
  const real = named.filter(({ host }) => host !== "");
  if (real.length === 0) return { provider: named.length === 0 ? "UNKNOWN" : "NULL_MX", hosts: [] };
  const lowest = Math.min(...real.map(({ preference }) => preference));
  const hosts = [...new Set(real.filter(({ preference }) => preference === lowest).map(({ host }) => host))];
  const [first = "UNKNOWN", ...others] = new Set(hosts.map((host) => keeperOf(host, own)));
  return { provider: others.length > 0 ? "MIXED" : first, hosts };
}

/** @returns the provider at which one signs in for a keeper's mailboxes; null for keepers that only IMAP opens, or nothing. */
export function signInAt(provider: MxProvider): "GOOGLE" | "MICROSOFT" | null {
  if (provider === "GOOGLE" || provider === "MICROSOFT") return provider;
  return provider === "OUTLOOK_COM" ? "MICROSOFT" : null;
}
