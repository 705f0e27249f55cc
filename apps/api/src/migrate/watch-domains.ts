import { readMx, withLook, type MxHistory, type MxReading, type OwnMxSuffixes } from "@relink/domain";
import type { Clock } from "../platform/clock.ts";
import type { DomainWatchStore, WatchedDomain } from "./domain-watch.store.ts";
import { judgeDomain, type JudgeNeeds } from "./judge-domain.ts";
import type { LookUpMx } from "./migrate.ports.ts";

/** Looks at the MX records of the domains in use. */
export interface DomainWatch {
  start(): void;
  /** Something is due now: look at once. */
  nudge(): void;
  /** Claims no more and ends what is being asked; what was claimed comes back when its lease runs out. */
  stop(): Promise<void>;
}

export interface DomainWatchNeeds extends JudgeNeeds {
  readonly watches: DomainWatchStore;
  readonly lookUp: LookUpMx;
  readonly ownMx: OwnMxSuffixes;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  /** How often is looked for what is due; milliseconds, default 1,000. */
  readonly pollMs?: number;
}

const atOnce = 8;
/** A look takes some seconds at most; a worker that dies gives its domains back after this. Real time, milliseconds. */
const leaseMs = 60_000;
/** Looks are kept as evidence for so many intervals: 90 days. */
const keptIntervals = 360;

export function createDomainWatch(needs: DomainWatchNeeds): DomainWatch {
  const { pollMs = 1_000, onError } = needs;
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const { now, durations } = needs.clock.moment();
      const due = await needs.watches.claim(now, leaseMs, 2 * Math.max(durations.mxInterval, leaseMs), atOnce);
      await Promise.all(due.map((watched) => look(needs, watched, now + leaseMs, stopping.signal).catch(onError)));
      if (due.length < atOnce) return;
    }
  };
  const begin = (): void => {
    running ??= run().then(
      () => void (running = null),
      (error: unknown) => {
        running = null;
        onError(error);
      },
    );
  };
  return {
    start() {
      timer = setInterval(begin, pollMs);
      begin();
    },
    nudge: begin,
    async stop() {
      stopping.abort();
      if (timer) clearInterval(timer);
      await running;
    },
  };
}

async function look(needs: DomainWatchNeeds, watched: WatchedDomain, leaseUntil: number, signal: AbortSignal): Promise<void> {
  const { workspaceId, domain } = watched;
  if ((await needs.watches.listPlaces(workspaceId, domain)).length === 0 && (await needs.watches.drop(watched))) return;
  const answers = await needs.lookUp(domain, signal);
  if (signal.aborted) return;
  const moment = needs.clock.moment();
  const { now, durations } = moment;
  const reading = readMx(answers, needs.ownMx);
  const history = withLook(watched.history, reading, now, durations);
  const ours = await needs.watches.storeLook(watched, {
    at: now,
    nextAt: now + spread(durations.mxInterval),
    leaseUntil,
    history,
    kept: isWorthKeeping(watched.history, history, reading) ? { reading, answers } : null,
    keepAfter: now - keptIntervals * durations.mxInterval,
  });
  if (ours) await judgeDomain(needs, { watched, history, reading, answers }, moment);
}

/** What says something else than before, and what says again that the domain has moved. */
function isWorthKeeping(before: MxHistory | null, after: MxHistory | null, reading: MxReading): boolean {
  if (reading.type === "silent" || !after) return false;
  return before === null || before.names !== after.names || after.otherAt !== null;
}

/** ±10 %, so that what began together does not stay together. */
function spread(interval: number): number {
  return Math.round(interval * (0.9 + Math.random() * 0.2));
}
