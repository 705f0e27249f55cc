import "./notifications.css";
import { Button, Card, EmptyState, PageHead, PageTabs, Skeleton } from "@relink/ui";
import { Link, useSearchParams } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { BellDocument, type BellItemFragment, NotificationsPageDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { ShowMore } from "../inbox/show-more.tsx";
import { paths } from "../routes.ts";
import { RouterLink } from "../shell/link.tsx";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { NotificationRow } from "./notification-row.tsx";
import { useReading } from "./use-reading.ts";

const unreadPath = `${paths.notifications}?show=unread`;

function useNotifications(unreadOnly: boolean) {
  const { data, error, refetch, fetchMore } = useKeptQuery(NotificationsPageDocument, {
    variables: { unreadOnly },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  const list = data?.notifications ?? null;
  // What was read a moment ago is still in the list that was asked for.
  const shown = list?.nodes.filter((item) => !unreadOnly || item.readAt === null) ?? [];
  return { list, shown, error, refetch, readOn: (after: string) => fetchMore({ variables: { after } }) };
}

/** Everything that this person was told, newest first. */
export function NotificationsPage() {
  const { t } = useTranslate();
  const [search] = useSearchParams();
  const unreadOnly = search.get("show") === "unread";
  const { list, shown, error, refetch, readOn } = useNotifications(unreadOnly);
  return (
    <Page crumbs={[{ label: t("notices.title") }]}>
      <PageHead title={t("notices.title")}>{t("notices.words")}</PageHead>
      <Filter unreadOnly={unreadOnly} />
      {list === null && error === undefined ? <ListSkeleton /> : null}
      {list === null && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {list === null ? null : <NotificationList shown={shown} unreadOnly={unreadOnly} />}
      {list === null ? null : <ShowMore pageInfo={list.pageInfo} read={readOn} />}
    </Page>
  );
}

function Filter({ unreadOnly }: { unreadOnly: boolean }) {
  const { t } = useTranslate();
  const { data } = useKeptQuery(BellDocument, { fetchPolicy: "cache-first", errorPolicy: "all" });
  const count = data?.notifications?.unreadCount ?? 0;
  const tabs = [
    { to: paths.notifications, label: t("notices.all"), current: !unreadOnly },
    { to: unreadPath, label: t("notices.unread", { count }), current: unreadOnly },
  ];
  return <PageTabs label={t("notices.filter")} tabs={tabs} link={RouterLink} />;
}

function NotificationList({ shown, unreadOnly }: { shown: readonly BellItemFragment[]; unreadOnly: boolean }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const { readOne, readAll } = useReading(unreadOnly);
  const unread = shown.filter((item) => item.readAt === null);
  const nothing = unread.length === 0 ? t("notices.readAll.none") : waitReason;
  return (
    <>
      <div className="notice-tools">
        <Button size="small" disabledReason={nothing} onClick={() => void readAll(unread)}>
          {t("notices.readAll")}
        </Button>
        <Link to={paths.preferences}>{t("bell.preferences")}</Link>
      </div>
      {shown.length === 0 ? <Nothing unreadOnly={unreadOnly} /> : null}
      <ul className="notices" role="list" aria-label={t("notices.title")}>
        {shown.map((item) => (
          <NotificationRow key={item.id} item={item} onRead={(stays, row) => void readOne(item, stays, row)} />
        ))}
      </ul>
    </>
  );
}

function Nothing({ unreadOnly }: { unreadOnly: boolean }) {
  const { t } = useTranslate();
  return (
    <Card>
      {unreadOnly ? (
        <EmptyState title={t("notices.noUnread.title")} action={<Link to={paths.notifications}>{t("notices.noUnread.all")}</Link>}>
          {t("notices.noUnread.words")}
        </EmptyState>
      ) : (
        <EmptyState title={t("bell.empty.title")} action={<Link to={paths.preferences}>{t("bell.preferences")}</Link>}>
          {t("notices.empty.words")}
        </EmptyState>
      )}
    </Card>
  );
}

function ListSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="notices" role="status" aria-label={t("notices.loading")}>
      {[1, 2, 3].map((row) => (
        <div className="notice" key={row}>
          <div className="notice-words">
            <Skeleton width="40%" />
            <Skeleton width="75%" />
            <Skeleton width="30%" height={14} />
          </div>
        </div>
      ))}
    </div>
  );
}
