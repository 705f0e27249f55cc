import { incidentThresholds, type Durations } from "@relink/domain";
import { looksFinal, seenBeforeSecondLook } from "../world/faults.ts";
import { faultsNow, nextFaultAt, type SimInbox } from "../world/inbox.ts";
import type { SimProvider } from "../world/provider.ts";
import type { World } from "../world/world.ts";

/** What the latest check of one inbox showed. */
interface Shown {
  readonly at: number;
  /** Since when no check passed; null: the latest did. */
  readonly troubledSince: number | null;
}

/**
 * A host that refuses everybody by a fault of its own, and has few inboxes. By its answers alone a refusal there can't be told
 * from a true one, so that less is promised than at large hosts, and that is held:
 * - no single refusal disconnects: a second look comes 30 s later (IMAP: 60 s);
 * - once 5 inboxes and 30 % of the host have not passed within two intervals, a refusal disconnects nobody before it is one interval old;
 * - once 20 and 30 % have not, nobody is disconnected there;
 * - whom it had disconnected in the three hours before, and who is in the incident, is back within two intervals of its end, by itself.
 */
export class SmallHosts {
  readonly #world: World;
  readonly #provider: SimProvider;
  readonly #durations: Durations;
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #shown = new Map<string, Map<string, Shown>>();
  /** Wrongly disconnected, when, and since when an incident's end should have brought them back. */
  readonly #wronged = new Map<SimInbox, { readonly at: number; readonly by: number | null }>();
  /** Disconnected by a host too small to be seen through. */
  count = 0;

  constructor(world: World, provider: SimProvider, durations: Durations) {
    this.#world = world;
    this.#provider = provider;
    this.#durations = durations;
    this.#sizes = new Map([...Map.groupBy(world.inboxes, hostOf)].map(([host, inboxes]) => [host, inboxes.length]));
  }

  /** A check that spoke for its host: of an inbox that was disconnected before it says nothing. */
  checked(inbox: SimInbox, at: number, passed: boolean): void {
    const host = hostOf(inbox);
    if (this.#sizeOf(host) >= seenBeforeSecondLook) return;
    const there = this.#shown.get(host) ?? new Map<string, Shown>();
    const troubledSince = passed ? null : (there.get(inbox.held.inbox.id)?.troubledSince ?? at);
    this.#shown.set(host, there.set(inbox.held.inbox.id, { at, troubledSince }));
  }

  #sizeOf(host: string): number {
    return this.#sizes.get(host) ?? 0;
  }

  /** Whether a wrong disconnection is one of those. @returns what was promised and not kept; null: nothing. */
  disconnected(inbox: SimInbox, at: number): { readonly broken: string | null } | null {
    const mode = this.#provider.outageOf(inbox)?.mode;
    const host = hostOf(inbox);
    const size = this.#sizeOf(host);
    if (!mode || !looksFinal(mode) || size >= seenBeforeSecondLook) return null;
    const { checkInterval, secondLook, secondLookImap } = this.#durations;
    const { outageInboxes, outageShare } = incidentThresholds;
    const shown = this.#shown.get(host) ?? new Map<string, Shown>();
    const since = shown.get(inbox.held.inbox.id)?.troubledSince ?? at;
    const others = [...shown].filter(
      ([id, seen]) => id !== inbox.held.inbox.id && seen.troubledSince !== null && at - seen.at < 2 * checkInterval,
    );
    const troubled = others.length + 1;
    const isMany = troubled / size >= outageShare;
    const told = `${troubled} of ${size} at a host that refuses everybody were in trouble`;
    this.count += 1;
    this.#wronged.set(inbox, { at, by: null });
    if (at - since < (inbox.held.inbox.provider === "IMAP" ? secondLookImap : secondLook)) return { broken: "nobody had looked twice" };
    if (isMany && troubled >= outageInboxes) return { broken: told };
    if (isMany && troubled >= outageInboxes / 4 && at - since < checkInterval) return { broken: `${told}, and its refusal was fresh` };
    return { broken: null };
  }

  /** The host's incident has ended. */
  closed(host: string, at: number): void {
    const by = at + 2 * this.#durations.checkInterval;
    for (const [inbox, wronged] of this.#wronged) {
      if (hostOf(inbox) !== host) continue;
      // An earlier outage disconnected it: what was refused so long ago is not kept, and no part of this incident.
      const isOlder = at - wronged.at > 3 * this.#durations.secondChance;
      // What else befalls it is not the host's doing.
      const outages = this.#world.outages.get(host) ?? [];
      const isElse =
        faultsNow(inbox, at).length > 0 || nextFaultAt(inbox, at) < by || outages.some(({ from, until }) => from < by && until > at);
      if (isElse || isOlder) this.#wronged.delete(inbox);
      else this.#wronged.set(inbox, { ...wronged, by });
    }
  }

  /** It is connected again. @returns whether it should have been so before. */
  back(inbox: SimInbox, at: number): boolean {
    const by = this.#wronged.get(inbox)?.by ?? null;
    this.#wronged.delete(inbox);
    return by !== null && at > by;
  }

  /** Those that should be back, and are not. */
  missing(at: number): readonly SimInbox[] {
    return [...this.#wronged].filter(([, { by }]) => by !== null && at > by).map(([inbox]) => inbox);
  }
}

function hostOf({ held }: SimInbox): string {
  return held.inbox.mailHost ?? "";
}
