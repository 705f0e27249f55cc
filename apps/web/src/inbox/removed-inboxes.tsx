import { Button, RowList } from "@relink/ui";
import type { MenuItem } from "@relink/ui/menu";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { type InboxRowFragment, RemovedInboxesDocument, type RemovedInboxesQueryVariables } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";
import { DetailsLink } from "./details-link.tsx";
import { InboxRow } from "./inbox-row.tsx";
import { MoreActions } from "./more-actions.tsx";
import { type RowDialogs, RowDialogsView } from "./row-dialogs.tsx";

export type RemovedInboxesProps = {
  /** Whose: a person's own, or a shared inbox's channels. */
  whose: Omit<RemovedInboxesQueryVariables, "locale">;
  dialogs: RowDialogs;
  /** The list above, as it stands: an address that is in use again can't come back a second time. */
  live: readonly InboxRowFragment[];
  /** They are several people's. */
  owned?: boolean;
};

const newestFirst = (one: InboxRowFragment, other: InboxRowFragment) => other.stateChangedAt.localeCompare(one.stateChangedAt);

/** What has left the list: still open at the provider first; then, folded, what can come back. */
export function RemovedInboxes({ whose, dialogs, live, owned = false }: RemovedInboxesProps) {
  const { t, locale } = useTranslate();
  const variables = { ...whose, locale };
  const { data } = useKeptQuery(RemovedInboxesDocument, { variables, fetchPolicy: "cache-and-network", errorPolicy: "all" });
  const inUse = new Set(live.map((inbox) => inbox.address.toLowerCase()));
  const canComeBack = (inbox: InboxRowFragment) => inbox.allowedActions.includes("RECONNECT") && !inUse.has(inbox.address.toLowerCase());
  const stillOpen = (data?.stillOpen?.nodes ?? []).toSorted(newestFirst);
  const closed = (data?.closed?.nodes ?? []).filter(canComeBack).toSorted(newestFirst);
  const rowOf = (inbox: InboxRowFragment, open: boolean) => (
    <InboxRow
      key={inbox.id}
      inbox={inbox}
      owned={owned}
      actions={<RemovedActions inbox={inbox} open={open} canComeBack={canComeBack(inbox)} dialogs={dialogs} />}
    />
  );
  return (
    <>
      {stillOpen.length === 0 ? null : (
        <section className="removed" aria-labelledby="still-open">
          <h2 id="still-open">{t("stillOpen.title")}</h2>
          <p>{t("stillOpen.words")}</p>
          <RowList label={t("stillOpen.title")} waiting>
            {stillOpen.map((inbox) => rowOf(inbox, true))}
          </RowList>
        </section>
      )}
      {closed.length === 0 ? null : (
        <details className="removed">
          <summary>{t("removed.title", { count: closed.length })}</summary>
          <p>{t("removed.words")}</p>
          <RowList label={t("removed.list")}>{closed.map((inbox) => rowOf(inbox, false))}</RowList>
        </details>
      )}
      <RowDialogsView dialogs={dialogs} inboxes={[...live, ...stillOpen, ...closed]} />
    </>
  );
}

type RemovedActionsProps = { inbox: InboxRowFragment; open: boolean; canComeBack: boolean; dialogs: RowDialogs };

function RemovedActions({ inbox, open, canComeBack, dialogs }: RemovedActionsProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const guide = () => dialogs.ask("guide", inbox);
  const reconnect = () => dialogs.ask("reconnect", inbox);
  const more: MenuItem = open
    ? { id: "reconnect", label: t("action.reconnect"), onChoose: reconnect }
    : { id: "guide", label: t("action.bothEnds"), onChoose: guide };
  return (
    <>
      {open ? (
        <Button size="small" onClick={guide}>
          {t("stillOpen.guide")}
        </Button>
      ) : (
        <Button size="small" disabledReason={waitReason} onClick={reconnect}>
          {t("action.reconnect")}
        </Button>
      )}
      <DetailsLink inbox={inbox} />
      <MoreActions address={inbox.address} items={open && !canComeBack ? [] : [more]} />
    </>
  );
}
