import "./inbox-page.css";
import { Button, Card, EmptyState, PageHead, PageTools, RowList, RowListSkeleton, TextField } from "@relink/ui";
import { lazy, Suspense, useState } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { EmailPageDocument, type InboxRowFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { IncidentBanners } from "../incident/incident-banners.tsx";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { useViewer } from "../shell/viewer.tsx";
import { GeneralTabs } from "../shell/general-tabs.tsx";
import { InboxRow } from "./inbox-row.tsx";
import { RowActions } from "./row-actions.tsx";
import { type RowDialogs, useRowDialogs } from "./row-dialogs.tsx";
import { RemovedInboxes } from "./removed-inboxes.tsx";
import { type WholeList, useWholeList } from "./use-whole-list.ts";

const ConnectDialog = lazy(() => import("../connect/connect-dialog.tsx").then((part) => ({ default: part.ConnectDialog })));

/** Settings → General → Email: the viewer's own inboxes. */
export function EmailPage() {
  const { t, locale } = useTranslate();
  const viewer = useViewer();
  const dialogs = useRowDialogs();
  const [connecting, setConnecting] = useState(false);
  const { data, error, refetch, fetchMore } = useKeptQuery(EmailPageDocument, {
    variables: { ownerId: viewer.member.id, locale },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  const live = data?.live?.nodes;
  const page = data?.live?.pageInfo;
  const more = useWholeList(page?.hasNextPage === true ? page.endCursor : null, (after) => fetchMore({ variables: { after } }));
  return (
    <Page crumbs={[{ label: t("nav.settings") }, { label: t("nav.general") }, { label: t("email.title") }]}>
      <PageHead title={t("email.title")}>{t("email.words")}</PageHead>
      <GeneralTabs current="own" />
      <IncidentBanners where={{ kind: "PERSONAL", ownerId: viewer.member.id }} own />
      {live === undefined && error === undefined ? <RowListSkeleton label={t("email.loading")} /> : null}
      {live === undefined && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {live === undefined ? null : (
        <OwnInboxes
          inboxes={live}
          rest={(data?.live?.totalCount ?? 0) - live.length}
          more={more}
          dialogs={dialogs}
          onConnect={() => setConnecting(true)}
        />
      )}
      <RemovedInboxes whose={{ kind: "PERSONAL", ownerId: viewer.member.id }} dialogs={dialogs} live={live ?? []} />
      {connecting ? (
        <Suspense>
          <ConnectDialog kind="PERSONAL" onClose={() => setConnecting(false)} />
        </Suspense>
      ) : null}
    </Page>
  );
}

type OwnInboxesProps = {
  inboxes: readonly InboxRowFragment[];
  /** How many there are that this page has not read yet. */
  rest: number;
  more: WholeList;
  dialogs: RowDialogs;
  onConnect: () => void;
};

function OwnInboxes({ inboxes, rest, more, dialogs, onConnect }: OwnInboxesProps) {
  const { t } = useTranslate();
  const [wanted, setWanted] = useState("");
  const waitReason = useWaitReason();
  const connect = (
    <Button variant="primary" disabledReason={waitReason} onClick={onConnect}>
      {t("email.connect")}
    </Button>
  );
  if (inboxes.length === 0) {
    return (
      <Card>
        <EmptyState title={t("email.empty.title")} action={connect}>
          {t("email.empty.words")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <PageTools>
        <TextField
          label={t("email.filter")}
          labelHidden
          type="search"
          placeholder={t("email.filter")}
          value={wanted}
          onChange={(event) => {
            setWanted(event.target.value);
            // What is looked for may be among those that are not here yet.
            if (event.target.value.trim() !== "") more.readAll();
          }}
        />
        {connect}
      </PageTools>
      <FilteredInboxes inboxes={inboxes} wanted={wanted.trim()} dialogs={dialogs} onClear={() => setWanted("")} />
      <TheRest rest={rest} more={more} />
    </>
  );
}

function TheRest({ rest, more }: { rest: number; more: WholeList }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  if (more.reading) {
    return (
      <p className="list-more" role="status">
        {t("email.lookingFurther")}
      </p>
    );
  }
  if (more.atEnd) return null;
  return (
    <p className="list-more">
      <Button disabledReason={waitReason} onClick={more.readNext}>
        {t("email.more", { rest })}
      </Button>
    </p>
  );
}

type FilteredInboxesProps = {
  inboxes: readonly InboxRowFragment[];
  wanted: string;
  dialogs: RowDialogs;
  onClear: () => void;
};

function FilteredInboxes({ inboxes, wanted, dialogs, onClear }: FilteredInboxesProps) {
  const { t, locale } = useTranslate();
  const shown = inboxes
    .filter((inbox) => inbox.address.toLowerCase().includes(wanted.toLowerCase()))
    .toSorted((one, other) => one.address.localeCompare(other.address, locale));
  if (shown.length === 0) {
    return (
      <Card>
        <EmptyState title={t("email.noMatch.title")} action={<Button onClick={onClear}>{t("email.noMatch.clear")}</Button>}>
          {t("email.noMatch.words", { wanted })}
        </EmptyState>
      </Card>
    );
  }
  return (
    <RowList label={t("email.list")}>
      {shown.map((inbox) => (
        <InboxRow key={inbox.id} inbox={inbox} actions={<RowActions inbox={inbox} onAsk={dialogs.ask} />} />
      ))}
    </RowList>
  );
}
