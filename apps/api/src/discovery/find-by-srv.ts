import type { DnsAnswer, MailDns, SrvRecord } from "./discovery.ports.ts";
import { fillIn, type ServerPattern } from "./server-pattern.ts";

/** What a domain's SRV records say of one protocol. `absent`: explicitly not offered (a target of "."). */
type Service = { readonly type: "server"; readonly server: ServerPattern } | { readonly type: "absent" } | { readonly type: "nothing" };

export interface SrvFinding {
  readonly imap: ServerPattern | null;
  readonly smtp: ServerPattern | null;
  /** The domain says in so many words that it offers no IMAP. */
  readonly noImap: boolean;
  /** Every question was answered. */
  readonly settled: boolean;
}

/** By priority, then the heavier first: RFC 2782 would draw lots, but a person who asks twice wants one answer. */
function ordered(records: readonly SrvRecord[]): readonly SrvRecord[] {
  return records.toSorted((a, b) => a.priority - b.priority || b.weight - a.weight);
}

function toService(answer: DnsAnswer<SrvRecord>, security: ServerPattern["security"], ports: ReadonlySet<number>): Service {
  if (answer.type !== "records") return { type: "nothing" };
  const real = answer.records.filter(({ target }) => target !== "" && target !== ".");
  if (real.length === 0) return { type: "absent" };
  const servers = ordered(real).flatMap(
    ({ target, port }) => fillIn({ host: target, port, security, username: null }, "someone@example.com") ?? [],
  );
  const server = servers.find(({ port }) => ports.has(port));
  return server ? { type: "server", server } : { type: "nothing" };
}

function preferred(...services: readonly Service[]): ServerPattern | null {
  const found = services.find((service) => service.type === "server");
  return found?.server ?? null;
}

/**
 * Asks a domain's SRV records (RFC 6186, RFC 8314): TLS from the first byte before STARTTLS.
 * @param ports - at which mail servers may be reached; records with others are as if missing.
 */
export async function findBySrv(
  dns: Pick<MailDns, "srv">,
  domain: string,
  ports: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<SrvFinding> {
  const names = ["_imaps._tcp", "_imap._tcp", "_submissions._tcp", "_submission._tcp"] as const;
  const answers = await Promise.all(names.map((name) => dns.srv(`${name}.${domain}`, signal)));
  const services = answers.map((answer, index) => toService(answer, index % 2 === 0 ? "TLS" : "STARTTLS", ports));
  const [imaps = nothing, imap = nothing, submissions = nothing, submission = nothing] = services;
  return {
    imap: preferred(imaps, imap),
    smtp: preferred(submissions, submission),
    noImap: imaps.type === "absent" && imap.type === "absent",
    settled: answers.every(({ type }) => type !== "unknown"),
  };
}

const nothing: Service = { type: "nothing" };
