import { evidenceText, type EmailAddress, type Locale } from "@relink/domain";
import { toGlobalId } from "../platform/global-id.ts";
import { totalOf, type MigrationItem, type MigrationWithProgress } from "./migration.ts";
import type { MigrationItemType, MigrationType } from "./migration.type.ts";

/** A migration as the schema shows it. */
export function presentMigration(migration: MigrationWithProgress): MigrationType {
  const { id, domain, move, state, detectedAt, progress } = migration;
  return {
    __typename: "Migration",
    id: toGlobalId("migration", id),
    domain,
    fromProvider: move.from,
    toProvider: move.to,
    state,
    detectedAt: new Date(detectedAt),
    total: totalOf(progress),
    ...progress,
    migration,
  };
}

export function presentItem({ inboxId, address, state, invitedAt, reconnectedAt }: MigrationItem): MigrationItemType {
  const toDate = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
  return {
    address: address as EmailAddress,
    state,
    invitedAt: toDate(invitedAt),
    reconnectedAt: toDate(reconnectedAt),
    inboxUuid: inboxId,
  };
}

/** UTC, so that it can be compared with other logs. */
function toTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export function presentEvidence({ evidence }: MigrationWithProgress, locale: Locale): readonly string[] {
  return evidence.map((fact) => evidenceText(fact, locale, toTime));
}
