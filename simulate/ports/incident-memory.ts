import { incidentKey, type IncidentSubject, type OurEnd } from "@relink/domain";
import type { IncidentStore } from "../../apps/api/src/monitor/incident.store.ts";
import { CheckCounts, type CountNeeds, type Row } from "./check-counts.ts";
import type { SimInbox } from "../world/inbox.ts";

type StoredIncident = Awaited<ReturnType<IncidentStore["listOpen"]>>[number];
type SeenChecks = Parameters<IncidentStore["count"]>[0];
type Spans = Parameters<IncidentStore["countHosts"]>[0];

type Open = StoredIncident & { lastBadAt: number; readonly touched: Map<string, SimInbox>; grownAt: number };

export interface IncidentMemoryNeeds extends Omit<CountNeeds, "openHosts"> {
  readonly find: (inboxId: string) => SimInbox;
  /** Looks at it at `at` where it would be looked at later than `until`. */
  readonly bring: (inbox: SimInbox, at: number, until: number) => void;
  readonly opened: (subject: IncidentSubject, at: number) => void;
  readonly closed: (incident: StoredIncident, at: number) => void;
}

/** What migration 0013 keeps in tables, in memory: incidents, and whom they touch. */
export class IncidentMemory {
  readonly #needs: IncidentMemoryNeeds;
  readonly #counts: CheckCounts;
  readonly #open = new Map<string, Open>();
  readonly #byId = new Map<string, Open>();
  #counting: { since: number; lastAt: number } | null = null;
  #made = 0;

  constructor(needs: IncidentMemoryNeeds) {
    this.#needs = needs;
    this.#counts = new CheckCounts({ ...needs, openHosts: () => this.#openHosts() });
  }

  isOpenAt(host: string): boolean {
    return this.#open.size > 0 && this.#open.has(`host ${host}`);
  }

  *#openHosts(): Iterable<string> {
    for (const { kind, host } of this.#open.values()) if (kind === "PROVIDER_OUTAGE" && host !== null) yield host;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** A check that was not made, since its inbox rested. */
  passed(host: string, at: number): void {
    this.#counts.addPasses(host, at, 1);
  }

  /** As the use-cases know it. */
  asStore(): IncidentStore {
    const store = {
      count: async (seen: SeenChecks) => this.#counts.count(seen),
      listOpen: async () => [...this.#open.values()],
      countHosts: async (spans: Spans, least: number) => this.#counts.countHosts(spans, least),
      countHost: async (spans: Spans, host: string) => this.#counts.countHost(spans, host),
      countApplications: async (from: number) => this.#counts.countApplications(from),
      countDomains: async (from: number) => this.#counts.countDomains(from),
      countTouched: async (id: string) => this.#countTouched(id),
      findHold: async (inboxId: string, host: string) => ({
        open: this.isOpenAt(host),
        reported: this.#counts.find(inboxId)?.reported_at != null,
      }),
      keepCounting: async (now: number, gapMs: number) => this.#keepCounting(now, gapMs),
      open: async (subject: IncidentSubject, now: number) => this.#begin(subject, now),
      grow: async (id: string, from: number) => this.#grow(id, from),
      markBad: async (id: string, now: number) => this.#markBad(id, now),
      close: async (id: string, now: number, until: number) => this.#close(id, now, until),
      forget: async (windows: number, troubles: number) => {
        this.#counts.forgetWritten(Math.min(this.#counts.written, ...this.#open.values().map(({ grownAt }) => Math.max(grownAt, 0))));
        this.#counts.forget(windows, troubles, (id) => this.#open.values().some(({ touched }) => touched.has(id)));
      },
    };
    return store as unknown as IncidentStore;
  }

  /** The rules ask of a host only whether anybody waits, of a policy how many are left. */
  #countTouched(id: string): { waiting: number; remaining: number } {
    const incident = this.#byId.get(id);
    const touched = incident?.touched.values() ?? [];
    if (incident?.kind !== "DOMAIN_POLICY") return { waiting: hasWaiting(touched) ? 1 : 0, remaining: 0 };
    let remaining = 0;
    for (const { held } of touched) if (codeOf(held.inbox.ourEnd) === incident.providerCode) remaining += 1;
    return { waiting: 0, remaining };
  }

  #keepCounting(now: number, gapMs: number): number {
    if (!this.#counting || now - this.#counting.lastAt > gapMs) this.#counting = { since: now, lastAt: now };
    this.#counting.lastAt = now;
    return this.#counting.since;
  }

  #begin(subject: IncidentSubject, now: number): string | null {
    const key = incidentKey(subject);
    if (this.#open.has(key)) return null;
    this.#made += 1;
    const id = `incident-${this.#made}`;
    const { kind, provider } = subject;
    const incident: Open = {
      id,
      key,
      kind,
      provider,
      host: "host" in subject ? subject.host : null,
      domain: "domain" in subject ? subject.domain : null,
      providerCode: "providerCode" in subject ? subject.providerCode : null,
      clientId: "clientId" in subject ? subject.clientId : null,
      workspaceId: "workspaceId" in subject ? subject.workspaceId : null,
      since: now,
      lastBadAt: now,
      touched: new Map(),
      grownAt: -1,
    };
    this.#open.set(key, incident);
    this.#byId.set(id, incident);
    this.#needs.opened(subject, now);
    return id;
  }

  #grow(id: string, from: number): string[] {
    const incident = this.#byId.get(id);
    if (!incident) return [];
    const joined = new Set<string>();
    for (const row of this.#counts.writtenSince(incident.grownAt)) {
      if ((row.countedAt ?? 0) <= from || incident.touched.has(row.inbox_id) || !isOf(incident, row)) continue;
      incident.touched.set(row.inbox_id, this.#needs.find(row.inbox_id));
      joined.add(row.workspace_id);
    }
    incident.grownAt = this.#counts.written;
    return [...joined];
  }

  #markBad(id: string, now: number): void {
    const incident = this.#byId.get(id);
    if (incident) incident.lastBadAt = now;
  }

