import { Resolver } from "node:dns/promises";
import type { DnsAnswer, MailDns } from "../discovery/discovery.ports.ts";
import { codeOf } from "./deadline.ts";

export interface DnsPatience {
  /** Of one question to one server, in milliseconds; a second try has twice as long. */
  readonly timeoutMs: number;
  readonly tries: number;
}

/** A person waits for it. */
const hurried: DnsPatience = { timeoutMs: 1_200, tries: 1 };

const absent: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"]);

/**
 * MX and SRV look-ups for finding mail servers.
 * @param servers - address or address:port; empty: the system's.
 * @param patience - default: one try of 1.2 s.
 */
export function createMailDns(servers: readonly string[], { timeoutMs, tries } = hurried): MailDns {
  // A resolver for each question, since cancelling ends everything that a resolver has under way.
  async function ask<Found, Entry>(
    signal: AbortSignal,
    question: (resolver: Resolver) => Promise<readonly Found[]>,
    toEntry: (found: Found) => Entry,
  ): Promise<DnsAnswer<Entry>> {
    if (signal.aborted) return { type: "unknown", code: "ECANCELLED" };
    const resolver = new Resolver({ timeout: timeoutMs, tries });
    if (servers.length > 0) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    try {
      const found = await question(resolver);
      return found.length > 0 ? { type: "records", records: found.map(toEntry) } : { type: "absent" };
    } catch (error) {
      const code = codeOf(error) ?? "EDNS";
      return absent.has(code) ? { type: "absent" } : { type: "unknown", code };
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  return {
    // With the final dot no search domain is tried.
    mx: (domain, signal) =>
      ask(
        signal,
        (resolver) => resolver.resolveMx(`${domain}.`),
        ({ exchange, priority }) => ({ exchange, preference: priority }),
      ),
    srv: (name, signal) =>
      ask(
        signal,
        (resolver) => resolver.resolveSrv(`${name}.`),
        ({ name: target, port, priority, weight }) => ({ target, port, priority, weight }),
      ),
  };
}
