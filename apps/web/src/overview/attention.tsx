import { Card } from "@relink/ui";
import { lazy, Suspense, useId } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import {
  type IncidentFactsFragment,
  type InboxFilter,
  type InboxRowFragment,
  type MigrationFactsFragment,
  MigrationsDocument,
} from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useLiveMigrations } from "../migration/use-live-migrations.ts";
import { canManageAccess, useViewer } from "../shell/viewer.tsx";
import { AttentionGroup } from "./attention-group.tsx";

// There seldom is one of them.
const IncidentCard = lazy(() => import("../incident/incident-card.tsx").then((part) => ({ default: part.IncidentCard })));
const MigrationCard = lazy(() => import("../migration/migration-card.tsx").then((part) => ({ default: part.MigrationCard })));

const disconnected = {
  states: ["DISCONNECTED"],
  reasons: [
    "ACCESS_REVOKED",
    "PASSWORD_CHANGED",
    "SESSION_EXPIRED",
    "CONSENT_REQUIRED",
    "SCOPE_MISSING",
    "MFA_REQUIRED",
    "POLICY_BLOCKED",
    "ACCOUNT_DISABLED",
    "MAILBOX_NOT_FOUND",
    "PROTOCOL_DISABLED",
    "BAD_CREDENTIALS",
    "TLS_INVALID",
    "UNREACHABLE",
    "CREDENTIALS_UNREADABLE",
  ],
} as const;
const moved = { states: ["DISCONNECTED"], reasons: ["PROVIDER_MIGRATED"] } as const;
const failing = { states: ["FAILING"] } as const;
const ends = {
  states: ["CONNECTING", "CONNECTED", "FAILING", "DISCONNECTED", "OFF", "REMOVED"],
  providerAccess: ["AWAITING_PERSON"],
} as const;

/** The domains that move, for those who may see them; null while they are on their way. */
function useMoves() {
  const skip = !canManageAccess(useViewer());
  const { data, error, refetch } = useKeptQuery(MigrationsDocument, {
    variables: { states: ["SUSPECTED", "CONFIRMED", "RUNNING"] },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
    skip,
  });
  useLiveMigrations(null, () => refetch().catch(() => undefined), skip);
  return data?.migrations?.nodes ?? (skip || error !== undefined ? [] : null);
}

function toDomain(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** What waits for somebody, the most urgent first; many of one cause are told once, by their cause. */
export function Attention({ incidents }: { incidents: readonly IncidentFactsFragment[] }) {
  const { t } = useTranslate();
  const heading = useId();
  const known = useMoves();
  const moves = known ?? [];
  const open = incidents.filter((incident) => incident.open);
  const outages = open.filter(({ kind }) => kind === "PROVIDER_OUTAGE");
  const isHeld = ({ provider, mailHost }: InboxRowFragment) =>
    outages.some((outage) => outage.provider === provider && (mailHost === null || outage.host === null || outage.host === mailHost));
  const moving = new Set(moves.map(({ domain }) => domain));
  const isOfMove = ({ address }: InboxRowFragment) => moving.has(toDomain(address));
  const groups: readonly { key: string; filter: InboxFilter; title: (count: number) => string; isToldAbove?: typeof isHeld }[] = [
    { key: "disconnected", filter: toFilter(disconnected), title: (count) => t("overview.disconnected", { count }) },
    { key: "moved", filter: toFilter(moved), title: (count) => t("overview.moved", { count }), isToldAbove: isOfMove },
    { key: "failing", filter: toFilter(failing), title: (count) => t("overview.failing", { count }), isToldAbove: isHeld },
    { key: "ends", filter: toFilter(ends), title: (count) => t("overview.ends", { count }) },
  ];
  return (
    <section className="attention" aria-labelledby={heading}>
      <h2 id={heading}>{t("overview.attention")}</h2>
      <Suspense>
        {open.map((incident) => (
          <IncidentCard key={incident.id} incident={incident} />
        ))}
        {moves.length === 0 ? null : <Moves moves={moves} />}
      </Suspense>
      {groups.map(({ key, ...group }) => (key === "moved" && known === null ? null : <AttentionGroup key={key} {...group} />))}
      <div className="attention-calm">
        <Card>
          <p>{t("overview.calm")}</p>
        </Card>
      </div>
    </section>
  );
}

function Moves({ moves }: { moves: readonly MigrationFactsFragment[] }) {
  const { t } = useTranslate();
  const heading = useId();
  return (
    <section className="attention-group" aria-labelledby={heading}>
      <h3 id={heading}>{t("overview.moves")}</h3>
      <ul className="moves" role="list" aria-labelledby={heading}>
        {moves.map((migration) => (
          <MigrationCard key={migration.id} migration={migration} />
        ))}
      </ul>
    </section>
  );
}

/** A filter of its own for each, since the generated type wants arrays that may be changed. */
function toFilter(filter: { readonly [Key in "states" | "reasons" | "providerAccess"]?: readonly unknown[] }): InboxFilter {
  return filter as InboxFilter;
}
