import "./inbox-page.css";
import { Button, Card, EmptyState, PageHead, PageTools, RowList, RowListSkeleton, TextField } from "@relink/ui";
import { useState } from "react";
import { Navigate } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { EveryonesEmailPageDocument, type InboxRowFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { IncidentBanners } from "../incident/incident-banners.tsx";
import { paths } from "../routes.ts";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { canManageAccess, managesWorkspace, useViewer } from "../shell/viewer.tsx";
import { GeneralTabs } from "../shell/general-tabs.tsx";
import { InboxRow } from "./inbox-row.tsx";
import { RemovedInboxes } from "./removed-inboxes.tsx";
import { RowActions } from "./row-actions.tsx";
import { type RowDialogs, useRowDialogs } from "./row-dialogs.tsx";
import { ShowMore } from "./show-more.tsx";
import { useSettled } from "./use-settled.ts";

/** Settings → General → Email → everybody's: for those who may see them; what they may do is each row's allowedActions. */
export function EveryonesEmailPage() {
  const viewer = useViewer();
  return canManageAccess(viewer) ? <Everyones /> : <Navigate to={paths.email} replace />;
}

function useEveryones(wanted: string) {
  const { locale } = useTranslate();
  const search = useSettled(wanted.trim());
  const { data, previousData, error, refetch, fetchMore } = useKeptQuery(EveryonesEmailPageDocument, {
    variables: { locale, ...(search === "" ? {} : { search }) },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  // While the next search is on its way, what was found before stays.
  const found = data?.everyones ?? (data === undefined ? previousData?.everyones : null) ?? null;
  return { found, search, error, refetch, readOn: (after: string) => fetchMore({ variables: { after } }) };
}

function Everyones() {
  const { t, locale } = useTranslate();
  const viewer = useViewer();
  const dialogs = useRowDialogs();
  const [wanted, setWanted] = useState("");
  const { found, search, error, refetch, readOn } = useEveryones(wanted);
  const inboxes = (found?.nodes ?? []).toSorted((one, other) => one.address.localeCompare(other.address, locale));
  const nobody = found !== null && search === "" && wanted === "" && inboxes.length === 0;
  const crumbs = [
    { label: t("nav.settings") },
    { label: t("nav.general") },
    { label: t("email.title"), to: paths.email },
    { label: t("everyone.title") },
  ];
  return (
    <Page crumbs={crumbs}>
      <PageHead title={t("everyone.title")}>{t(managesWorkspace(viewer) ? "everyone.words.all" : "everyone.words.see")}</PageHead>
      <GeneralTabs current="everyone" />
      <IncidentBanners where={{ kind: "PERSONAL" }} />
      {found === null && error === undefined ? <RowListSkeleton label={t("everyone.loading")} /> : null}
      {found === null && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {nobody ? <Nobody /> : null}
      {found === null || nobody ? null : (
        <>
          <Tools wanted={wanted} count={found.totalCount} onWant={setWanted} />
          <FoundInboxes inboxes={inboxes} wanted={search} dialogs={dialogs} onClear={() => setWanted("")} />
          <ShowMore pageInfo={found.pageInfo} read={readOn} />
        </>
      )}
      <RemovedInboxes whose={{ kind: "PERSONAL" }} dialogs={dialogs} live={inboxes} owned />
    </Page>
  );
}

function Nobody() {
  const { t } = useTranslate();
  return (
    <Card>
      <EmptyState title={t("everyone.empty.title")}>{t("everyone.empty.words")}</EmptyState>
    </Card>
  );
}

function Tools({ wanted, count, onWant }: { wanted: string; count: number; onWant: (wanted: string) => void }) {
  const { t } = useTranslate();
  return (
    <PageTools>
      <TextField
        label={t("email.filter")}
        labelHidden
        type="search"
        maxLength={320}
        placeholder={t("email.filter")}
        value={wanted}
        onChange={(event) => onWant(event.target.value)}
      />
      <span className="count-tag" role="status">
        {t("everyone.count", { count })}
      </span>
    </PageTools>
  );
}

type FoundInboxesProps = { inboxes: readonly InboxRowFragment[]; wanted: string; dialogs: RowDialogs; onClear: () => void };

function FoundInboxes({ inboxes, wanted, dialogs, onClear }: FoundInboxesProps) {
  const { t } = useTranslate();
  if (inboxes.length === 0) {
    return (
      <Card>
        <EmptyState title={t("email.noMatch.title")} action={<Button onClick={onClear}>{t("email.noMatch.clear")}</Button>}>
          {t("everyone.noMatch.words", { wanted })}
        </EmptyState>
      </Card>
    );
  }
  return (
    <RowList label={t("everyone.list")}>
      {inboxes.map((inbox) => (
        <InboxRow key={inbox.id} inbox={inbox} owned actions={<RowActions inbox={inbox} onAsk={dialogs.ask} />} />
      ))}
    </RowList>
  );
}
