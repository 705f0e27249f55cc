import type { Answer, Question } from "dns-packet";
import { badCertificateHost } from "../platform/certificates.ts";
import type { Domain } from "./domain.store.ts";

export const zoneName = "demo.test";

export type ZoneAnswer =
  | { readonly kind: "answer"; readonly answers: readonly Answer[] }
  | { readonly kind: "refused" | "nxdomain" | "servfail" | "hang" };

export type Zone = {
  readonly domains: readonly Domain[];
  readonly imapPort: number;
  readonly smtpPort: number;
};

const ttl = 1;

const hosts = [
  "imap.google.demo.test",
  "smtp.google.demo.test",
  "imap.microsoft.demo.test",
  "smtp.microsoft.demo.test",
  "mail.imap.demo.test",
  badCertificateHost,
];

/** What the zone says to a question. Pure: an existing name without that record answers nothing, an unknown one NXDOMAIN. */
export function answerFrom(zone: Zone, { name: asked, type }: Pick<Question, "name" | "type">): ZoneAnswer {
  const name = asked.toLowerCase().replace(/\.$/, "");
  if (name !== zoneName && !name.endsWith(`.${zoneName}`)) return { kind: "refused" };
  const domain = zone.domains.find((item) => name === item.name || name.endsWith(`.${item.name}`));
  // The hosts stay reachable by name while their domain's own records make trouble.
  if (domain?.reply && !hosts.includes(name)) return { kind: domain.reply };
  const records = recordsOf(zone, name);
  if (records.length === 0 && !existsBelow(zone, name)) return { kind: "nxdomain" };
  return { kind: "answer", answers: records.filter((record) => record.type === type) };
}

function recordsOf({ domains, imapPort, smtpPort }: Zone, name: string): Answer[] {
  if (hosts.includes(name)) return [{ type: "A", name, ttl, data: "127.0.0.1" }];
  const own = domains.find((domain) => domain.name === name);
  if (own) return own.mx.map((data) => ({ type: "MX", name, ttl, data: { ...data } }));
  const service = /^_(imaps|submissions)\._tcp\.(.+)$/.exec(name);
  const target = mailHosts[service?.[2] ?? ""];
  if (!service || !target) return [];
  const [imap, smtp] = target;
  const data =
    service[1] === "imaps"
      ? { priority: 0, weight: 1, port: imapPort, target: imap }
      : { priority: 0, weight: 1, port: smtpPort, target: smtp };
  return [{ type: "SRV", name, ttl, data }];
}

/** Domain to its IMAP and SMTP hosts, for RFC 6186 look-ups. */
const mailHosts: Readonly<Record<string, readonly [string, string]>> = {
  "google.demo.test": ["imap.google.demo.test", "smtp.google.demo.test"],
  "microsoft.demo.test": ["imap.microsoft.demo.test", "smtp.microsoft.demo.test"],
  "outlook.demo.test": ["imap.microsoft.demo.test", "smtp.microsoft.demo.test"],
  "imap.demo.test": ["mail.imap.demo.test", "mail.imap.demo.test"],
};

function existsBelow({ domains }: Zone, name: string): boolean {
  return [...hosts, ...domains.map((domain) => domain.name)].some((item) => item === name || item.endsWith(`.${name}`));
}
