import { useApolloClient, useMutation, useQuery } from "@apollo/client/react";
import { Count, Icon, IconButton } from "@relink/ui";
import { lazy, Suspense, useRef, useState } from "react";
import { BellDocument, MarkNotificationsReadDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { countRead } from "./bell-cache.ts";

const BellPopover = lazy(() => import("./bell-popover.tsx").then((part) => ({ default: part.BellPopover })));

/** The newest notifications, live; opening it marks those shown as read. */
export function Bell() {
  const { t } = useTranslate();
  const client = useApolloClient();
  const button = useRef<HTMLButtonElement>(null);
  // The ids that were unread when it was opened; null while it is closed.
  const [opened, setOpened] = useState<readonly string[] | null>(null);
  const open = opened !== null;
  // The shell has read them already, with the rest of what every page needs.
  const { data, error, refetch } = useQuery(BellDocument, { fetchPolicy: "cache-first", errorPolicy: "all" });
  const [markRead] = useMutation(MarkNotificationsReadDocument);
  const nodes = data?.notifications?.nodes ?? [];
  const unread = data?.notifications?.unreadCount ?? 0;

  function toggle() {
    const ids = nodes.filter((node) => node.readAt === null).map((node) => node.id);
    setOpened(open ? null : ids);
    if (open || ids.length === 0) return;
    markRead({ variables: { ids } }).then(
      (result) => countRead(client.cache, result.data?.markNotificationsRead?.length ?? 0),
      // They stay unread, and the next opening tries again.
      () => undefined,
    );
  }

  return (
    <>
      <IconButton
        ref={button}
        label={t("bell.label", { unread })}
        icon={<Icon name="bell" />}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={toggle}
      >
        <Count count={unread} />
      </IconButton>
      {opened !== null ? (
        <Suspense>
          <BellPopover
            anchor={button}
            notifications={nodes}
            unreadIds={opened}
            failed={error !== undefined && data?.notifications == null}
            onRetry={() => void refetch()}
            onClose={() => setOpened(null)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