  #close(id: string, now: number, until: number): string[] {
    const incident = this.#byId.get(id);
    if (!incident) return [];
    this.#open.delete(incident.key);
    this.#byId.delete(id);
    const atHost = incident.kind === "PROVIDER_OUTAGE" ? [...this.#counts.atHost(incident.host ?? "")].map(({ inbox_id }) => inbox_id) : [];
    const held = new Set([...[...incident.touched.keys()].filter((inboxId) => this.#counts.find(inboxId)), ...atHost]);
    for (const inbox of [...held].toSorted().map(this.#needs.find)) {
      const end = inbox.held.inbox.ourEnd;
      const isMigrated = end.state === "DISCONNECTED" && end.disconnection.reason === "PROVIDER_MIGRATED";
      if (end.state === "CONNECTING" || end.state === "OFF" || end.state === "REMOVED" || isMigrated) continue;
      if ("trouble" in end && end.trouble.uncodedRefusals > 0) continue;
      this.#needs.bring(inbox, now + Math.random() * (until - now), until);
    }
    this.#needs.closed(incident, now);
    return [];
  }
}

function hasWaiting(touched: Iterable<SimInbox>): boolean {
  for (const { held } of touched) {
    const { state } = held.inbox.ourEnd;
    if (state === "CONNECTED" || state === "FAILING" || state === "DISCONNECTED") return true;
  }
  return false;
}

function codeOf(end: OurEnd): string | null {
  if (end.state === "DISCONNECTED") return end.disconnection.providerCode;
  return "trouble" in end ? (end.trouble.refusal?.providerCode ?? null) : null;
}

function isOf({ kind, provider, host, providerCode, workspaceId, domain }: Open, row: Row): boolean {
  if (kind === "PROVIDER_OUTAGE") return row.host === host && row.ours_code === null;
  if (kind === "APPLICATION_REFUSED") return row.provider === provider && row.ours_code === providerCode;
  return row.workspace_id === workspaceId && row.domain === domain && row.policy_code === providerCode;
}
