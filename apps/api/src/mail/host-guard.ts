import { lookup as systemLookup, Resolver } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";
import { allowsAddress, allowsName, isPublicAddress, parseHostRules } from "./host-rules.ts";

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/** A host that may be reached: connect by `lookup` (or to one of `addresses`), so that no second look-up can differ. */
export interface AdmittedHost {
  readonly type: "admitted";
  /** Canonical: lower case, no final dot, IP literals in their usual form. */
  readonly host: string;
  /** What the certificate must name; null for an IP literal. */
  readonly serverName: string | null;
  readonly addresses: readonly [Address, ...Address[]];
  readonly lookup: LookupFunction;
  /** The operator's settings let it in: by its name, or since none of its addresses would be admitted otherwise. */
  readonly byOperator: boolean;
}

export type Admission =
  | AdmittedHost
  /** Not allowed or not there. Which of the two is not told: it would map our network. */
  | { readonly type: "refusedHost" }
  /** The resolvers gave no answer; `code` is Node's (ETIMEOUT, ESERVFAIL, EAI_AGAIN, …). */
  | { readonly type: "unresolved"; readonly code: string };

export interface HostGuard {
  /** Called at each connect, since what a name means may change in between. */
  admit(server: { readonly host: string; readonly port: number }): Promise<Admission>;
}

/** Looks a name up once. Throws Node's errors with a `code`; ENOTFOUND or ENODATA where there is nothing. */
export type ResolveHost = (host: string) => Promise<readonly Address[]>;

export interface HostGuardSettings {
  /** Address or address:port; empty: the system's. */
  readonly dnsServers: readonly string[];
  /** `any`: who asks decides itself. */
  readonly mailPorts: readonly number[] | "any";
  /** Exact names, `*.suffix`, addresses, or CIDR. */
  readonly allowedPrivateHosts: readonly string[];
  /** Servers that the operator named: reached wherever they are. */
  readonly trusted: readonly { readonly host: string; readonly port: number }[];
}

const lookupTimeoutMs = 5_000;
const refused: Admission = { type: "refusedHost" };

/** The name as DNS knows it, or the address; null where it is neither. Number forms (127.1, 0x7f000001) become addresses. */
export function canonicalHost(host: string): string | null {
  const text = host.trim().replace(/^\[(.*)\]$/, "$1");
  if (text.includes(":")) return ipaddr.IPv6.isValid(text) && !text.includes("%") ? ipaddr.IPv6.parse(text).toString() : null;
  // Everything else that a URL could hide beside its host is refused before the URL parser sees it.
  if (!/^[^\s/\\?#@%\p{Cc}]{1,253}$/u.test(text) || !URL.canParse(`http://${text}/`)) return null;
  const { hostname } = new URL(`http://${text}/`);
  const name = hostname.replace(/\.$/, "");
  return /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(name) ? name : null;
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "EDNS";
}

function isAbsent(code: string): boolean {
  return code === "ENOTFOUND" || code === "ENODATA" || code === "EBADNAME";
}

function resolveWith(servers: readonly string[]): ResolveHost {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  resolver.setServers(servers);
  return async (host) => {
    // With the final dot no search domain is tried.
    const [four, six] = await Promise.allSettled([resolver.resolve4(`${host}.`), resolver.resolve6(`${host}.`)]);
    const failures = [four, six].filter((answer) => answer.status === "rejected").map((answer) => answer.reason as unknown);
    const trouble = failures.find((failure) => !isAbsent(errorCode(failure)));
    // One family that can't be asked might be the one that is not allowed.
    if (trouble !== undefined || failures.length === 2) throw trouble ?? failures[0];
    return [
      ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 as const })) : []),
      ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 as const })) : []),
    ];
  };
}

const resolveWithSystem: ResolveHost = async (host) =>
  (await systemLookup(host, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("The look-up took too long."), { code: "ETIMEOUT" })), lookupTimeoutMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function pinned(addresses: readonly [Address, ...Address[]]): LookupFunction {
  return (_host, options, callback) => {
    const wanted = options.family === 4 || options.family === 6 ? addresses.filter(({ family }) => family === options.family) : addresses;
    const first = wanted[0];
    if (!first) return callback(Object.assign(new Error("No such address."), { code: "ENOTFOUND" }), "", 0);
    return options.all
      ? callback(
          null,
          wanted.map((one) => ({ ...one })),
        )
      : callback(null, first.address, first.family);
  };
}

function admitted(host: string, found: readonly Address[], byOperator: boolean): Admission {
  const [first, ...rest] = found.toSorted((a, b) => a.family - b.family);
  if (!first) return refused;
  return {
    type: "admitted",
    host,
    serverName: ipaddr.isValid(host) ? null : host,
    addresses: [first, ...rest],
    lookup: pinned([first, ...rest]),
    byOperator,
  };
}

/**
 * Decides which hosts this server connects to: unicast addresses only, unless the operator allowed the host.
 * @param resolve - for tests; else the settings' resolvers, or the system's.
 */
export function createHostGuard(settings: HostGuardSettings, resolve?: ResolveHost): HostGuard {
  const rules = parseHostRules(settings.allowedPrivateHosts);
  const configured = resolve ?? (settings.dnsServers.length > 0 ? resolveWith(settings.dnsServers) : resolveWithSystem);
  const trusted = new Set(settings.trusted.map(({ host, port }) => `${canonicalHost(host) ?? host}:${port}`));

  async function find(host: string, isTrusted: boolean): Promise<readonly Address[]> {
    if (ipaddr.isValid(host)) return [{ address: host, family: ipaddr.parse(host).kind() === "ipv6" ? 6 : 4 }];
    try {
      return await withinTime(configured(host));
    } catch (error) {
      // The operator may name a host that only this machine knows, like localhost.
      if (isTrusted && isAbsent(errorCode(error)) && settings.dnsServers.length > 0) return withinTime(resolveWithSystem(host));
      throw error;
    }
  }

  return {
    async admit({ host: named, port }) {
      const host = canonicalHost(named);
      if (host === null) return refused;
      const isTrusted = trusted.has(`${host}:${port}`);
      if (!isTrusted && settings.mailPorts !== "any" && !settings.mailPorts.includes(port)) return refused;
      try {
        const found = await find(host, isTrusted);
        const free = isTrusted || allowsName(rules, host);
        const byOperator = free || found.every(({ address }) => !isPublicAddress(address));
        return free || found.every(({ address }) => allowsAddress(rules, address)) ? admitted(host, found, byOperator) : refused;
      } catch (error) {
        const code = errorCode(error);
        return isAbsent(code) ? refused : { type: "unresolved", code };
      }
    },
  };
}
