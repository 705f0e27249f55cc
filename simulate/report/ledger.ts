import { closesEpisodes, type Durations, type Fact } from "@relink/domain";
import { toEventBody, type StoredEvent } from "../../apps/api/src/events/stored-event.ts";
import { toSteps, type NoticeStep } from "../../apps/api/src/notify/notice.ts";
import { isDeadly, isTrueCause } from "../world/faults.ts";
import { faultsNow, type SimInbox } from "../world/inbox.ts";
import type { SimProvider } from "../world/provider.ts";
import type { World } from "../world/world.ts";
import { SmallHosts } from "./small-hosts.ts";

const hour = 3_600_000;
/** A cached token hides a removal for half an hour at most; then comes the next check. */
const hiddenMost = 45 * 60_000;

export interface Findings {
  /** What must never be, one sentence each. */
  readonly violations: readonly string[];
  /** From the provider's first refusal to DISCONNECTED, milliseconds. */
  readonly detections: readonly number[];
  /** From the moment it became true. */
  readonly sinceTrue: readonly number[];
  readonly falseDisconnections: number;
  /** By a host that refused everybody and is too small to be seen through: not among the false ones, whose rules it broke none of. */
  readonly bySmallHosts: number;
  readonly disconnections: number;
  readonly recovered: number;
  readonly notices: number;
}

/** Compares what Relink made of the month with what was true. */
export class Ledger {
  readonly violations: string[] = [];
  readonly #detections: number[] = [];
  readonly #sinceTrue: number[] = [];
  readonly #told = new Map<string, Map<string, number>>();
  readonly #numbers = new Map<string, number>();
  /** When a host's incident closed last, or was open. */
  readonly #heldUntil = new Map<string, number>();
  #false = 0;
  #disconnections = 0;
  #recovered = 0;
  #notices = 0;

  readonly #small: SmallHosts;
  readonly #world: World;
  readonly #provider: SimProvider;
  readonly #durations: Durations;
  readonly #toSteps: typeof toSteps;

  constructor(world: World, provider: SimProvider, durations: Durations, steps: typeof toSteps = toSteps) {
    this.#world = world;
    this.#provider = provider;
    this.#durations = durations;
    this.#toSteps = steps;
    this.#small = new SmallHosts(world, provider, durations);
  }

  /** A host's incident has ended; its checks are held until then. */
  heldAt(host: string, at: number, until: number): void {
    this.#heldUntil.set(host, until);
    this.#small.closed(host, at);
  }

  checked(inbox: SimInbox, at: number, passed: boolean): void {
    this.#small.checked(inbox, at, passed);
  }

  wrote(inbox: SimInbox, facts: readonly Fact[], at: number): void {
    for (const [nth, fact] of facts.entries()) {
      if (fact.type === "DISCONNECTED") this.#disconnected(inbox, fact, at);
      if (fact.type === "RECOVERED") this.#recovered += 1;
      if (fact.type === "RECOVERED" || fact.type === "RECONNECTED") this.#back(inbox, at);
      this.#tell(inbox, fact, at, inbox.held.inbox.version - facts.length + nth + 1);
    }
  }

  #back(inbox: SimInbox, at: number): void {
    if (this.#small.back(inbox, at)) this.#violate(inbox, at, notBack);
  }

  /** A check begins: was it time? @param latest - when it should have begun at the latest. */
  looked(inbox: SimInbox, at: number, latest: number): void {
    if (at > latest) this.#violate(inbox, at, `was left unchecked for ${minutes(at - latest)} too long (${inbox.held.inbox.ourEnd.state})`);
  }

