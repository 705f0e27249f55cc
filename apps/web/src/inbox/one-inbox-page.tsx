import "./one-inbox.css";
import { Skeleton, type Crumb } from "@relink/ui";
import { Suspense, useEffect, useRef } from "react";
import { useParams } from "react-router";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { InboxPageDocument, type InboxPageQuery } from "../gql/graphql.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { IncidentBanner } from "../incident/incident-banners.tsx";
import { paths, toChannels } from "../routes.ts";
import { Gone } from "../shell/gone.tsx";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useViewer } from "../shell/viewer.tsx";
import { CheckList } from "./check-list.tsx";
import { InboxHead } from "./inbox-head.tsx";
import { InboxGrants } from "./inbox-grants.tsx";
import { LargeEnds } from "./large-ends.tsx";
import { OpenLinks } from "./open-links.tsx";
import { RowDialogsView, useRowDialogs } from "./row-dialogs.tsx";
import { Timeline } from "./timeline.tsx";
import { WhyAndWhat } from "./why-and-what.tsx";

export type OneInbox = NonNullable<InboxPageQuery["inbox"]>;

/** One inbox: both ends, why, and what has been. */
export function OneInboxPage() {
  const { t, locale } = useTranslate();
  const { id = "" } = useParams();
  const viewer = useViewer();
  const { data, error, refetch } = useKeptQuery(InboxPageDocument, {
    variables: { id, locale },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
    // What "Show more" has read stays while the newest is asked for again.
    refetchWritePolicy: "merge",
  });
  const inbox = data?.inbox ?? null;
  // An event or a check brings the inbox's row into the cache; the rest of this page is asked for again.
  const stands = inbox === null ? null : `${inbox.version} ${inbox.health.lastCheckedAt}`;
  const stood = useRef(stands);
  useEffect(() => {
    const before = stood.current;
    stood.current = stands;
    if (before !== null && stands !== null && before !== stands) void refetch().catch(() => undefined);
  }, [stands, refetch]);
  return (
    <Page crumbs={toCrumbs(t, inbox, viewer.member.id)}>
      {inbox === null ? null : <Shown inbox={inbox} />}
      {inbox === null && error === undefined && data === undefined ? <PageSkeleton /> : null}
      {inbox === null && error !== undefined ? <PageError heading="h1" error={error} onRetry={() => void refetch()} /> : null}
      {inbox === null && error === undefined && data !== undefined ? <Gone /> : null}
    </Page>
  );
}

function toCrumbs(t: Translate, inbox: OneInbox | null, memberId: string): readonly Crumb[] {
  if (inbox === null) return [{ label: t("inbox.crumb") }];
  const above =
    inbox.sharedInbox === null
      ? [{ label: t("nav.settings") }, { label: t("nav.general") }, toList(t, inbox.owner?.id === memberId)]
      : [
          { label: t("nav.inbox"), to: paths.inboxes },
          { label: inbox.sharedInbox.name, to: toChannels(inbox.sharedInbox.id) },
        ];
  return [...above, { label: inbox.address }];
}

/** The list that it stands in. */
function toList(t: Translate, own: boolean): Crumb {
  return own ? { label: t("email.title"), to: paths.email } : { label: t("everyone.title"), to: paths.everyonesEmail };
}

function Shown({ inbox }: { inbox: OneInbox }) {
  const dialogs = useRowDialogs();
  return (
    <>
      <InboxHead inbox={inbox} onAsk={dialogs.ask} />
      <div className="inbox-parts">
        <LargeEnds inbox={inbox} />
        <Suspense>{inbox.incident === null ? null : <IncidentBanner incident={inbox.incident} />}</Suspense>
        <WhyAndWhat inbox={inbox} onAsk={dialogs.ask} />
        <OpenLinks inbox={inbox} />
        <InboxGrants inbox={inbox} />
        <Timeline inbox={inbox} />
        <CheckList inbox={inbox} />
      </div>
      <RowDialogsView dialogs={dialogs} inboxes={[inbox]} />
    </>
  );
}

function PageSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="inbox-parts" role="status" aria-label={t("inbox.loading")}>
      <Skeleton width="40%" height={30} />
      <Skeleton height={260} />
      <Skeleton height={64} />
      <Skeleton height={280} />
    </div>
  );
}
