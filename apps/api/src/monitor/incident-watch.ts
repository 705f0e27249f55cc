import {
  holdsDisconnection,
  hostSpanLengths,
  incidentThresholds,
  judgeHost,
  type IncidentKind,
  type IncidentThresholds,
  type Inbox,
  type Moment,
} from "@relink/domain";
import type { Clock } from "../platform/clock.ts";
import type { Spans } from "./check-count.store.ts";
import type { IncidentStore, StoredIncident } from "./incident.store.ts";
import { bucketMsOf, createWaitingChecks, hostOf, type SeenCheck } from "./seen-checks.ts";

/** What a check asks of incidents. */
export interface IncidentWatch {
  /** Counts a check: kept in memory until the next write, which takes all of them together. */
  saw(check: SeenCheck): void;
  /** Whether an incident holds what this check would do to the inbox; asked once it failed or was refused. */
  holds(check: SeenCheck, wouldDisconnect: boolean): Promise<boolean>;
}

/** Whether an incident is about one workspace alone: its domain, or the application that it brought. */
type IncidentOwner = "installation" | "workspace";

export interface CountingWatch extends IncidentWatch {
  /** Writes what was seen. */
  flush(): Promise<void>;
  /** What the last round found open. */
  learn(open: readonly StoredIncident[]): void;
  /** How many of a kind that round found: one workspace's alone, or nobody's in particular. */
  countOpen(kind: IncidentKind, owner: IncidentOwner): number;
}

export interface WatchNeeds {
  readonly store: Pick<IncidentStore, "count" | "countHost" | "findHold">;
  readonly clock: Clock;
  readonly thresholds?: IncidentThresholds;
}

export function spansOf({ now, durations }: Moment): Spans {
  return { now, lengths: hostSpanLengths(durations), bucketMs: bucketMsOf(durations), checkInterval: durations.checkInterval };
}

export function createIncidentWatch({ store, clock, thresholds = incidentThresholds }: WatchNeeds): CountingWatch {
  const waiting = createWaitingChecks((seen) => store.count(seen));
  let openHosts: ReadonlySet<string> = new Set();
  let openProviders: ReadonlySet<string> = new Set();
  let known: readonly StoredIncident[] = [];
  return {
    flush: waiting.flush,
    countOpen: (kind, owner) =>
      known.filter((one) => one.kind === kind && (one.workspaceId === null ? "installation" : "workspace") === owner).length,
    learn(open) {
      known = open;
      openHosts = new Set(open.flatMap(({ kind, host }) => (kind === "PROVIDER_OUTAGE" && host ? [host] : [])));
      openProviders = new Set(open.flatMap(({ kind, provider }) => (kind === "PROVIDER_OUTAGE" ? [] : [provider])));
    },
    saw(check) {
      const { now, durations } = clock.moment();
      const mayBeKnown = openHosts.has(hostOf(check.inbox)) || openProviders.has(check.inbox.provider) || wasInTrouble(check.inbox);
      waiting.note(check, now, bucketMsOf(durations), mayBeKnown);
    },
    async holds({ inbox, byPerson }, wouldDisconnect) {
      if (byPerson) return false;
      const host = hostOf(inbox);
      const moment = clock.moment();
      // Not one more look at a host that is known to be down; the round that closes it asks for one.
      if (!wouldDisconnect) return openHosts.has(host);
      await waiting.flush();
      const { open, reported } = await store.findHold(inbox.id, host);
      const counted = open ? null : await store.countHost(spansOf(moment), host);
      const sight = { spans: counted?.spans ?? [], countingSince: 0, waiting: 0 };
      const decision = open ? "keep" : judgeHost(null, sight, moment, thresholds);
      return holdsDisconnection({ decision, refusedSince: refusedSinceOf(inbox), reported }, moment);
    },
  };
}

function wasInTrouble({ ourEnd }: Inbox): boolean {
  return ourEnd.state !== "CONNECTED" || ourEnd.trouble.consecutiveFailures > 0;
}

function refusedSinceOf({ ourEnd }: Inbox): number | null {
  return ourEnd.state === "CONNECTED" || ourEnd.state === "FAILING" ? (ourEnd.trouble.refusal?.at ?? null) : null;
}
