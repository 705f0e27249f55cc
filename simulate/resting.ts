import { incidentWindow, jittered, noTrouble } from "@relink/domain";
import type { Clock } from "../apps/api/src/platform/clock.ts";
import { lastRefreshBefore } from "./ports/store.ts";
import type { Chance } from "./random.ts";
import { faultsNow, nextFaultAt, type SimInbox } from "./world/inbox.ts";
import type { SimProvider } from "./world/provider.ts";
import type { World } from "./world/world.ts";

/** Who hears at the end of a rest what its checks would have shown. */
export interface RestTold {
  readonly refreshed: (inbox: SimInbox, at: number) => void;
  /** A check that passed, as far back as hosts are counted. */
  readonly passed: (inbox: SimInbox, at: number) => void;
}

/** Inboxes with nothing wrong: their checks, which all pass, are counted and not made. */
export class Resting {
  readonly #world: World;
  readonly #provider: SimProvider;
  readonly #clock: Clock;
  readonly #chance: Chance;
  readonly #told: RestTold;
  readonly #byHost = new Map<string, number>();
  skipped = 0;

  constructor(world: World, provider: SimProvider, clock: Clock, chance: Chance, told: RestTold) {
    this.#told = told;
    this.#world = world;
    this.#provider = provider;
    this.#clock = clock;
    this.#chance = chance;
  }

  countAt(host: string): number {
    return this.#byHost.get(host) ?? 0;
  }

  /** @returns until when, and when it is looked at next then; null where it can't rest now. */
  begin(inbox: SimInbox): { readonly until: number; readonly dueAt: number } | null {
    const now = this.#clock.now();
    const { checkInterval } = this.#clock.durations;
    const { ourEnd } = inbox.held.inbox;
    const isWell = ourEnd.state === "CONNECTED" && ourEnd.trouble.consecutiveFailures === 0 && ourEnd.trouble.refusal === null;
    if (!isWell || this.#provider.isHostNoisy(inbox) || faultsNow(inbox, now).length > 0) return null;
    const next = Math.min(nextFaultAt(inbox, now), this.#provider.nextHostTroubleAt(inbox));
    // What comes falls between two of its checks, anywhere.
    const wait = jittered(checkInterval, this.#chance.next());
    const until = next - this.#chance.next() * wait;
    if (until - now < 2 * checkInterval) return null;
    inbox.quietSince = now;
    this.#count(inbox, 1);
    return { until, dueAt: until + wait };
  }

  /** @returns whether it rested. What its checks would have shown is written down as if they had been made. */
  end(inbox: SimInbox): boolean {
    const { quietSince, held } = inbox;
    if (quietSince === null) return false;
    const now = this.#clock.now();
    const { durations } = this.#clock;
    inbox.quietSince = null;
    this.#count(inbox, -1);
    this.skipped += (now - quietSince) / durations.checkInterval;
    const tokenRefreshedAt = lastRefreshBefore(inbox, now, durations);
    const health = { ...held.health, lastCheckedAt: now, lastSucceededAt: now, tokenRefreshedAt };
    if (tokenRefreshedAt !== null) this.#told.refreshed(inbox, tokenRefreshedAt);
    const from = Math.max(quietSince, now - incidentWindow(durations) - durations.checkInterval);
    for (let at = now; at > from; at -= durations.checkInterval) this.#told.passed(inbox, at);
    const { ourEnd } = held.inbox;
    const end = ourEnd.state === "CONNECTED" ? { ...ourEnd, trouble: noTrouble(now) } : ourEnd;
    inbox.held = { ...held, health, inbox: { ...held.inbox, ourEnd: end } };
    return true;
  }

  close(): void {
    for (const inbox of this.#world.inboxes) {
      if (inbox.quietSince !== null) this.skipped += (this.#clock.now() - inbox.quietSince) / this.#clock.durations.checkInterval;
    }
    this.skipped = Math.round(this.skipped);
  }

  #count({ held }: SimInbox, by: number): void {
    const host = held.inbox.mailHost ?? "";
    this.#byHost.set(host, this.countAt(host) + by);
  }
}
