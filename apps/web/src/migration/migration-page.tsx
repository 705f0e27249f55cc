import "./migration.css";
import { Banner, Button, Card, PageHead, Skeleton } from "@relink/ui";
import { lazy, Suspense, useState } from "react";
import { Navigate, useParams } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type MigrationFactsFragment, MigrationPageDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { paths } from "../routes.ts";
import { Gone } from "../shell/gone.tsx";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { canManageAccess, useViewer } from "../shell/viewer.tsx";
import { MigrationItems } from "./migration-items.tsx";
import { MigrationProgress } from "./migration-progress.tsx";
import { isUnderWay, toMigrationWords, toRoute } from "./migration-words.ts";
import { useLiveMigrations } from "./use-live-migrations.ts";

const ConfirmDialog = lazy(() => import("./confirm-migration-dialog.tsx").then((part) => ({ default: part.ConfirmMigrationDialog })));
const InviteDialog = lazy(() => import("./invite-dialog.tsx").then((part) => ({ default: part.InviteDialog })));
const DismissDialog = lazy(() => import("./dismiss-migration-dialog.tsx").then((part) => ({ default: part.DismissMigrationDialog })));

/** One domain's move: what is known, what to do next, and how far each inbox has followed. */
export function MigrationPage() {
  const viewer = useViewer();
  return canManageAccess(viewer) ? <OneMigration /> : <Navigate to={paths.email} replace />;
}

function OneMigration() {
  const { t } = useTranslate();
  const { id = "" } = useParams();
  const options = { variables: { id }, fetchPolicy: "cache-and-network", errorPolicy: "all" } as const;
  const { data, error, refetch } = useKeptQuery(MigrationPageDocument, options);
  const migration = data?.migration ?? null;
  const here = migration === null ? [] : [{ label: migration.domain }];
  return (
    <Page crumbs={[{ label: t("nav.migrations"), to: paths.migrations }, ...here]}>
      {migration === null ? null : <Shown key={migration.id} migration={migration} />}
      {migration === null && error === undefined && data === undefined ? <PageSkeleton /> : null}
      {migration === null && error !== undefined ? <PageError heading="h1" error={error} onRetry={() => void refetch()} /> : null}
      {migration === null && error === undefined && data !== undefined ? <Gone /> : null}
    </Page>
  );
}

type Question = "confirm" | "invite" | "dismiss";

function Shown({ migration }: { migration: MigrationFactsFragment }) {
  const { t } = useTranslate();
  const [asked, setAsked] = useState<Question | null>(null);
  const [changes, setChanges] = useState(0);
  useLiveMigrations(migration.id, () => setChanges((count) => count + 1));
  const { word, words, tone } = toMigrationWords(t, migration);
  const close = () => setAsked(null);
  return (
    <>
      <PageHead title={migration.domain}>{toRoute(t, migration)}</PageHead>
      <div className="move-parts">
        <Banner tone={tone} action={<NextStep migration={migration} onAsk={setAsked} />}>
          <strong className="move-state" data-tone={tone}>
            {word}
          </strong>{" "}
          {words}
        </Banner>
        {migration.total === 0 || migration.state === "SUSPECTED" ? null : <MigrationProgress migration={migration} />}
        <MigrationItems migration={migration} changes={changes} />
        <Evidence sentences={migration.evidence} />
      </div>
      <Suspense>
        {asked === "confirm" ? <ConfirmDialog migration={migration} onClose={close} /> : null}
        {asked === "invite" ? <InviteDialog migration={migration} onClose={close} /> : null}
        {asked === "dismiss" ? <DismissDialog migration={migration} onClose={close} /> : null}
      </Suspense>
    </>
  );
}

/** What helps now first; that it does not move can be said for as long as it is under way. */
function NextStep({ migration, onAsk }: { migration: MigrationFactsFragment; onAsk: (question: Question) => void }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  if (!isUnderWay(migration)) return null;
  const common = { size: "small", disabledReason: waitReason } as const;
  return (
    <>
      {migration.state === "SUSPECTED" ? (
        <Button {...common} variant="primary" onClick={() => onAsk("confirm")}>
          {t("migrations.start.yes")}
        </Button>
      ) : null}
      {migration.state !== "SUSPECTED" && migration.waiting > 0 ? (
        <Button {...common} variant="primary" onClick={() => onAsk("invite")}>
          {t("migration.invite")}
        </Button>
      ) : null}
      <Button {...common} onClick={() => onAsk("dismiss")}>
        {t("migration.dismiss")}
      </Button>
    </>
  );
}

function Evidence({ sentences }: { sentences: readonly string[] }) {
  const { t } = useTranslate();
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">{t("migration.evidence")}</h2>
      <Card>
        <ol className="move-evidence">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ol>
      </Card>
    </section>
  );
}

function PageSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="move-parts" role="status" aria-label={t("migrations.loading")}>
      <Skeleton width="40%" height={30} />
      <Skeleton height={64} />
      <Skeleton height={280} />
    </div>
  );
}
