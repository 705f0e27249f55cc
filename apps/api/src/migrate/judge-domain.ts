import {
  isMigrationOpen,
  judgeMove,
  leavesFrom,
  placeOf,
  type MigrationEvidence,
  type Moment,
  type MxHistory,
  type MxReading,
  type MxAnswer,
  type OwnMailHosts,
  type Provider,
  type SecondSignals,
  type Suspicion,
} from "@relink/domain";
import type { DomainPlace, DomainWatchStore, WatchedDomain } from "./domain-watch.store.ts";
import type { Migration } from "./migration.ts";
import { begun, stepped } from "./migration-change.ts";
import type { MigrationStore } from "./migration.store.ts";
import type { MigrationChange, SaveMigration } from "./save-migration.ts";

export interface JudgeNeeds {
  readonly watches: Pick<DomainWatchStore, "listPlaces">;
  readonly migrations: Pick<MigrationStore, "listOfDomain">;
  readonly save: SaveMigration;
  readonly ownHosts: OwnMailHosts;
}

/** A domain as it was just looked at. */
export interface LookedAt {
  readonly watched: WatchedDomain;
  readonly history: MxHistory | null;
  readonly reading: MxReading;
  readonly answers: readonly MxAnswer[];
}

/** What a look makes of the domain's migration: begun, confirmed, given up, or nothing. Safe to repeat. */
export async function judgeDomain(needs: JudgeNeeds, looked: LookedAt, moment: Moment): Promise<void> {
  const { reading, watched } = looked;
  if (reading.type !== "names") return;
  const [places, known] = await Promise.all([
    needs.watches.listPlaces(watched.workspaceId, watched.domain),
    needs.migrations.listOfDomain(watched.workspaceId, watched.domain),
  ]);
  const change = decide(looked, places, known, needs.ownHosts, moment);
  // Somebody else was quicker, by hand or in another process: the next look sees what they made of it.
  if (change) await needs.save(change, moment);
}

function decide(
  looked: LookedAt,
  places: readonly DomainPlace[],
  known: readonly Migration[],
  own: OwnMailHosts,
  moment: Moment,
): MigrationChange | null {
  const { reading, history, watched } = looked;
  if (reading.type !== "names" || !history) return null;
  const to = reading.provider;
  const open = known.find(({ state }) => isMigrationOpen(state)) ?? null;
  if (open) return continueWith(open, looked, to, signalsOf(watched, open.move.to, open.move.from, places, own), moment);
  const from = leavesFrom(countPlaces(places, own), to);
  if (from === null || isSettled(known, to, history)) return null;
  const suspicion = judgeMove(history, from, signalsOf(watched, to, from, places, own), moment);
  if (suspicion.type === "nothing") return null;
  const what = { workspaceId: watched.workspaceId, domain: watched.domain, move: { from, to }, certain: suspicion.type === "confirmed" };
  return begun(what, [toMxEvidence(looked, to, moment.now), ...toProof(suspicion, history, moment.now)], moment.now);
}

/** One that is under way already: only a suspicion still moves by look-ups. */
function continueWith(open: Migration, looked: LookedAt, to: Provider, signals: SecondSignals, moment: Moment): MigrationChange | null {
  if (open.state !== "SUSPECTED") return null;
  if (to !== open.move.to) return stepped(open, "dismiss", [{ kind: "MX_BACK", at: moment.now, provider: to }], moment.now);
  const suspicion = judgeMove(looked.history, open.move.from, signals, moment);
  if (suspicion.type !== "confirmed") return null;
  return stepped(open, "confirm", toProof(suspicion, looked.history, moment.now), moment.now);
}

/** Whether this very move was dismissed, or is over: the MX has said nothing else since. */
function isSettled(known: readonly Migration[], to: Provider, history: MxHistory): boolean {
  return known.some(({ move, closedAt }) => move.to === to && closedAt !== null && history.since <= closedAt);
}

function countPlaces(places: readonly DomainPlace[], own: OwnMailHosts): ReadonlyMap<Provider, number> {
  const counts = new Map<Provider, number>();
  for (const one of places) {
    const place = placeOf(one, own);
    counts.set(place, (counts.get(place) ?? 0) + one.count);
  }
  return counts;
}

function signalsOf(
  { refused, signedIn }: WatchedDomain,
  to: Provider,
  from: Provider,
  places: readonly DomainPlace[],
  own: OwnMailHosts,
): SecondSignals {
  const old = places.filter((one) => placeOf(one, own) === from);
  const mail = old.flatMap(({ newestMailAt }) => newestMailAt ?? []);
  const read = old.flatMap(({ readUntil }) => readUntil ?? []);
  return {
    refusedAt: refused[from] ?? null,
    signedInAt: signedIn[to] ?? null,
    newestMailAt: mail.length === 0 ? null : Math.max(...mail),
    readUntil: read.length === 0 ? null : Math.min(...read),
  };
}

function toMxEvidence({ reading, answers }: LookedAt, provider: Provider, at: number): MigrationEvidence {
  const hosts = reading.type === "names" ? reading.hosts : [];
  return { kind: "MX", at, provider, hosts, resolvers: [...new Set(answers.map(({ resolver }) => resolver))] };
}

function toProof(suspicion: Suspicion, history: MxHistory | null, at: number): readonly MigrationEvidence[] {
  if (suspicion.type !== "confirmed" || !history) return [];
  const lasted = history.looks > 1 ? [{ kind: "LASTED", at, looks: history.looks, since: history.since } as const] : [];
  return [...lasted, { kind: suspicion.by, at }];
}
