import { getDomain } from "tldts";
import { parseAutoconfig } from "./autoconfig.ts";
import type { FetchDocument } from "./discovery.ports.ts";
import type { SettingsSource } from "./finding.ts";
import type { ServerPattern } from "./server-pattern.ts";

/** A document to ask for. */
export interface DocumentPlace {
  readonly source: Extract<SettingsSource, "autoconfig" | "ispdb">;
  readonly url: string;
  /** It was found by unsigned DNS (the MX), not by the address's own domain. */
  readonly byMx: boolean;
}

export interface DocumentFinding {
  readonly place: DocumentPlace;
  readonly imap: ServerPattern;
  readonly smtp: ServerPattern | null;
}

export interface DocumentSearch {
  readonly found: DocumentFinding | null;
  /** Every place answered, up to the one that had it. */
  readonly settled: boolean;
}

/** Of one document, in milliseconds: a silent host must leave time for the next in order. */
const documentTimeoutMs = 2_500;

/** @returns the part of a name that its owner registered (Public Suffix List); null for a bare suffix. */
export function registrableDomain(host: string): string | null {
  return getDomain(host, { allowPrivateDomains: true });
}

/** Both names belong to one owner, as far as registration tells. */
export function isSameOwner(host: string, domain: string): boolean {
  const owner = registrableDomain(domain);
  return host === domain || host.endsWith(`.${domain}`) || (owner !== null && registrableDomain(host) === owner);
}

/**
 * Where a domain's own document, or one about it, may be; https only.
 * @param ispdbUrl - with a slash at its end; null: nobody outside is asked.
 */
export function placesOf(domain: string, address: string, ispdbUrl: string | null, byMx = false): readonly DocumentPlace[] {
  const query = new URLSearchParams({ emailaddress: address }).toString();
  return [
    { source: "autoconfig", url: `https://autoconfig.${domain}/mail/config-v1.1.xml?${query}`, byMx },
    { source: "autoconfig", url: `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`, byMx },
    ...(ispdbUrl === null ? [] : [{ source: "ispdb" as const, url: `${ispdbUrl}${domain}`, byMx }]),
  ];
}

/** Asks all at once; the first in order that has a usable document wins, and the rest are called off. */
export async function findDocument(
  fetchDocument: FetchDocument,
  places: readonly DocumentPlace[],
  ports: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<DocumentSearch> {
  const over = new AbortController();
  const within = (): AbortSignal => AbortSignal.any([signal, over.signal, AbortSignal.timeout(documentTimeoutMs)]);
  const asked = places.map(async (place) => ({ place, fetched: await fetchDocument(place.url, within()) }));
  let settled = true;
  try {
    for (const answer of asked) {
      const { place, fetched } = await answer;
      if (fetched.type === "unknown") settled = false;
      const found = fetched.type === "text" ? toFinding(place, fetched.text, ports) : null;
      if (found) return { found, settled };
    }
    return { found: null, settled };
  } finally {
    over.abort();
  }
}

function toFinding(place: DocumentPlace, text: string, ports: ReadonlySet<number>): DocumentFinding | null {
  const document = parseAutoconfig(text);
  const imap = document?.imap.find(({ port }) => ports.has(port));
  const smtp = document?.smtp.find(({ port }) => ports.has(port)) ?? null;
  return imap ? { place, imap, smtp } : null;
}
