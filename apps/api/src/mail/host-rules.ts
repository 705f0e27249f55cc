import ipaddr from "ipaddr.js";

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Which private hosts the operator allows (RELINK_ALLOWED_PRIVATE_HOSTS). */
export interface HostRules {
  readonly names: ReadonlySet<string>;
  readonly suffixes: readonly string[];
  readonly ranges: readonly Range[];
}

// Public by number, but answered inside a cloud: Azure's wire server.
const metadataAddresses = new Set(["168.63.129.16"]);

/** @param entries - exact names, `*.suffix`, addresses, or CIDR. Throws where an entry is none of these. */
export function parseHostRules(entries: readonly string[]): HostRules {
  const names = new Set<string>();
  const suffixes: string[] = [];
  const ranges: Range[] = [];
  for (const entry of entries.map((one) => one.toLowerCase())) {
    if (entry.includes("/")) ranges.push(ipaddr.parseCIDR(entry));
    else if (ipaddr.isValid(entry)) ranges.push([ipaddr.process(entry), ipaddr.process(entry).kind() === "ipv6" ? 128 : 32]);
    else if (entry.startsWith("*.")) suffixes.push(entry.slice(1));
    else names.add(entry.replace(/\.$/, ""));
  }
  return { names, suffixes, ranges };
}

/** `host` canonical; a suffix matches whole labels only, and not the bare domain. */
export function allowsName(rules: HostRules, host: string): boolean {
  return rules.names.has(host) || rules.suffixes.some((suffix) => host.endsWith(suffix));
}

/** True for a unicast address that the whole world may reach. `process` also turns ::ffff:a.b.c.d into a.b.c.d. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return parsed.range() === "unicast" && !metadataAddresses.has(parsed.toString());
}

/** True for public unicast addresses, and for those in an allowed range. */
export function allowsAddress(rules: HostRules, address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return rules.ranges.some(([base, bits]) => base.kind() === parsed.kind() && parsed.match(base, bits)) || isPublicAddress(address);
}
