import {
  classifyMx,
  domainOf,
  findKnownDomain,
  findKnownKeeper,
  signInAt,
  signInAtHost,
  type MxVerdict,
  type OwnMxSuffixes,
} from "@relink/domain";
import type { FetchDocument, MailDns, MayReach } from "./discovery.ports.ts";
import { findBySrv, type SrvFinding } from "./find-by-srv.ts";
import { findDocument, isSameOwner, placesOf, registrableDomain, type DocumentFinding } from "./find-documents.ts";
import { fromKnown, fromSignIn, nothingFound, type Finding, type SettingsSource, type SignInServers } from "./finding.ts";
import type { ServerPattern } from "./server-pattern.ts";

export interface FindServersNeeds {
  readonly dns: MailDns;
  readonly fetchDocument: FetchDocument;
  readonly mayReach: MayReach;
  /** With a slash at its end; null: nobody outside is asked about a domain. */
  readonly ispdbUrl: string | null;
  readonly mailPorts: readonly number[];
  readonly ownMx: OwnMxSuffixes;
  readonly signInServers: SignInServers;
}

export interface Search {
  readonly finding: Finding;
  /** Nothing that was asked on the way stayed silent: asking again soon would say the same. */
  readonly settled: boolean;
}

type Servers = Pick<Finding, "imap" | "smtp" | "needsConfirmation"> & { readonly imap: ServerPattern };

/** One search for one address. The order is that of RFC 6186 clients and Thunderbird; the first that knows wins. */
export function createFindServers(needs: FindServersNeeds): (address: string, signal: AbortSignal) => Promise<Search> {
  const ports = new Set(needs.mailPorts);
  return async (address, signal) => {
    const domain = domainOf(address);
    const known = findKnownDomain(domain);
    if (known) return { finding: fromKnown(known, "known", needs.signInServers), settled: true };
    const [mxAnswer, srv] = await Promise.all([needs.dns.mx(domain, signal), findBySrv(needs.dns, domain, ports, signal)]);
    const mx = classifyMx(mxAnswer.type === "records" ? mxAnswer.records : [], needs.ownMx);
    const byMx = findByMx(needs, mx);
    if (byMx) return { finding: byMx, settled: true };
    const settled = mxAnswer.type !== "unknown" && srv.settled;
    const bySrv = toSrvFinding(needs, domain, srv);
    if (bySrv) return { finding: bySrv, settled };
    const search = await findByDocuments(needs, { address, domain, mx, ports }, signal);
    if (search.finding.source !== "none") return { ...search, settled: settled && search.settled };
    if (mx.provider === "NULL_MX") return { finding: { ...nothingFound, obstacle: "NO_MAIL" }, settled };
    return { finding: await guess(needs, domain), settled: false };
  };
}

/** Where one signs in, and where there is no IMAP at all: no other answer could change that. */
function findByMx(needs: FindServersNeeds, mx: MxVerdict): Finding | null {
  const keeper = findKnownKeeper(mx.provider);
  return keeper && (signInAt(mx.provider) || keeper.kind === "noImap") ? fromKnown(keeper, "mx", needs.signInServers) : null;
}

function toSrvFinding(needs: FindServersNeeds, domain: string, { imap, smtp, noImap }: SrvFinding): Finding | null {
  if (imap) return toFinding(needs, "srv", { imap, smtp, needsConfirmation: isElsewhere(domain, imap, smtp) });
  return noImap ? { ...nothingFound, source: "srv", obstacle: "NO_IMAP" } : null;
}

interface Wanted {
  readonly address: string;
  readonly domain: string;
  readonly mx: MxVerdict;
  readonly ports: ReadonlySet<number>;
}

async function findByDocuments(needs: FindServersNeeds, { address, domain, mx, ports }: Wanted, signal: AbortSignal): Promise<Search> {
  const keeper = findKnownKeeper(mx.provider);
  const others = keeper ? [] : placesByMx(mx, domain, address, needs.ispdbUrl);
  const { found, settled } = await findDocument(
    needs.fetchDocument,
    [...placesOf(domain, address, needs.ispdbUrl), ...others],
    ports,
    signal,
  );
  if (found) return { finding: toFinding(needs, found.place.source, toServers(found, domain)), settled };
  return { finding: keeper ? fromKnown(keeper, "mx", needs.signInServers) : nothingFound, settled };
}

async function guess({ mayReach }: FindServersNeeds, domain: string): Promise<Finding> {
  const [imap, mail, smtp] = await Promise.all([
    mayReach(`imap.${domain}`, 993),
    mayReach(`mail.${domain}`, 993),
    mayReach(`smtp.${domain}`, 465),
  ]);
  if (!imap && !mail) return nothingFound;
  const server = (name: string, port: number): ServerPattern => ({ host: `${name}.${domain}`, port, security: "TLS", username: null });
  const sending = smtp ? "smtp" : mail ? "mail" : null;
  return {
    ...nothingFound,
    source: "guess",
    needsConfirmation: true,
    imap: server(imap ? "imap" : "mail", 993),
    smtp: sending && server(sending, 465),
  };
}

/** A host that means a sign-in is one, whoever names it. */
function toFinding({ signInServers }: FindServersNeeds, source: SettingsSource, servers: Servers): Finding {
  const own = (["GOOGLE", "MICROSOFT"] as const).find((provider) => signInServers[provider].imap.host === servers.imap.host);
  const provider = own ?? signInAtHost(servers.imap.host);
  if (provider) return fromSignIn(provider, source, signInServers);
  return { ...nothingFound, ...servers, source };
}

/** A filter in front of the mailboxes says nothing about them; nor do hosts of the domain itself, which was asked. */
function placesByMx(mx: MxVerdict, domain: string, address: string, ispdbUrl: string | null) {
  const [host] = mx.hosts;
  if (host === undefined || mx.provider === "GATEWAY" || mx.provider === "MIXED" || isSameOwner(host, domain)) return [];
  const owner = registrableDomain(host);
  return owner === null ? [] : placesOf(owner, address, ispdbUrl, true);
}

function toServers({ place, imap, smtp }: DocumentFinding, domain: string): Servers {
  return { imap, smtp, needsConfirmation: place.byMx && isElsewhere(domain, imap, smtp) };
}

/** The password would go to a host of another owner. */
function isElsewhere(domain: string, ...servers: readonly (ServerPattern | null)[]): boolean {
  return servers.some((server) => server !== null && !isSameOwner(server.host, domain));
}
