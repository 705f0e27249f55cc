import type { Provider } from "../inbox/inbox.ts";

export const migrationStates = ["SUSPECTED", "CONFIRMED", "RUNNING", "COMPLETED", "DISMISSED"] as const;
export type MigrationState = (typeof migrationStates)[number];

export const migrationItemStates = ["WAITING", "INVITED", "RECONNECTED", "SKIPPED"] as const;
export type MigrationItemState = (typeof migrationItemStates)[number];

/** Why it is believed, fact by fact; worded by `evidenceText`. Times are milliseconds since 1970. */
export type MigrationEvidence =
  | {
      readonly kind: "MX";
      readonly at: number;
      readonly provider: Provider;
      readonly hosts: readonly string[];
      readonly resolvers: readonly string[];
    }
  | { readonly kind: "LASTED"; readonly at: number; readonly looks: number; readonly since: number }
  | { readonly kind: "REFUSAL" | "SIGN_IN" | "QUIET"; readonly at: number }
  | { readonly kind: "BY_HAND" | "DISMISSED"; readonly at: number; readonly actorName: string }
  /** The MX names the old provider again, or yet another one. */
  | { readonly kind: "MX_BACK"; readonly at: number; readonly provider: Provider };

/** What may occur to a migration. */
export const migrationOccurrences = ["confirm", "invite", "allFollowed", "oneWaitsAgain", "dismiss"] as const;
export type MigrationOccurrence = (typeof migrationOccurrences)[number];

/** product.md, "Moving to another provider": what is not here cannot happen. */
export const migrationTransitions = {
  SUSPECTED: { confirm: "CONFIRMED", allFollowed: "COMPLETED", dismiss: "DISMISSED" },
  CONFIRMED: { invite: "RUNNING", allFollowed: "COMPLETED", dismiss: "DISMISSED" },
  RUNNING: { invite: "RUNNING", allFollowed: "COMPLETED", dismiss: "DISMISSED" },
  // An inbox that was off while the others moved, and is turned on.
  COMPLETED: { oneWaitsAgain: "RUNNING" },
  DISMISSED: {},
} as const satisfies Record<MigrationState, Partial<Record<MigrationOccurrence, MigrationState>>>;

const cells: Record<MigrationState, Partial<Record<MigrationOccurrence, MigrationState>>> = migrationTransitions;

/** Where a migration goes; null where that is not allowed. */
export function stepMigration(state: MigrationState, occurrence: MigrationOccurrence): MigrationState | null {
  return cells[state][occurrence] ?? null;
}

/** Whether a domain's move is still under way; a domain has one at most. */
export function isMigrationOpen(state: MigrationState): boolean {
  return state === "SUSPECTED" || state === "CONFIRMED" || state === "RUNNING";
}

/** Whether the inboxes at the old provider have been, or are being, disconnected by it. */
export function hasMoved(state: MigrationState): boolean {
  return state === "CONFIRMED" || state === "RUNNING" || state === "COMPLETED";
}

/** From where to where. */
export interface Move {
  readonly from: Provider;
  readonly to: Provider;
}

/** Where an inbox is: its provider as `placeOf` says, and its server. */
export interface Whereabouts {
  readonly place: Provider;
  readonly mailHost: string | null;
}

/** Whether an inbox is still where it was: between two IMAP hosts the server tells, else the provider. */
export function isAtOldProvider(move: Move, before: string | null, { place, mailHost }: Whereabouts): boolean {
  if (place !== move.from) return false;
  return move.from !== move.to || before === mailHost;
}

/** What may occur to one inbox of a migration. */
export type ItemOccurrence =
  | { readonly type: "invited" | "skipped" | "removed" }
  /** It reconnected; `atOld`: at the provider that it should leave. */
  | { readonly type: "reconnected"; readonly atOld: boolean };

/** What becomes of one inbox of a migration. Where it changes nothing, the same state. */
export function stepMigrationItem(state: MigrationItemState, occurrence: ItemOccurrence): MigrationItemState {
  const waits = isWaiting(state);
  switch (occurrence.type) {
    case "invited":
      return waits ? "INVITED" : state;
    case "skipped":
    case "removed":
      return waits ? "SKIPPED" : state;
    case "reconnected":
      return occurrence.atOld ? "SKIPPED" : "RECONNECTED";
  }
}

/** Whether a migration still waits for it. */
export function isWaiting(state: MigrationItemState): boolean {
  return state === "WAITING" || state === "INVITED";
}

/** Which of the places of a domain's inboxes it leaves: where most of those are that are not at the new provider; null for none. */
export function leavesFrom(counts: ReadonlyMap<Provider, number>, to: Provider): Provider | null {
  const others = [...counts].filter(([place, count]) => place !== to && count > 0);
  return others.toSorted(([one, a], [other, b]) => b - a || one.localeCompare(other))[0]?.[0] ?? null;
}
