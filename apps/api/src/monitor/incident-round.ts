import {
  incidentKey,
  incidentThresholds,
  incidentWindow,
  isStillBad,
  judgeApplication,
  judgeDomain,
  judgeHost,
  type IncidentDecision,
  type IncidentSubject,
  type IncidentThresholds,
  type Moment,
} from "@relink/domain";
import type { Bus } from "../platform/bus.ts";
import type { Clock } from "../platform/clock.ts";
import { toHostSight } from "./check-count.store.ts";
import type { IncidentStore, OperatorTimer, StoredIncident } from "./incident.store.ts";
import { spansOf } from "./incident-watch.ts";

/** What the operator's log says. */
export interface IncidentLog {
  opened(subject: IncidentSubject): void;
  closed(incident: StoredIncident): void;
}

export interface RoundNeeds {
  readonly store: IncidentStore;
  readonly clock: Clock;
  readonly bus: Pick<Bus, "changed">;
  readonly log: IncidentLog;
  /** Timers that are due now were stored. */
  readonly nudge: () => void;
  readonly thresholds?: IncidentThresholds;
}

interface Judged {
  readonly subject: IncidentSubject;
  readonly decision: IncidentDecision;
  /** It still looks as it did when it opened. */
  readonly bad: boolean;
  readonly operator: OperatorTimer | null;
}

/**
 * Looks at what all processes counted, asks the domain, and stores what opens, grows and closes. One process at a time.
 * @returns what was open when it began.
 */
export async function runIncidentRound(needs: RoundNeeds): Promise<readonly StoredIncident[]> {
  const { store, clock } = needs;
  const moment = clock.moment();
  const open = await store.listOpen();
  const countingSince = await store.keepCounting(moment.now, moment.durations.checkInterval / 2);
  const judged = [
    ...(await judgeHosts(needs, open, moment, countingSince)),
    ...(await judgeApplications(needs, open, moment, countingSince)),
    ...(await judgeDomains(needs, open, moment)),
  ];
  for (const one of judged) await carryOut(needs, one, open, moment);
  await store.forget(moment.now - incidentWindow(moment.durations) * 1.5, moment.now - 3 * moment.durations.secondChance);
  return open;
}

interface Counted extends Pick<Judged, "subject" | "operator"> {
  readonly refused: number;
}

/** Since when checks count. */
function windowStart({ now, durations }: Moment): number {
  return now - incidentWindow(durations);
}

function findOpen(open: readonly StoredIncident[], subject: IncidentSubject): StoredIncident | null {
  const key = incidentKey(subject);
  return open.find((incident) => incident.key === key) ?? null;
}

async function judgeHosts(
  { store, thresholds = incidentThresholds }: RoundNeeds,
  open: readonly StoredIncident[],
  moment: Moment,
  countingSince: number,
): Promise<readonly Judged[]> {
  const hosts = await store.countHosts(spansOf(moment), thresholds.outageInboxes);
  return Promise.all(
    hosts.map(async (counted): Promise<Judged> => {
      const known = open.find(({ kind, host }) => kind === "PROVIDER_OUTAGE" && host === counted.host) ?? null;
      const subject = { kind: "PROVIDER_OUTAGE", provider: known?.provider ?? counted.provider, host: counted.host } as const;
      const { waiting } = known ? await store.countTouched(known.id) : { waiting: 0 };
      const sight = toHostSight(counted, countingSince, waiting);
      const bad = isStillBad(sight, moment, thresholds);
      return { subject, decision: judgeHost(known, sight, moment, thresholds), bad, operator: null };
    }),
  );
}

async function judgeApplications(
  { store }: RoundNeeds,
  open: readonly StoredIncident[],
  moment: Moment,
  countingSince: number,
): Promise<readonly Judged[]> {
  const subjects = new Map<string, Counted>();
  for (const { provider, code, clientId, ownerId, refused, workspaceId } of await store.countApplications(windowStart(moment))) {
    const subject = { kind: "APPLICATION_REFUSED", provider, providerCode: code, clientId, workspaceId: ownerId } as const;
    // Whoever looks after an application is told: its workspace of its own, and nobody else.
    subjects.set(incidentKey(subject), { subject, refused, operator: ownerId === null ? { workspaceId, at: moment.now } : null });
  }
  for (const { kind, key, provider, providerCode, clientId, workspaceId } of open) {
    if (kind !== "APPLICATION_REFUSED" || providerCode === null || subjects.has(key)) continue;
    subjects.set(key, { subject: { kind, provider, providerCode, clientId, workspaceId }, refused: 0, operator: null });
  }
  return [...subjects.values()].map(({ subject, refused, operator }): Judged => {
    const decision = judgeApplication(findOpen(open, subject) !== null, { refused, countingSince }, moment);
    return { subject, decision, bad: false, operator };
  });
}

async function judgeDomains(
  { store, thresholds = incidentThresholds }: RoundNeeds,
  open: readonly StoredIncident[],
  moment: Moment,
): Promise<readonly Judged[]> {
  const counted = await store.countDomains(windowStart(moment));
  const subjects = new Map<string, { subject: IncidentSubject; refused: number }>();
  for (const { workspaceId, domain, policyCode, provider, refused } of counted) {
    const subject = { kind: "DOMAIN_POLICY", provider, workspaceId, domain, providerCode: policyCode } as const;
    subjects.set(incidentKey(subject), { subject, refused });
  }
  for (const { kind, key, provider, workspaceId, domain, providerCode } of open) {
    if (kind !== "DOMAIN_POLICY" || workspaceId === null || domain === null || providerCode === null || subjects.has(key)) continue;
    subjects.set(key, { subject: { kind, provider, workspaceId, domain, providerCode }, refused: 0 });
  }
  return Promise.all(
    [...subjects.values()].map(async ({ subject, refused }): Promise<Judged> => {
      const known = findOpen(open, subject);
      const { remaining } = known ? await store.countTouched(known.id) : { remaining: 0 };
      return { subject, decision: judgeDomain(known !== null, { refused, remaining }, thresholds), bad: false, operator: null };
    }),
  );
}

async function carryOut(needs: RoundNeeds, judged: Judged, open: readonly StoredIncident[], moment: Moment): Promise<void> {
  const { store, log, nudge } = needs;
  const { subject, decision, bad, operator } = judged;
  const from = windowStart(moment);
  const known = findOpen(open, subject);
  if (decision === "open") {
    const id = await store.open(subject, moment.now, operator);
    if (id === null) return;
    log.opened(subject);
    if (operator) nudge();
    hint(needs, await store.grow(id, from), id);
  } else if (decision === "keep" && known) {
    // Written now and then: it is only compared with an hour.
    if (bad && moment.now - known.lastBadAt >= moment.durations.checkInterval / 10) await store.markBad(known.id, moment.now);
    hint(needs, await store.grow(known.id, from), known.id);
  } else if (decision === "close" && known) {
    const touched = await store.close(known.id, moment.now, moment.now + moment.durations.checkInterval / 10);
    log.closed(known);
    hint(needs, touched, known.id);
  }
}

function hint({ bus }: RoundNeeds, workspaceIds: readonly string[], id: string): void {
  for (const workspaceId of workspaceIds) bus.changed({ workspaceId, topic: "INCIDENT", id });
}
