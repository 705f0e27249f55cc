import { hostRules, retryWait, type Durations } from "@relink/domain";
import type { RunDueCheck } from "../apps/api/src/monitor/check-run.ts";
import { createCheckScheduler } from "../apps/api/src/monitor/check-scheduler.ts";
import type { Ticks } from "../apps/api/src/platform/ticks.ts";
import { DueCheckMemory } from "./ports/due-check-memory.ts";
import type { SimInbox } from "./world/inbox.ts";
import { mailHosts } from "./world/world.ts";

/** How often an idle worker looks, as in production. */
const pollMs = 250;

export interface WorkersNeeds {
  readonly now: () => number;
  readonly durations: Durations;
  /** Lets something happen at a time. */
  readonly at: (time: number, run: () => void) => void;
  /** What one check is, for a worker with these ticks: it takes its time by them. */
  readonly check: (ticks: Ticks) => RunDueCheck;
  /** Each. */
  readonly concurrency: number;
  readonly onError: (error: unknown) => void;
}

/** Waits that a worker has asked for, by the simulated clock. A worker that was killed hears of none. */
class WorkerTicks implements Ticks {
  readonly #needs: WorkersNeeds;
  readonly #napping: () => void;
  #dead = false;
  #nap: { readonly since: number; readonly work: () => void } | null = null;

  /** @param napping - hears that it sleeps. */
  constructor(needs: WorkersNeeds, napping: () => void) {
    this.#needs = needs;
    this.#napping = napping;
  }

  elapsed(): number {
    return this.#needs.now();
  }

  after(ms: number, work: () => void): () => void {
    if (ms === pollMs) return this.#sleep(work);
    let off = false;
    this.#needs.at(this.elapsed() + ms, () => {
      if (!off && !this.#dead) work();
    });
    return () => (off = true);
  }

  kill(): void {
    this.#dead = true;
    this.#nap = null;
  }

  /** While nothing is due, each look would find nothing: they are left out up to the first that finds something. */
  #sleep(work: () => void): () => void {
    const nap = { since: this.elapsed(), work };
    this.#nap = nap;
    this.#napping();
    return () => {
      if (this.#nap === nap) this.#nap = null;
    };
  }

  /** Its first look after something is due; Infinity: it is not idle. */
  looksAt(dueAt: number): number {
    return this.#nap ? this.#nap.since + Math.max(1, Math.ceil((dueAt - this.#nap.since) / pollMs)) * pollMs : Infinity;
  }

  look(): void {
    const nap = this.#nap;
    this.#nap = null;
    nap?.work();
  }
}

/** Worker processes that share the due checks: the real scheduler of each, over one simulated table. */
export class Workers {
  readonly due: DueCheckMemory;
  readonly #needs: WorkersNeeds;
  readonly #team: WorkerTicks[] = [];
  /** When the next look of an idle one is planned. */
  #wakeAt = Infinity;

  constructor(needs: WorkersNeeds) {
    this.#needs = needs;
    this.due = new DueCheckMemory(hostRules(needs.durations, Object.values(mailHosts)), Math.random, (at) => this.#wakeFor(at));
  }

  start(): void {
    const { now, durations, check, concurrency, onError } = this.#needs;
    const ticks = new WorkerTicks(this.#needs, () => this.#wakeFor(this.due.dueNext()));
    this.#team.push(ticks);
    createCheckScheduler({
      store: this.due,
      check: check(ticks),
      now,
      onError,
      retryMs: (trouble) => retryWait(trouble, durations, Math.random()),
      concurrency,
      pollMs,
      limitMs: durations.checkLimit,
      leaseMs: durations.checkLease,
      ticks,
    }).start();
  }

  /** kill -9: what it had claimed comes back when the leases run out; another one starts. */
  killOne(which: number): void {
    this.#team.splice(which % this.#team.length, 1)[0]?.kill();
    this.start();
  }

  /** As `commit_change` does; false: the claim was lost meanwhile. */
  put({ held }: SimInbox, at: number | null, claim: number | null): boolean {
    const { id, workspaceId, mailHost, provider } = held.inbox;
    if (claim !== null && this.due.find(id)?.token !== claim) return false;
    if (at === null) this.due.remove(id);
    else this.due.put(id, workspaceId, mailHost ?? provider, at);
    return true;
  }

  /** As an incident that closes does: looks at it then where it would be looked at later than `until`. */
  bring(inbox: SimInbox, at: number, until: number): void {
    const row = this.due.find(inbox.held.inbox.id);
    if (!row) this.put(inbox, at, null);
    else if (inbox.quietSince === null && row.dueAt > until && row.leaseUntil !== row.dueAt) this.due.move(row, at);
  }

  /** Looks at it no more, or not before `until`. */
  putAside({ held }: SimInbox, until = Infinity): void {
    const row = this.due.find(held.inbox.id);
    if (row) this.due.move(row, until, null);
  }

  /** Of those that are idle, the first to look after something is due finds it. */
  #wakeFor(dueAt: number): void {
    if (dueAt === Infinity) return;
    const wakeAt = Math.min(...this.#team.map((worker) => worker.looksAt(dueAt)));
    if (wakeAt >= this.#wakeAt) return;
    this.#wakeAt = wakeAt;
    this.#needs.at(wakeAt, () => {
      if (this.#wakeAt !== wakeAt) return;
      this.#wakeAt = Infinity;
      const dueNext = this.due.dueNext();
      this.#team.find((worker) => worker.looksAt(dueNext) <= wakeAt)?.look();
      this.#wakeFor(this.due.dueNext());
    });
  }
}
