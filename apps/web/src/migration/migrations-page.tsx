import { Button, Card, EmptyState, PageHead, PageTools, Skeleton } from "@relink/ui";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Navigate } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type MigrationFactsFragment, MigrationsDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { ShowMore } from "../inbox/show-more.tsx";
import { paths } from "../routes.ts";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { canManageAccess, useViewer } from "../shell/viewer.tsx";
import { MigrationCard } from "./migration-card.tsx";
import { useLiveMigrations } from "./use-live-migrations.ts";

const StartDialog = lazy(() => import("./start-migration-dialog.tsx").then((part) => ({ default: part.StartMigrationDialog })));

/** The domains that move or have moved; for admins. */
export function MigrationsPage() {
  const viewer = useViewer();
  return canManageAccess(viewer) ? <Migrations /> : <Navigate to={paths.email} replace />;
}

function Migrations() {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const [starting, setStarting] = useState(false);
  const { data, error, refetch, fetchMore } = useKeptQuery(MigrationsDocument, { fetchPolicy: "cache-and-network", errorPolicy: "all" });
  useLiveMigrations(null, () => refetch().catch(() => undefined));
  const found = data?.migrations ?? null;
  const start = (
    <Button variant="primary" disabledReason={waitReason} onClick={() => setStarting(true)}>
      {t("migrations.start")}
    </Button>
  );
  return (
    <Page crumbs={[{ label: t("nav.migrations") }]}>
      <PageHead title={t("nav.migrations")}>{t("migrations.words")}</PageHead>
      {found === null && error === undefined ? <ListSkeleton /> : null}
      {found === null && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {found === null ? null : <MigrationList list={found.nodes} start={start} />}
      {found === null ? null : <ShowMore pageInfo={found.pageInfo} read={(after) => fetchMore({ variables: { after } })} />}
      {starting ? (
        <Suspense>
          <StartDialog onClose={() => setStarting(false)} />
        </Suspense>
      ) : null}
    </Page>
  );
}

function MigrationList({ list, start }: { list: readonly MigrationFactsFragment[]; start: ReactNode }) {
  const { t } = useTranslate();
  if (list.length === 0) {
    return (
      <Card>
        <EmptyState title={t("migrations.empty.title")} action={start}>
          {t("migrations.empty.words")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <PageTools>
        <span />
        {start}
      </PageTools>
      <ul className="moves" role="list" aria-label={t("nav.migrations")}>
        {list.map((migration) => (
          <MigrationCard key={migration.id} migration={migration} />
        ))}
      </ul>
    </>
  );
}

function ListSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="moves" role="status" aria-label={t("migrations.loading")}>
      <Skeleton height={96} />
      <Skeleton height={96} />
    </div>
  );
}
