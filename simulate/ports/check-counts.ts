import { countChecked, mostLookedAt, type Provider } from "@relink/domain";
import type { IncidentStore } from "../../apps/api/src/monitor/incident.store.ts";

type SeenChecks = Parameters<IncidentStore["count"]>[0];
type Spans = Parameters<IncidentStore["countHosts"]>[0];
type CountedHost = Awaited<ReturnType<IncidentStore["countHosts"]>>[number];
type CountedDomain = Awaited<ReturnType<IncidentStore["countDomains"]>>[number];

interface Trouble {
  readonly inbox_id: string;
  readonly workspace_id: string;
  readonly host: string;
  readonly provider: Provider;
  readonly domain: string;
  readonly policy_code: string | null;
  readonly ours_code: string | null;
  readonly client_id: string | null;
  readonly application_owner: string | null;
  readonly counted_at: string | null;
  readonly reported_at: string | null;
  readonly seen_at: string;
}

export interface Row extends Omit<Trouble, "counted_at" | "seen_at"> {
  readonly countedAt: number | null;
  readonly seenAt: number;
}

export interface CountNeeds {
  /** How many inboxes of a host are left out because they are well: each passes once an interval. */
  readonly quietAt: (host: string) => number;
  /** Hosts with an incident that is open. */
  readonly openHosts: () => Iterable<string>;
  /** Its inboxes that are CONNECTED or FAILING, at most so many. */
  readonly liveAt: (host: string, most: number) => readonly string[];
}

/** Whether its latest check since then, which ended otherwise than well, speaks of its host. */
function isTroubled(row: Row | undefined, after: number): boolean {
  return row !== undefined && row.ours_code === null && row.countedAt !== null && row.countedAt > after;
}

function countTroubled(rows: ReadonlyMap<string, Row>, after: number): number {
  let count = 0;
  for (const row of rows.values()) if (isTroubled(row, after)) count += 1;
  return count;
}

function isBusy(rows: ReadonlyMap<string, Row>, after: number, least: number): boolean {
  let count = 0;
  for (const row of rows.values()) {
    if (isTroubled(row, after)) count += 1;
    if (count >= least) return true;
  }
  return false;
}

function firstProvider(rows: ReadonlyMap<string, Row>): Provider | null {
  for (const { ours_code, provider } of rows.values()) if (ours_code === null) return provider;
  return null;
}

/** Our application that the row's check was refused to. */
function applicationOf({ provider, ours_code, client_id, application_owner }: Row): string {
  return `${provider} ${ours_code} ${client_id} ${application_owner}`;
}

function firstSince(rows: ReadonlyMap<string, Row>, from: number): Row | null {
  for (const row of rows.values()) if ((row.countedAt ?? 0) > from) return row;
  return null;
}

function since(rows: ReadonlyMap<string, Row>, from: number): Row[] {
  const later: Row[] = [];
  for (const row of rows.values()) if ((row.countedAt ?? 0) > from) later.push(row);
  return later;
}

/** What migration 0013 counts in tables, in memory: inboxes whose latest check did not pass, and passes by stretches. */
export class CheckCounts {
  readonly #needs: CountNeeds;
  readonly #troubled = new Map<string, Row>();
  readonly #byHost = new Map<string, Map<string, Row>>();
  /** Those that our application's refusal ended, by application, and those that a policy did: asked for at every round. */
  readonly #ours = new Map<string, Map<string, Row>>();
  readonly #policies = new Map<string, Row>();
  readonly #passes = new Map<string, { at: number; passed: number }[]>();
  #forgotAt = 0;
  /** Whose rows were written, in that order, from the `#journalFrom`-th on. */
  #journal: string[] = [];
  #journalFrom = 0;

  constructor(needs: CountNeeds) {
    this.#needs = needs;
  }

  find(inboxId: string): Row | null {
    return this.#troubled.get(inboxId) ?? null;
  }

  atHost(host: string): Iterable<Row> {
    return this.#byHost.get(host)?.values() ?? [];
  }

  /** How many rows were written by now. */
  get written(): number {
    return this.#journalFrom + this.#journal.length;
  }

