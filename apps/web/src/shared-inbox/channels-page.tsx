import "../inbox/inbox-page.css";
import { Button, Card, EmptyState, PageHead, PageTools, RowList, RowListSkeleton } from "@relink/ui";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useParams } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { ChannelsPageDocument, type ChannelsPageQuery } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { IncidentBanners } from "../incident/incident-banners.tsx";
import { InboxRow } from "../inbox/inbox-row.tsx";
import { RowActions } from "../inbox/row-actions.tsx";
import { RemovedInboxes } from "../inbox/removed-inboxes.tsx";
import { type RowDialogs, useRowDialogs } from "../inbox/row-dialogs.tsx";
import { paths } from "../routes.ts";
import { Gone } from "../shell/gone.tsx";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { canManageAccess, useViewer } from "../shell/viewer.tsx";

const ConnectDialog = lazy(() => import("../connect/connect-dialog.tsx").then((part) => ({ default: part.ConnectDialog })));

type SharedInbox = NonNullable<ChannelsPageQuery["sharedInbox"]>;

/** Inbox → a shared inbox → Settings → Channels. */
export function ChannelsPage() {
  const { t, locale } = useTranslate();
  const { id = "" } = useParams();
  const { data, error, refetch } = useKeptQuery(ChannelsPageDocument, {
    variables: { id, locale },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  const sharedInbox = data?.sharedInbox ?? null;
  const crumbs = [
    { label: t("nav.inbox"), to: paths.inboxes },
    ...(sharedInbox === null ? [] : [{ label: sharedInbox.name }]),
    { label: t("nav.settings") },
    { label: t("channels.crumb") },
  ];
  return (
    <Page crumbs={crumbs}>
      {sharedInbox === null ? null : <Channels sharedInbox={sharedInbox} />}
      {sharedInbox === null && error === undefined && data === undefined ? <RowListSkeleton label={t("channels.loading")} /> : null}
      {sharedInbox === null && error !== undefined ? <PageError heading="h1" error={error} onRetry={() => void refetch()} /> : null}
      {sharedInbox === null && error === undefined && data !== undefined ? <Gone /> : null}
    </Page>
  );
}

function Channels({ sharedInbox }: { sharedInbox: SharedInbox }) {
  const { t } = useTranslate();
  const viewer = useViewer();
  const dialogs = useRowDialogs();
  const waitReason = useWaitReason();
  const [connecting, setConnecting] = useState(false);
  const connect = canManageAccess(viewer) ? (
    <Button variant="primary" disabledReason={waitReason} onClick={() => setConnecting(true)}>
      {t("channels.connect")}
    </Button>
  ) : undefined;
  return (
    <>
      <PageHead title={sharedInbox.name}>{t("channels.words")}</PageHead>
      <IncidentBanners where={{ kind: "TEAM", sharedInboxId: sharedInbox.id }} />
      <ChannelList sharedInbox={sharedInbox} dialogs={dialogs} connect={connect} />
      <RemovedInboxes
        whose={{ kind: "TEAM", sharedInboxId: sharedInbox.id }}
        dialogs={dialogs}
        live={sharedInbox.channels.filter((inbox) => inbox.state !== "REMOVED")}
      />
      {connecting ? (
        <Suspense>
          <ConnectDialog kind="TEAM" sharedInbox={sharedInbox} onClose={() => setConnecting(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

type ChannelListProps = {
  sharedInbox: SharedInbox;
  dialogs: RowDialogs;
  /** The button, for who may. */
  connect: ReactNode | undefined;
};

function ChannelList({ sharedInbox, dialogs, connect }: ChannelListProps) {
  const { t, locale } = useTranslate();
  const channels = sharedInbox.channels
    .filter((inbox) => inbox.state !== "REMOVED")
    .toSorted((one, other) => one.address.localeCompare(other.address, locale));
  if (channels.length === 0) {
    return (
      <Card>
        <EmptyState title={t("channels.empty.title")} action={connect}>
          {t(connect === undefined ? "channels.empty.askAdmin" : "channels.empty.words")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <PageTools>
        <span className="count-tag">{t("channels.count", { count: channels.length })}</span>
        {connect}
      </PageTools>
      <RowList label={t("channels.list", { name: sharedInbox.name })}>
        {channels.map((inbox) => (
          <InboxRow key={inbox.id} inbox={inbox} actions={<RowActions inbox={inbox} onAsk={dialogs.ask} />} />
        ))}
      </RowList>
    </>
  );
}