  #disconnected(inbox: SimInbox, { reason }: Fact, at: number): void {
    this.#disconnections += 1;
    const truly = faultsNow(inbox, at).filter(({ kind }) => isTrueCause(kind));
    const { firstRefusedAt, causeSince, domain } = inbox;
    if (reason === "PROVIDER_MIGRATED") {
      if (!domain.move || at < domain.move.at) this.#wrong(inbox, at, "its domain never moved");
      return;
    }
    const alone = faultsNow(inbox, at).find(({ kind }) => kind === "passing" || kind === "uncoded");
    if (reason === "UNREACHABLE" && alone && at - this.#brokenSince(inbox, alone.from) >= this.#durations.unreachableAfter - hour) return;
    if (truly.length === 0) return this.#wronged(inbox, at, reason);
    if (firstRefusedAt === null || causeSince === null) return;
    const from = this.#saidSince(inbox, firstRefusedAt, at);
    this.#detections.push(at - firstRefusedAt);
    this.#sinceTrue.push(at - causeSince);
    if (at - from > 2 * this.#durations.checkInterval)
      this.#violate(inbox, at, `was told ${minutes(at - from)} after the provider first refused`);
    const hidden = firstRefusedAt - causeSince;
    if (hidden > hiddenMost && !inbox.waitedForUncoded && !this.#wasHidden(inbox, causeSince))
      this.#violate(inbox, at, `was first refused ${minutes(hidden)} after it became true`);
  }

  #wronged(inbox: SimInbox, at: number, reason: Fact["reason"]): void {
    const small = this.#small.disconnected(inbox, at);
    if (!small)
      this.#wrong(inbox, at, `nothing was wrong with it but ${this.#provider.outageOf(inbox)?.mode ?? "a moment's"} trouble (${reason})`);
    else if (small.broken !== null) this.#wrong(inbox, at, small.broken);
  }

  /** Since when the provider has refused it without anything in between: an outage, a lapse, a trouble of its own that passes. */
  #saidSince(inbox: SimInbox, firstRefusedAt: number, at: number): number {
    const { mailHost, provider } = inbox.held.inbox;
    const own = inbox.faults.filter(({ kind }) => kind === "passing" || kind === "uncoded");
    const lapses = this.#world.lapses.filter((lapse) => lapse.provider === provider);
    const between = [...own, ...(this.#world.outages.get(mailHost ?? "") ?? []), ...lapses].filter(
      ({ from, until }) => from <= at && until > firstRefusedAt,
    );
    return Math.max(firstRefusedAt, this.#heldUntil.get(mailHost ?? "") ?? 0, ...between.map(({ until }) => Math.min(until, at)));
  }

  /** Since when no check could pass: what ended shortly before this began counts, too, a policy or an outage that was held. */
  #brokenSince(inbox: SimInbox, from: number): number {
    const outages = this.#world.outages.get(inbox.held.inbox.mailHost ?? "") ?? [];
    const before = [...inbox.faults, ...inbox.domain.policies, ...outages].find(
      (other) => other.from < from && other.until >= from - 1.5 * hour && other.until !== Infinity,
    );
    return before ? this.#brokenSince(inbox, before.from) : from;
  }

  /** Other trouble had its checks put off, or kept the provider from saying it. */
  #wasHidden(inbox: SimInbox, since: number): boolean {
    const { provider, mailHost } = inbox.held.inbox;
    const over = ({ from, until }: { from: number; until: number }): boolean => until + 2 * hour > since && from - 2 * hour < since;
    const others = [...inbox.faults.filter(({ kind }) => !isDeadly(kind)), ...inbox.domain.policies];
    const outages = this.#world.outages.get(mailHost ?? "") ?? [];
    return [...others, ...outages, ...this.#world.lapses.filter((lapse) => lapse.provider === provider)].some(over);
  }

  #wrong(inbox: SimInbox, at: number, why: string): void {
    this.#false += 1;
    this.#violate(inbox, at, `was disconnected, and ${why}`);
  }

