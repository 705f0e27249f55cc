import { countsForHost, step, type Durations, type Fact } from "@relink/domain";
import { system, unchanged, withStep } from "../apps/api/src/inbox/change.ts";
import { checkDue } from "../apps/api/src/monitor/check-due.ts";
import type { CheckNeeds } from "../apps/api/src/monitor/check-inbox.ts";
import type { RunDueCheck } from "../apps/api/src/monitor/check-run.ts";
import { toSteps } from "../apps/api/src/notify/notice.ts";
import type { Clock } from "../apps/api/src/platform/clock.ts";
import type { Ticks } from "../apps/api/src/platform/ticks.ts";
import { look, noteRefusals, watch, type Watched } from "./domains.ts";
import { EventQueue } from "./event-queue.ts";
import { Incidents } from "./incidents.ts";
import { signInAgain } from "./people.ts";
import { createPorts } from "./ports/store.ts";
import type { Chance } from "./random.ts";
import { latestLook } from "./report/latest-look.ts";
import { Ledger } from "./report/ledger.ts";
import { Resting } from "./resting.ts";
import type { SimulationOptions, SimulationResult } from "./simulation.ts";
import type { SimDomain, SimInbox } from "./world/inbox.ts";
import { answersIn } from "./world/latency.ts";
import { createProvider, type SimProvider } from "./world/provider.ts";
import { createWorld, type World } from "./world/world.ts";
import { Workers } from "./workers.ts";

const hour = 3_600_000;
const workers = 3;
/** One of them is killed so often, in the middle of what it does. */
const betweenDeaths = 8 * hour;

type Event =
  | { readonly type: "person"; readonly inbox: SimInbox }
  | { readonly type: "wake"; readonly inbox: SimInbox; readonly dueAt: number }
  | { readonly type: "look"; readonly watched: Watched }
  | { readonly type: "tick"; readonly run: () => void }
  | { readonly type: "round" | "death" | "recount" };

/** All that what has just happened leads to at once has happened, too: nothing here waits for anything real. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One month of many inboxes: what happens when, and who does what about it. */
export class Month {
  readonly #options: SimulationOptions;
  readonly #chance: Chance;
  readonly #clock: Clock;
  readonly #world: World;
  readonly #provider: SimProvider;
  readonly #queue = new EventQueue<Event>();
  readonly #ledger: Ledger;
  readonly #incidents: Incidents;
  readonly #resting: Resting;
  readonly #needs: CheckNeeds;
  readonly #check: RunDueCheck;
  readonly #workers: Workers;
  readonly #watched = new Map<SimDomain, Watched>();
  #now: number;
  #checks = 0;
  #migrations = 0;
  #reconnections = 0;
  readonly #errors: unknown[] = [];

