import "./shared-inboxes.css";
import { Badge, Button, Card, EmptyState, Icon, PageHead, PageTools, Skeleton } from "@relink/ui";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { Link } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { SharedInboxesDocument, type SharedInboxesQuery } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { toChannels } from "../routes.ts";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { canManageAccess, useViewer } from "../shell/viewer.tsx";

const CreateDialog = lazy(() => import("./create-shared-inbox-dialog.tsx").then((part) => ({ default: part.CreateSharedInboxDialog })));

type SharedInbox = NonNullable<SharedInboxesQuery["sharedInboxes"]>[number];

/** Inbox: the workspace's shared inboxes. */
export function SharedInboxesPage() {
  const { t } = useTranslate();
  const viewer = useViewer();
  const waitReason = useWaitReason();
  const [creating, setCreating] = useState(false);
  const { data, error, refetch } = useKeptQuery(SharedInboxesDocument, {
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  const list = data?.sharedInboxes ?? null;
  const create = canManageAccess(viewer) ? (
    <Button variant="primary" disabledReason={waitReason} onClick={() => setCreating(true)}>
      {t("shared.create")}
    </Button>
  ) : undefined;
  return (
    <Page crumbs={[{ label: t("nav.inbox") }]}>
      <PageHead title={t("nav.inbox")}>{t("shared.words")}</PageHead>
      {list === null && error === undefined ? <ListSkeleton /> : null}
      {list === null && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {list === null ? null : <SharedInboxList list={list} create={create} />}
      {creating ? (
        <Suspense>
          <CreateDialog onClose={() => setCreating(false)} />
        </Suspense>
      ) : null}
    </Page>
  );
}

/** create: the button, for who may. */
function SharedInboxList({ list, create }: { list: readonly SharedInbox[]; create: ReactNode | undefined }) {
  const { t, locale } = useTranslate();
  if (list.length === 0) {
    return (
      <Card>
        <EmptyState title={t("shared.empty.title")} action={create}>
          {t(create === undefined ? "shared.empty.askAdmin" : "shared.empty.words")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <>
      <PageTools>
        <span className="shared-count">{t("shared.count", { count: list.length })}</span>
        {create}
      </PageTools>
      <ul className="shared-list" role="list" aria-label={t("shared.list")}>
        {list
          .toSorted((one, other) => one.name.localeCompare(other.name, locale))
          .map((each) => (
            <SharedInboxCard key={each.id} sharedInbox={each} />
          ))}
      </ul>
    </>
  );
}

function SharedInboxCard({ sharedInbox }: { sharedInbox: SharedInbox }) {
  const { t } = useTranslate();
  const live = sharedInbox.channels.filter((inbox) => inbox.state !== "REMOVED");
  const ill = live.filter((inbox) => inbox.state === "DISCONNECTED" || inbox.state === "FAILING").length;
  return (
    <li aria-label={sharedInbox.name}>
      <Link className="shared-card" to={toChannels(sharedInbox.id)}>
        <span>
          <span className="shared-name">{sharedInbox.name}</span>
          <span className="shared-count">{t("channels.count", { count: live.length })}</span>
        </span>
        {ill === 0 ? null : <Badge tone="bad">{t("shared.ill", { count: ill })}</Badge>}
        <Icon name="chevron" />
      </Link>
    </li>
  );
}

function ListSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="shared-list" role="status" aria-label={t("shared.loading")}>
      <Skeleton height={72} />
      <Skeleton height={72} />
    </div>
  );
}
