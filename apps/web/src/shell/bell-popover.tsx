import "./bell.css";
import { Button, EmptyState, ErrorState } from "@relink/ui";
import { Popover } from "@relink/ui/popover";
import type { RefObject } from "react";
import { Link } from "react-router";
import type { BellItemFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { paths, toKnownPath } from "../routes.ts";
import { NoticeState, NoticeTimes } from "./notice-state.tsx";

export type BellPopoverProps = {
  anchor: RefObject<HTMLElement | null>;
  notifications: readonly BellItemFragment[];
  /** Unread when it was opened: they keep their dot until it is closed, though reading marks them read at once. */
  unreadIds: readonly string[];
  failed: boolean;
  onRetry: () => void;
  onClose: () => void;
};

export function BellPopover({ anchor, notifications, unreadIds, failed, onRetry, onClose }: BellPopoverProps) {
  const { t } = useTranslate();
  return (
    <Popover open anchor={anchor} title={t("bell.title")} onClose={onClose}>
      {failed ? (
        <ErrorState title={t("bell.failed")} action={<Button onClick={onRetry}>{t("error.retry")}</Button>}>
          {t("error.NETWORK")}
        </ErrorState>
      ) : null}
      {!failed && notifications.length === 0 ? <EmptyState title={t("bell.empty.title")}>{t("bell.empty.words")}</EmptyState> : null}
      <ul className="bell-list" role="list">
        {notifications.map((item) => (
          <BellRow key={item.id} item={item} unread={item.readAt === null || unreadIds.includes(item.id)} onFollow={onClose} />
        ))}
      </ul>
      <div className="bell-foot">
        <Link to={paths.notifications} onClick={onClose}>
          {t("bell.all")}
        </Link>
        <Link to={paths.preferences} onClick={onClose}>
          {t("bell.preferences")}
        </Link>
      </div>
    </Popover>
  );
}

function BellRow({ item, unread, onFollow }: { item: BellItemFragment; unread: boolean; onFollow: () => void }) {
  const { t } = useTranslate();
  const path = toKnownPath(item.href);
  return (
    <li className="bell-item" data-unread={unread ? "" : undefined} aria-label={item.title}>
      <div className="bell-item-title">
        {unread ? <span className="bell-dot" role="img" aria-label={t("bell.unread")} /> : null}
        {path === null ? (
          <span>{item.title}</span>
        ) : (
          <Link to={path} onClick={onFollow}>
            {item.title}
          </Link>
        )}
      </div>
      <div>{item.body}</div>
      <div className="bell-item-small">{item.because}</div>
      <div className="bell-item-small">
        <NoticeTimes item={item} /> <NoticeState item={item} />
      </div>
    </li>
  );
}
