import { Button, RowList } from "@relink/ui";
import { useEffect, useId } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { AttentionInboxesDocument, type InboxFilter, type InboxRowFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { DetailsLink } from "../inbox/details-link.tsx";
import { InboxRow } from "../inbox/inbox-row.tsx";
import { RowDialogsView, useRowDialogs } from "../inbox/row-dialogs.tsx";
import type { RowQuestion } from "../inbox/row-actions.tsx";
import { ShowMore } from "../inbox/show-more.tsx";
import { useCheckNow } from "../inbox/use-check-now.ts";
import { useWaitReason } from "../shell/use-online.ts";

export type AttentionGroupProps = {
  filter: InboxFilter;
  title: (count: number) => string;
  /** Left out: what something above says already of many at once. */
  isToldAbove?: (inbox: InboxRowFragment) => boolean;
};

const newestFirst = (one: InboxRowFragment, other: InboxRowFragment) => other.stateChangedAt.localeCompare(one.stateChangedAt);

/** How far it is read on by itself past those that are told above, to find one that is not. */
const farthest = 100;

function useGroup(filter: InboxFilter, isToldAbove: (inbox: InboxRowFragment) => boolean) {
  const { locale } = useTranslate();
  const { data, fetchMore } = useKeptQuery(AttentionInboxesDocument, {
    variables: { filter, locale },
    fetchPolicy: "cache-and-network",
    errorPolicy: "all",
  });
  const found = data?.inboxes ?? null;
  const read = found?.nodes.length ?? 0;
  const rows = (found?.nodes ?? []).filter((inbox) => !isToldAbove(inbox)).toSorted(newestFirst);
  const next = found?.pageInfo.hasNextPage === true ? found.pageInfo.endCursor : null;
  const readOn = rows.length === 0 && read < farthest ? next : null;
  useEffect(() => {
    if (readOn !== null) fetchMore({ variables: { after: readOn } }).catch(() => undefined);
  }, [readOn, fetchMore]);
  // Where some are told above and not all are read, only those that are here can be counted.
  const count = rows.length === read ? (found?.totalCount ?? 0) : rows.length;
  return { rows, count, pageInfo: found?.pageInfo ?? null, readMore: (after: string) => fetchMore({ variables: { after } }) };
}

/** The inboxes of one kind of trouble, the newest first, each with its one next action. */
export function AttentionGroup({ filter, title, isToldAbove = () => false }: AttentionGroupProps) {
  const heading = useId();
  const dialogs = useRowDialogs();
  const { rows, count, pageInfo, readMore } = useGroup(filter, isToldAbove);
  return (
    <>
      {rows.length > 0 && pageInfo !== null ? (
        <section className="attention-group" aria-labelledby={heading}>
          <h3 id={heading}>{title(count)}</h3>
          <RowList label={title(count)} waiting>
            {rows.map((inbox) => (
              <InboxRow
                key={inbox.id}
                inbox={inbox}
                owned={inbox.kind === "PERSONAL"}
                actions={<NextAction inbox={inbox} onAsk={dialogs.ask} />}
              />
            ))}
          </RowList>
          <ShowMore pageInfo={pageInfo} read={readMore} />
        </section>
      ) : null}
      <RowDialogsView dialogs={dialogs} inboxes={rows} />
    </>
  );
}

const guided = ["VERIFY_ACCESS_REMOVED", "CONFIRM_ACCESS_REMOVED", "REVOKE_ACCESS", "SEND_IT_REQUEST"] as const;

type NextActionProps = { inbox: InboxRowFragment; onAsk: (question: RowQuestion, inbox: InboxRowFragment) => void };

/** What helps most, of what the viewer may do; and the inbox's own page, which says the rest. */
function NextAction({ inbox, onAsk }: NextActionProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const may = (action: InboxRowFragment["allowedActions"][number]) => inbox.allowedActions.includes(action);
  const common = { size: "small", disabledReason: waitReason } as const;
  const broken = inbox.state === "DISCONNECTED";
  const reconnect = broken && may("RECONNECT");
  return (
    <>
      {reconnect ? (
        <Button {...common} variant="primary" onClick={() => onAsk("reconnect", inbox)}>
          {t("action.reconnect")}
        </Button>
      ) : null}
      {broken && !reconnect && may("SEND_RECONNECT_LINK") ? (
        <Button {...common} onClick={() => onAsk("send-link", inbox)}>
          {t("overview.sendLink")}
        </Button>
      ) : null}
      {inbox.state === "FAILING" && may("CHECK_NOW") ? <CheckNow inbox={inbox} /> : null}
      {!broken && inbox.state !== "FAILING" && guided.some(may) ? (
        <Button {...common} onClick={() => onAsk("guide", inbox)}>
          {t("stillOpen.guide")}
        </Button>
      ) : null}
      <DetailsLink inbox={inbox} />
    </>
  );
}

function CheckNow({ inbox }: { inbox: InboxRowFragment }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const { check, busy } = useCheckNow(inbox);
  return (
    <Button size="small" busy={busy} disabledReason={waitReason} onClick={() => void check()}>
      {t("action.checkNow")}
    </Button>
  );
}
