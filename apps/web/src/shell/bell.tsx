import { Count, Icon, IconButton } from "@relink/ui";
import { lazy, Suspense, useRef, useState } from "react";
import { useKeptQuery } from "../api/use-kept-query.ts";
import { BellDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useMarkRead } from "./use-mark-read.ts";

const BellPopover = lazy(() => import("./bell-popover.tsx").then((part) => ({ default: part.BellPopover })));

/** The newest notifications, live; opening it marks those shown as read. */
export function Bell() {
  const { t } = useTranslate();
  const button = useRef<HTMLButtonElement>(null);
  // The ids that were unread when it was opened; null while it is closed.
  const [opened, setOpened] = useState<readonly string[] | null>(null);
  // The shell has read them already, with the rest of what every page needs.
  const { data, error, refetch } = useKeptQuery(BellDocument, { fetchPolicy: "cache-first", errorPolicy: "all" });
  const markRead = useMarkRead();
  const list = data?.notifications ?? null;
  const nodes = list?.nodes ?? [];
  const unread = list?.unreadCount ?? 0;
  function toggle() {
    const ids = nodes.filter((node) => node.readAt === null).map((node) => node.id);
    setOpened(opened === null ? ids : null);
    // What fails stays unread, and the next opening tries again.
    if (opened === null) markRead(ids).catch(() => undefined);
  }
  const icon = <Icon name="bell" />;
  const label = t("bell.label", { unread });
  const popover = { anchor: button, notifications: nodes, failed: error !== undefined && list === null };
  return (
    <>
      <IconButton ref={button} label={label} icon={icon} aria-haspopup="dialog" aria-expanded={opened !== null} onClick={toggle}>
        <Count count={unread} />
      </IconButton>
      {opened === null ? null : (
        <Suspense>
          <BellPopover {...popover} unreadIds={opened} onRetry={() => void refetch()} onClose={() => setOpened(null)} />
        </Suspense>
      )}
    </>
  );
}
