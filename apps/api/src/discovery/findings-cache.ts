import { domainOf, type Durations } from "@relink/domain";
import { LRUCache } from "lru-cache";
import type { Finding } from "./finding.ts";
import type { Search } from "./find-servers.ts";

/** Finds a domain's mail servers, or remembers them. Never throws for what a stranger's server does. */
export type FindServers = (address: string) => Promise<Finding>;

export interface FindingsCacheNeeds {
  readonly find: (address: string, signal: AbortSignal) => Promise<Search>;
  readonly clock: { now(): number; readonly durations: Pick<Durations, "discoveryKept" | "discoveryMissKept"> };
  /** Of one search in all, in milliseconds. */
  readonly limitMs: number;
  readonly late: Finding;
}

const domainsKept = 2_000;

/** Keeps a finding for each domain in this process, and runs one search of a domain at a time; within `limitMs` in all. */
export function rememberFindings({ find, clock, limitMs, late }: FindingsCacheNeeds): FindServers {
  const kept = new LRUCache<string, Finding>({
    max: domainsKept,
    ttl: clock.durations.discoveryKept,
    ttlResolution: 0,
    perf: { now: () => clock.now() },
  });
  const running = new Map<string, Promise<Finding>>();

  async function search(domain: string, address: string): Promise<Finding> {
    const { finding, settled } = await withinLimit(find, address, limitMs, late);
    const { discoveryKept, discoveryMissKept } = clock.durations;
    kept.set(domain, finding, { ttl: settled && finding.source !== "none" ? discoveryKept : discoveryMissKept });
    return finding;
  }

  return async (address) => {
    const domain = domainOf(address);
    const remembered = kept.get(domain);
    if (remembered) return remembered;
    const begun = running.get(domain) ?? search(domain, address).finally(() => running.delete(domain));
    running.set(domain, begun);
    return begun;
  };
}

async function withinLimit(find: FindingsCacheNeeds["find"], address: string, limitMs: number, late: Finding): Promise<Search> {
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<Search>((resolve) => {
    timer = setTimeout(() => {
      limit.abort();
      resolve({ finding: late, settled: false });
    }, limitMs);
  });
  return Promise.race([find(address, limit.signal), over]).finally(() => clearTimeout(timer));
}