  /** The rows, as they stand now, that were written after so many had been; all, where that is longer ago than is kept. */
  *writtenSince(count: number): Iterable<Row> {
    if (count < this.#journalFrom) return yield* this.#troubled.values();
    for (let index = count - this.#journalFrom; index < this.#journal.length; index += 1) {
      const row = this.#troubled.get(this.#journal[index] ?? "");
      if (row) yield row;
    }
  }

  /** Nobody asks for what was written before. */
  forgetWritten(count: number): void {
    if (count - this.#journalFrom < 50_000) return;
    this.#journal = this.#journal.slice(count - this.#journalFrom);
    this.#journalFrom = count;
  }

  count({ passed, cleared, troubled }: SeenChecks): void {
    for (const { host, at, passed: count } of passed) this.addPasses(host, Date.parse(at), count);
    for (const { inbox_id } of cleared) this.#drop(inbox_id);
    for (const row of troubled as Trouble[]) this.#keep(row);
  }

  addPasses(host: string, at: number, count: number): void {
    const list = this.#passes.get(host) ?? [];
    const last = list.at(-1);
    if (last?.at === at) last.passed += count;
    else list.push({ at, passed: count });
    this.#passes.set(host, list);
  }

  #drop(inboxId: string): void {
    const row = this.#troubled.get(inboxId);
    if (!row) return;
    const there = this.#byHost.get(row.host);
    for (const rows of [this.#troubled, this.#ours.get(applicationOf(row)), this.#policies, there]) rows?.delete(inboxId);
    // A round goes through all that are here.
    if (there?.size === 0) this.#byHost.delete(row.host);
  }

  #keep({ counted_at, seen_at, ...row }: Trouble): void {
    const before = this.#troubled.get(row.inbox_id);
    if (before && before.host !== row.host) this.#drop(row.inbox_id);
    const codes = counted_at === null && before ? { policy_code: before.policy_code, ours_code: before.ours_code } : {};
    const next: Row = {
      ...row,
      ...codes,
      reported_at: row.reported_at ?? before?.reported_at ?? null,
      countedAt: counted_at === null ? (before?.countedAt ?? null) : Date.parse(counted_at),
      seenAt: Date.parse(seen_at),
    };
    this.#troubled.set(row.inbox_id, next);
    const rows = this.#byHost.get(row.host) ?? new Map<string, Row>();
    this.#byHost.set(row.host, rows.set(row.inbox_id, next));
    this.#journal.push(row.inbox_id);
    if (before) this.#ours.get(applicationOf(before))?.delete(row.inbox_id);
    if (next.ours_code !== null) {
      const those = this.#ours.get(applicationOf(next)) ?? new Map<string, Row>();
      this.#ours.set(applicationOf(next), those.set(row.inbox_id, next));
    }
    if (next.policy_code === null) this.#policies.delete(row.inbox_id);
    else this.#policies.set(row.inbox_id, next);
  }

  countHosts(spans: Spans, least: number): CountedHost[] {
    const longest = spans.now - Math.max(...spans.lengths);
    const hosts = new Set(this.#needs.openHosts());
    // Plain loops here and below: a month goes through them each second, and an outage has thousands of rows.
    for (const [host, rows] of this.#byHost) if (rows.size >= least && isBusy(rows, longest, least)) hosts.add(host);
    return Array.from(hosts, (host) => this.countHost(spans, host));
  }

  countHost({ now, lengths, bucketMs, checkInterval }: Spans, host: string): CountedHost {
    const rows = this.#byHost.get(host) ?? new Map<string, Row>();
    const passes = this.#passes.get(host) ?? [];
    const live = this.#needs.liveAt(host, mostLookedAt + 1);
    const spans = lengths.map((lengthMs) => {
      const starts = now - lengthMs;
      const troubled = countTroubled(rows, starts);
      const counted = passes.reduce((sum, { at, passed }) => (at > starts - bucketMs ? sum + passed : sum), 0);
      const quiet = (this.#needs.quietAt(host) * (lengthMs + bucketMs)) / checkInterval;
      const well = live.length > mostLookedAt ? null : live.filter((id) => !isTroubled(rows.get(id), starts)).length;
      const span = { lengthMs, troubled, passed: counted + quiet, well };
      return { lengthMs, troubled, checked: countChecked(span, checkInterval) };
    });
    return { host, provider: firstProvider(rows) ?? "IMAP", spans };
  }

  /** One of each application's: the rules ask whether there is any, and a large one has tens of thousands. */
  countApplications(from: number) {
    const applications = [];
    for (const rows of this.#ours.values()) {
      const refused = firstSince(rows, from);
      if (!refused) continue;
      const { provider, ours_code, client_id, application_owner, workspace_id } = refused;
      const whose = { clientId: client_id, ownerId: application_owner, workspaceId: workspace_id };
      applications.push({ provider, code: ours_code ?? "", refused: 1, ...whose });
    }
    return applications;
  }

  countDomains(from: number): CountedDomain[] {
    const groups = Map.groupBy(
      since(this.#policies, from),
      ({ workspace_id, domain, policy_code }) => `${workspace_id} ${domain} ${policy_code}`,
    );
    return [...groups.values()].flatMap(([first, ...others]) =>
      first
        ? [
            {
              workspaceId: first.workspace_id,
              domain: first.domain,
              policyCode: first.policy_code ?? "",
              provider: first.provider,
              refused: others.length + 1,
            },
          ]
        : [],
    );
  }

  forget(windows: number, troubles: number, isTouched: (inboxId: string) => boolean): void {
    // Nothing counts what is older: it only costs room.
    if (windows - this.#forgotAt < 600_000) return;
    this.#forgotAt = windows;
    for (const [host, list] of this.#passes) {
      const kept = list.filter(({ at }) => at >= windows);
      if (kept.length < list.length) this.#passes.set(host, kept);
    }
    for (const { inbox_id, seenAt } of this.#troubled.values()) {
      if (seenAt >= troubles) continue;
      if (!isTouched(inbox_id)) this.#drop(inbox_id);
    }
  }
}