  constructor(options: SimulationOptions, durations: Durations, chance: Chance, beginsAt: number) {
    this.#options = options;
    this.#chance = chance;
    this.#now = beginsAt;
    this.#clock = { now: () => this.#now, durations, moment: () => ({ now: this.#now, durations }) };
    this.#world = createWorld({ ...options, moment: this.#clock.moment() });
    this.#provider = createProvider(this.#world, this.#clock.now);
    const twice: typeof toSteps = (...args) => [...toSteps(...args), ...toSteps(...args)];
    this.#ledger = new Ledger(this.#world, this.#provider, durations, options.broken?.tellsTwice ? twice : toSteps);
    this.#workers = new Workers({
      now: this.#clock.now,
      durations,
      at: (time, run) => this.#queue.add(time, { type: "tick", run }),
      check: (ticks) => this.#checkBy(ticks),
      concurrency: Math.max(64, Math.round(options.inboxes / 500)),
      onError: (error) => this.#errors.push(error),
    });
    this.#incidents = new Incidents({
      world: this.#world,
      clock: this.#clock,
      ledger: this.#ledger,
      quietAt: (host) => this.#resting.countAt(host),
      bring: (inbox, at, until) => this.#workers.bring(inbox, at, until),
      wantRound: (at) => this.#queue.add(at, { type: "round" }),
      broken: options.broken ?? {},
    });
    const { needs, refreshed } = createPorts({
      world: this.#world,
      provider: this.#provider,
      clock: this.#clock,
      putDue: (inbox, at, claim) => this.#workers.put(inbox, at, claim),
      wrote: (inbox, facts) => this.#wrote(inbox, facts),
    });
    this.#resting = new Resting(this.#world, this.#provider, this.#clock, chance, {
      refreshed,
      passed: (inbox, at) => this.#incidents.passed(inbox, at),
    });
    this.#needs = { ...needs, incidents: this.#incidents.watch };
    this.#check = checkDue(this.#needs);
  }

  async pass(): Promise<void> {
    const { inboxes, domains, beginsAt, endsAt } = this.#world;
    for (const inbox of inboxes) this.#workers.put(inbox, inbox.firstDueAt, null);
    for (let nth = 0; nth < workers; nth += 1) this.#workers.start();
    await settled();
    this.#queue.add(beginsAt + this.#chance.wait(betweenDeaths), { type: "death" });
    this.#queue.add(beginsAt + this.#clock.durations.upkeep, { type: "recount" });
    for (const domain of domains) {
      // A domain whose MX never changes says the same at every look.
      if (!domain.move && !domain.noise) continue;
      const watched = watch(domain);
      this.#watched.set(domain, watched);
      this.#queue.add(beginsAt + this.#chance.between(0, this.#clock.durations.mxInterval), { type: "look", watched });
    }
    for (let next = this.#queue.take(endsAt); next; next = this.#queue.take(endsAt)) {
      this.#now = next.at;
      await this.#happen(next.event);
      if (this.#errors.length > 0) throw this.#errors[0];
    }
    this.#now = endsAt;
    this.#resting.close();
    this.#ledger.close(
      endsAt,
      (host) => this.#incidents.isOpenAt(host),
      (inbox) => this.#latestLook(inbox),
    );
  }

  result(): SimulationResult {
    const { inboxes, days } = this.#options;
    const skipped = this.#resting.skipped;
    const checks = this.#checks + skipped;
    return {
      ...this.#ledger.findings(),
      checks,
      skipped,
      checksPerInboxAndDay: checks / inboxes / days,
      incidents: this.#incidents.kinds,
      incidentsOpen: this.#incidents.openCount,
      outages: [...this.#world.outages.values()].flat().length,
      migrations: this.#migrations,
      reconnections: this.#reconnections,
    };
  }

  async #happen(event: Event): Promise<void> {
    switch (event.type) {
      case "tick":
        event.run();
        return settled();
      case "death":
        this.#workers.killOne(this.#chance.below(workers));
        this.#queue.add(this.#now + this.#chance.wait(betweenDeaths), { type: "death" });
        return settled();
      case "recount":
        this.#workers.due.recountRunning(this.#now);
        this.#queue.add(this.#now + this.#clock.durations.upkeep, { type: "recount" });
        return;
      case "wake":
        return this.#wake(event.inbox, event.dueAt);
      case "person":
        return this.#signInAgain(event.inbox);
      case "look":
        return this.#lookAt(event.watched);
      case "round":
        return this.#incidents.round();
    }
  }

  #latestLook(inbox: SimInbox): number {
    return latestLook(inbox, this.#workers.due, this.#clock.durations);
  }

  #checkBy(ticks: Ticks): RunDueCheck {
    return async (due, signal) => {
      const inbox = this.#world.byId.get(due.inboxId);
      if (!inbox) throw new Error(`There is no inbox ${due.inboxId}.`);
      this.#ledger.looked(inbox, this.#now, this.#latestLook(inbox));
      await new Promise<void>((answered) => ticks.after(answersIn(inbox, this.#provider, this.#chance), answered));
      this.#checks += 1;
      const spoke = countsForHost(inbox.held.inbox.ourEnd.state);
      const end = await this.#check(due, signal);
      if (spoke && end.outcome !== "none" && end.outcome !== "ours") this.#ledger.checked(inbox, this.#now, end.outcome === "passed");
      if (end.outcome === "passed") [inbox.firstRefusedAt, inbox.causeSince] = [null, null];
      else if (end.outcome !== "none") this.#incidents.sawTrouble(inbox, end.outcome === "ours");
      if (this.#chance.happens(this.#options.broken?.losesChecks ?? 0)) this.#workers.putAside(inbox);
      else if (end.outcome === "passed") this.#rest(inbox);
      return end;
    };
  }

  /** Leaves an inbox out until something begins that concerns it. */
  #rest(inbox: SimInbox): void {
    const rest = this.#resting.begin(inbox);
    if (!rest) return;
    this.#workers.putAside(inbox);
    if (rest.until !== Infinity) this.#queue.add(rest.until, { type: "wake", inbox, dueAt: rest.dueAt });
  }

  #wake(inbox: SimInbox, dueAt: number): void {
    if (this.#resting.end(inbox)) this.#workers.putAside(inbox, dueAt);
  }

  #wrote(inbox: SimInbox, facts: readonly Fact[]): void {
    if (facts.length === 0) return;
    if (inbox.quietSince !== null) this.#resting.end(inbox);
    this.#ledger.wrote(inbox, facts, this.#now);
    const watched = this.#watched.get(inbox.domain);
    // A refusal for good has its domain looked at.
    if (watched && noteRefusals(watched, inbox, facts, this.#now)) this.#queue.add(this.#now + 1_000, { type: "look", watched });
    if (!facts.some(({ type }) => type === "DISCONNECTED")) return;
    this.#queue.add(this.#now + 10 * 60_000 + this.#chance.wait(5 * hour), { type: "person", inbox });
  }

  async #signInAgain(inbox: SimInbox): Promise<void> {
    const signedIn = signInAgain(inbox, this.#provider, this.#clock.moment());
    if (signedIn === "later") this.#queue.add(this.#now + this.#chance.between(hour, 6 * hour), { type: "person", inbox });
    if (typeof signedIn === "string") return;
    await this.#needs.commit(signedIn);
    this.#reconnections += 1;
  }

  async #lookAt(watched: Watched): Promise<void> {
    const { moment, durations } = this.#clock;
    this.#queue.add(this.#now + durations.mxInterval, { type: "look", watched });
    const moved = look(watched, moment());
    if (!moved) return;
    this.#migrations += 1;
    for (const inbox of moved.inboxes) {
      const result = step(inbox.held.inbox, { type: "domainMoved", toProvider: moved.to }, moment());
      if (result.ok) await this.#needs.commit(withStep(unchanged(inbox.held, this.#now, system), result, moment()));
    }
  }
}
