import type { MigrationEvidence, MigrationItemState, MigrationState, Move, Provider } from "@relink/domain";

/** A domain that moves, as table `migration` keeps it. Times are milliseconds since 1970. */
export interface Migration {
  readonly workspaceId: string;
  readonly id: string;
  readonly domain: string;
  readonly move: Move;
  readonly state: MigrationState;
  readonly detectedAt: number;
  readonly confirmedAt: number | null;
  /** When it was completed or dismissed. */
  readonly closedAt: number | null;
  readonly evidence: readonly MigrationEvidence[];
  /** Grows with everything about it that can be seen, its inboxes' progress too. */
  readonly version: number;
}

/** How far its inboxes have followed. */
export interface Progress {
  readonly waiting: number;
  readonly invited: number;
  readonly reconnected: number;
  readonly skipped: number;
}

export interface MigrationWithProgress extends Migration {
  readonly progress: Progress;
}

export function totalOf({ waiting, invited, reconnected, skipped }: Progress): number {
  return waiting + invited + reconnected + skipped;
}

/** One inbox of a migration. */
export interface MigrationItem {
  readonly migrationId: string;
  readonly inboxId: string;
  readonly address: string;
  readonly addressKey: string;
  readonly state: MigrationItemState;
  /** The server it was at: between two IMAP hosts it tells whether the inbox has moved. */
  readonly fromHost: string | null;
  /** When the migration disconnected it; it does so once. */
  readonly movedAt: number | null;
  readonly invitedAt: number | null;
  readonly reconnectedAt: number | null;
  readonly linkId: string | null;
}

/** Rows as PostgreSQL's JSON gives them. */
export interface MigrationRow {
  workspace_id: string;
  id: string;
  domain: string;
  from_provider: Provider;
  to_provider: Provider;
  state: MigrationState;
  detected_at: string;
  confirmed_at: string | null;
  closed_at: string | null;
  evidence: readonly MigrationEvidence[];
  version: number;
}

export interface MigrationItemRow {
  workspace_id: string;
  migration_id: string;
  inbox_id: string;
  address: string;
  address_key: string;
  state: MigrationItemState;
  from_host: string | null;
  moved_at: string | null;
  invited_at: string | null;
  reconnected_at: string | null;
  link_id: string | null;
}

function toMs(time: string | null): number | null {
  return time === null ? null : Date.parse(time);
}

function toIso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

export function toMigration(row: MigrationRow): Migration {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    domain: row.domain,
    move: { from: row.from_provider, to: row.to_provider },
    state: row.state,
    detectedAt: Date.parse(row.detected_at),
    confirmedAt: toMs(row.confirmed_at),
    closedAt: toMs(row.closed_at),
    evidence: row.evidence,
    version: row.version,
  };
}

export function fromMigration(migration: Migration): MigrationRow {
  return {
    workspace_id: migration.workspaceId,
    id: migration.id,
    domain: migration.domain,
    from_provider: migration.move.from,
    to_provider: migration.move.to,
    state: migration.state,
    detected_at: new Date(migration.detectedAt).toISOString(),
    confirmed_at: toIso(migration.confirmedAt),
    closed_at: toIso(migration.closedAt),
    evidence: migration.evidence,
    version: migration.version,
  };
}

export function toItem(row: MigrationItemRow): MigrationItem {
  return {
    migrationId: row.migration_id,
    inboxId: row.inbox_id,
    address: row.address,
    addressKey: row.address_key,
    state: row.state,
    fromHost: row.from_host,
    movedAt: toMs(row.moved_at),
    invitedAt: toMs(row.invited_at),
    reconnectedAt: toMs(row.reconnected_at),
    linkId: row.link_id,
  };
}

export function fromItem(workspaceId: string, item: MigrationItem): MigrationItemRow {
  return {
    workspace_id: workspaceId,
    migration_id: item.migrationId,
    inbox_id: item.inboxId,
    address: item.address,
    address_key: item.addressKey,
    state: item.state,
    from_host: item.fromHost,
    moved_at: toIso(item.movedAt),
    invited_at: toIso(item.invitedAt),
    reconnected_at: toIso(item.reconnectedAt),
    link_id: item.linkId,
  };
}