  #violate({ held }: SimInbox, at: number, what: string): void {
    const { address, mailHost } = held.inbox;
    this.violations.push(`${address} at ${mailHost}, ${minutes(at - this.#world.beginsAt)} in: ${what}.`);
  }

  #tell(inbox: SimInbox, fact: Fact, at: number, version: number): void {
    const event = this.#toEvent(inbox, fact, at, version);
    const { id, provider, address } = inbox.held.inbox;
    const names = new Map([[id as string, { id, address, provider, sharedInboxName: null }]]);
    const steps = this.#toSteps([event], names, this.#world.members.get(inbox.held.inbox.workspaceId) ?? [], this.#durations);
    if (closesEpisodes(fact.type)) this.#told.delete(id);
    const told = this.#told.get(id) ?? new Map<string, number>();
    this.#told.set(id, told);
    for (const step of steps) this.#note(inbox, told, step, at);
    if (fact.type === "DISCONNECTED" && !steps.some((step) => "notice" in step))
      this.#violate(inbox, at, "was disconnected, and nobody was told");
    if (closesEpisodes(fact.type)) this.#told.delete(id);
  }

  #note(inbox: SimInbox, told: Map<string, number>, step: NoticeStep, at: number): void {
    if (!("notice" in step)) return;
    this.#notices += 1;
    const { memberId, template, params } = step.notice;
    const key = `${memberId} ${template} ${params["reason"] ?? ""}`;
    const times = (told.get(key) ?? 0) + 1;
    told.set(key, times);
    if (times > 1) this.#violate(inbox, at, `was told ${times} times to one person: ${template}`);
  }

  #toEvent(inbox: SimInbox, fact: Fact, at: number, inboxVersion: number): StoredEvent {
    const { id, workspaceId, belonging, connectedBy } = inbox.held.inbox;
    const number = (this.#numbers.get(workspaceId) ?? 0) + 1;
    this.#numbers.set(workspaceId, number);
    const actor = { kind: "SYSTEM", memberId: null, name: "Relink" } as const;
    const body = toEventBody({ id, fact, at, actor, inboxId: id, inboxVersion });
    const ownerId = belonging.kind === "PERSONAL" ? belonging.ownerId : null;
    const event = { workspaceId, number, at, id, inboxId: id, type: fact.type, inboxVersion, kind: belonging.kind, ownerId, connectedBy };
    return { ...event, sharedInboxId: null, actorId: null, body };
  }

  /** At the end: nobody is left unchecked, nothing that was refused is still shown as connected. */
  close(endsAt: number, isHeld: (host: string) => boolean, latestOf: (inbox: SimInbox) => number): void {
    for (const inbox of this.#small.missing(endsAt)) this.#violate(inbox, endsAt, notBack);
    for (const inbox of this.#world.inboxes) {
      const { ourEnd, mailHost } = inbox.held.inbox;
      const latest = inbox.quietSince === null ? latestOf(inbox) : Infinity;
      if (endsAt > latest) this.#violate(inbox, endsAt, `is left unchecked since ${minutes(endsAt - latest)}`);
      if (ourEnd.state !== "CONNECTED" && ourEnd.state !== "FAILING") continue;
      const truly = faultsNow(inbox, endsAt).filter(({ kind }) => isTrueCause(kind) && kind !== "uncoded");
      const { firstRefusedAt } = inbox;
      if (truly.length === 0 || firstRefusedAt === null || isHeld(mailHost ?? "")) continue;
      const from = this.#saidSince(inbox, firstRefusedAt, endsAt);
      if (endsAt - from > 2 * this.#durations.checkInterval) this.#violate(inbox, endsAt, "was refused for good, and nobody was told");
    }
  }

  findings(): Findings {
    return {
      violations: this.violations,
      detections: this.#detections,
      sinceTrue: this.#sinceTrue,
      falseDisconnections: this.#false,
      bySmallHosts: this.#small.count,
      disconnections: this.#disconnections,
      recovered: this.#recovered,
      notices: this.#notices,
    };
  }
}

const notBack = "was not back within two intervals of the end of the incident that had disconnected it";

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(1)} min`;
}
