import { isMigrationOpen, stepMigration, type MigrationEvidence, type MigrationOccurrence, type Move } from "@relink/domain";
import { newId } from "../platform/new-id.ts";
import type { Migration } from "./migration.ts";
import type { MigrationChange } from "./save-migration.ts";

/** What finds its inboxes, tells people, and, once it is certain, disconnects them. */
function migrateTimer(migrationId: string): MigrationChange["timers"][number] {
  return { kind: "migrate", payload: { migrationId } };
}

/** A domain seems to move, or has moved. */
export function begun(
  what: { readonly workspaceId: string; readonly domain: string; readonly move: Move; readonly certain: boolean },
  evidence: readonly MigrationEvidence[],
  now: number,
): MigrationChange {
  const id = newId();
  const { workspaceId, domain, move, certain } = what;
  const migration: Migration = {
    workspaceId,
    id,
    domain,
    move,
    state: certain ? "CONFIRMED" : "SUSPECTED",
    detectedAt: now,
    confirmedAt: certain ? now : null,
    closedAt: null,
    evidence,
    version: 1,
  };
  return { migration, expect: null, timers: [migrateTimer(id)] };
}

/** What occurs to a migration; null where that is not allowed in its state. */
export function stepped(
  before: Migration,
  occurrence: MigrationOccurrence,
  evidence: readonly MigrationEvidence[],
  now: number,
): MigrationChange | null {
  const state = stepMigration(before.state, occurrence);
  if (state === null) return null;
  const over = !isMigrationOpen(state);
  const certain = occurrence === "confirm";
  return {
    migration: {
      ...before,
      state,
      confirmedAt: certain ? now : before.confirmedAt,
      closedAt: over ? now : null,
      evidence: [...before.evidence, ...evidence].slice(-mostEvidence),
      version: before.version + 1,
    },
    expect: before.version,
    timers: certain ? [migrateTimer(before.id)] : [],
    releases: occurrence === "dismiss",
    // What was only suspected is known now; and when it is over, so is the trouble.
    closesNotices: over || certain,
  };
}

const mostEvidence = 50;
