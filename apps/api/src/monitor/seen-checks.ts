import { applicationAtFault, countsForHost, domainOf, toSighting } from "@relink/domain";
import type { Durations, GrantApplication, Inbox, Sighting, Verdict } from "@relink/domain";
import type { SeenChecks } from "./check-count.store.ts";

/** One check of one inbox, for the counting. */
export interface SeenCheck {
  /** As it was when the check began. */
  readonly inbox: Inbox;
  readonly verdict: Verdict;
  /** A person asked for this very check. */
  readonly byPerson: boolean;
  /** By which the grant came; left out where it came by none. */
  readonly application?: GrantApplication;
}

/** Where an inbox is looked at: what due checks name, too. */
export function hostOf({ mailHost, provider }: Inbox): string {
  return mailHost ?? provider;
}

/** The stretches by which passing checks are counted: a 60th of the interval, 10 s. */
export function bucketMsOf({ checkInterval }: Durations): number {
  return Math.max(10, Math.round(checkInterval / 60));
}

// What can't be written for so long is forgotten, the oldest first: it would be out of every window.
const mostWaiting = 50_000;

interface Waiting {
  readonly passed: Map<string, { host: string; at: string; passed: number }>;
  readonly cleared: Map<string, { inbox_id: string; at: string }>;
  readonly troubled: Map<string, object>;
}

type Troubled = Exclude<Sighting, { type: "passed" }>;

const empty = (): Waiting => ({ passed: new Map(), cleared: new Map(), troubled: new Map() });

export interface WaitingChecks {
  /** @param mayBeKnown - the inbox may be counted as in trouble: where it passes, that is taken back. */
  note(check: SeenCheck, now: number, bucketMs: number, mayBeKnown: boolean): void;
  /** Writes all that waits; what could not be written waits on. */
  flush(): Promise<void>;
}

/** Checks that were seen and not written yet: one write takes them all. */
export function createWaitingChecks(count: (seen: SeenChecks) => Promise<unknown>): WaitingChecks {
  let waiting = empty();
  let flushing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const taken = waiting;
    if (taken.passed.size + taken.cleared.size + taken.troubled.size === 0) return;
    waiting = empty();
    try {
      await count(toSeen(taken));
    } catch (error) {
      waiting = merged(taken, waiting);
      throw error;
    }
  };
  return {
    note: (check, now, bucketMs, mayBeKnown) => note(waiting, check, now, bucketMs, mayBeKnown),
    flush: () => (flushing = flushing.catch(() => undefined).then(write)),
  };
}

function note(waiting: Waiting, check: SeenCheck, now: number, bucketMs: number, mayBeKnown: boolean): void {
  const { inbox, verdict } = check;
  const at = new Date(now).toISOString();
  const sighting = toSighting(verdict);
  if (sighting.type === "passed") {
    waiting.troubled.delete(inbox.id);
    if (mayBeKnown) waiting.cleared.set(inbox.id, { inbox_id: inbox.id, at });
    if (countsForHost(inbox.ourEnd.state)) {
      const host = hostOf(inbox);
      const bucket = new Date(Math.floor(now / bucketMs) * bucketMs).toISOString();
      const key = `${bucket} ${host}`;
      waiting.passed.set(key, { host, at: bucket, passed: (waiting.passed.get(key)?.passed ?? 0) + 1 });
    }
    return;
  }
  waiting.cleared.delete(inbox.id);
  waiting.troubled.set(inbox.id, toTrouble(check, sighting, at));
}

const noApplication: GrantApplication = { clientId: null, brought: false };

/** A row of `check_trouble`. */
function toTrouble({ inbox, byPerson, application = noApplication }: SeenCheck, sighting: Troubled, at: string): object {
  const { id, workspaceId, provider, address, ourEnd } = inbox;
  const fault = sighting.type === "ours" ? applicationAtFault(sighting.code, application, workspaceId) : null;
  return {
    inbox_id: id,
    workspace_id: workspaceId,
    host: hostOf(inbox),
    provider,
    domain: domainOf(address),
    policy_code: sighting.type === "troubled" ? sighting.policyCode : null,
    ours_code: sighting.type === "ours" ? sighting.code : null,
    client_id: fault?.clientId ?? null,
    application_owner: fault?.workspaceId ?? null,
    counted_at: countsForHost(ourEnd.state) ? at : null,
    reported_at: byPerson ? at : null,
    seen_at: at,
  };
}

function toSeen({ passed, cleared, troubled }: Waiting): SeenChecks {
  return { passed: [...passed.values()], cleared: [...cleared.values()], troubled: [...troubled.values()] };
}

function merged(older: Waiting, newer: Waiting): Waiting {
  const passed = new Map(older.passed);
  for (const [key, one] of newer.passed) passed.set(key, { ...one, passed: one.passed + (passed.get(key)?.passed ?? 0) });
  const join = <Value>(one: ReadonlyMap<string, Value>, other: ReadonlyMap<string, Value>): Map<string, Value> =>
    new Map([...one, ...other].slice(-mostWaiting));
  return { passed: join(passed, new Map()), cleared: join(older.cleared, newer.cleared), troubled: join(older.troubled, newer.troubled) };
}
