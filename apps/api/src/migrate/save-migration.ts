import pg from "pg";
import type { Moment } from "@relink/domain";
import type { TimerKind } from "../inbox/change.ts";
import type { KeyRow } from "../inbox/idempotency.ts";
import type { Bus } from "../platform/bus.ts";
import { newId } from "../platform/new-id.ts";
import type { Queryable, Transaction } from "../platform/transaction.ts";
import { fromMigration, type Migration } from "./migration.ts";

/** All that one change of a migration writes, in one statement. */
export interface MigrationChange {
  readonly migration: Migration;
  /** The version that was read; null for a new one. */
  readonly expect: number | null;
  /** What is to be done about it, at once. */
  readonly timers: readonly { readonly kind: TimerKind; readonly payload: Readonly<Record<string, string>> }[];
  /** Nobody is waited for any more; what was disconnected is looked at again. */
  readonly releases?: boolean;
  /** The open notices of it are closed. */
  readonly closesNotices?: boolean;
  /** A row of table `audit_entry`. */
  readonly audit?: object;
  readonly idempotency?: KeyRow | null;
}

export interface SaveNeeds {
  readonly database: Queryable;
  readonly bus: Pick<Bus, "changed">;
  readonly nudge: () => void;
}

/** `TAKEN`: the domain has a migration under way. */
export type SaveConflict = "VERSION" | "TAKEN" | "IDEMPOTENCY";
export type SaveMigration = (change: MigrationChange, moment: Moment, within?: Transaction) => Promise<SaveConflict | null>;

/** Compare and swap; announces after the commit, that of `within` where it is given. @returns null where it was stored, else why not. */
export function createSaveMigration({ database, bus, nudge }: SaveNeeds): SaveMigration {
  return async (change, { now }, within) => {
    const { workspaceId, id } = change.migration;
    try {
      const values = [workspaceId, JSON.stringify(toJson(change, now))];
      const closed = await (within ?? database).query<{ id: string }>(
        "select save_migration as id from save_migration($1, $2::jsonb)",
        values,
        "migration_save",
      );
      const announce = (): void => {
        bus.changed({ workspaceId, topic: "MIGRATION", id });
        for (const one of closed) bus.changed({ workspaceId, topic: "NOTIFICATION", id: one.id });
        if (change.timers.length > 0 || change.releases) nudge();
      };
      if (within) within.afterCommit(announce);
      else announce();
      return null;
    } catch (error) {
      const conflict = conflictOf(error);
      if (!conflict) throw error;
      return conflict;
    }
  };
}

function conflictOf(error: unknown): SaveConflict | null {
  if (!(error instanceof pg.DatabaseError)) return null;
  if (error.code === "RL001") return "VERSION";
  if (error.code === "RL003") return "IDEMPOTENCY";
  return error.constraint === "migration_open" ? "TAKEN" : null;
}

function toJson(change: MigrationChange, now: number): object {
  const at = new Date(now).toISOString();
  const { migration } = change;
  return {
    at,
    migration: fromMigration(migration),
    expect: change.expect,
    ...(change.timers.length > 0
      ? { timers: change.timers.map(({ kind, payload }) => toTimerRow(migration.workspaceId, kind, at, payload)) }
      : {}),
    ...(change.releases ? { release: true } : {}),
    ...(change.closesNotices ? { closes: true } : {}),
    ...(change.audit ? { audit: change.audit } : {}),
    ...(change.idempotency ? { idempotency: change.idempotency } : {}),
  };
}

/** A row of table `timer` that is due at once. */
export function toTimerRow(workspaceId: string, kind: TimerKind, at: string, payload: Readonly<Record<string, string>>): object {
  return { id: newId(), kind, due_at: at, token: 0, tries: 0, workspace_id: workspaceId, payload };
}
