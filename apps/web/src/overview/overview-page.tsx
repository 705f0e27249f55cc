import "./overview.css";
import { Button, Card, EmptyState, PageHead, Skeleton } from "@relink/ui";
import { lazy, Suspense, useEffect, useState } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { inboxNews } from "../api/inbox-news.ts";
import { useNowAndThen } from "../api/use-now-and-then.ts";
import { OverviewDocument, type OverviewQuery } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { Attention } from "./attention.tsx";

const ConnectDialog = lazy(() => import("../connect/connect-dialog.tsx").then((part) => ({ default: part.ConnectDialog })));

// Under what needs attention: they may come a moment later.
const Figures = lazy(() => import("./figures.tsx").then((part) => ({ default: part.Figures })));

export type Summary = NonNullable<OverviewQuery["healthSummary"]>;

/** How the inboxes that the viewer sees are doing; what needs somebody comes first. */
export function OverviewPage() {
  const { t } = useTranslate();
  const { data, error, refetch } = useKeptQuery(OverviewDocument, { fetchPolicy: "cache-and-network", errorPolicy: "all" });
  const countAgain = useNowAndThen(() => refetch().catch(() => undefined));
  useEffect(() => inboxNews.listen(countAgain), [countAgain]);
  const summary = data?.healthSummary ?? null;
  return (
    <Page crumbs={[{ label: t("nav.overview") }]}>
      <PageHead title={t("nav.overview")}>{t("overview.words")}</PageHead>
      {summary === null && error === undefined ? <PageSkeleton /> : null}
      {summary === null && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {summary === null ? null : isNew(summary) ? <NothingYet /> : <Shown summary={summary} />}
    </Page>
  );
}

/** Nothing is connected, and nothing ever was that could be told of. */
function isNew({ byState, byDay, providerAccessOpen, incidents }: Summary): boolean {
  const quiet = byDay.every(({ disconnected, reconnected }) => disconnected + reconnected === 0);
  return byState.every(({ count }) => count === 0) && quiet && providerAccessOpen === 0 && incidents.length === 0;
}

function Shown({ summary }: { summary: Summary }) {
  return (
    <div className="overview-parts">
      <Attention incidents={summary.incidents} />
      <Suspense fallback={<FiguresSkeleton />}>
        <Figures summary={summary} />
      </Suspense>
    </div>
  );
}

function NothingYet() {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const [connecting, setConnecting] = useState(false);
  const connect = (
    <Button variant="primary" disabledReason={waitReason} onClick={() => setConnecting(true)}>
      {t("email.connect")}
    </Button>
  );
  return (
    <>
      <Card>
        <EmptyState title={t("overview.empty.title")} action={connect}>
          {t("overview.empty.words")}
        </EmptyState>
      </Card>
      {connecting ? (
        <Suspense>
          <ConnectDialog kind="PERSONAL" onClose={() => setConnecting(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

function PageSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="overview-parts" role="status" aria-label={t("overview.loading")}>
      <Skeleton height={148} />
      <FiguresSkeleton />
    </div>
  );
}

function FiguresSkeleton() {
  return (
    <>
      <div className="overview-grid">
        <Skeleton height={200} />
        <Skeleton height={200} />
      </div>
      <Skeleton height={260} />
    </>
  );
}
