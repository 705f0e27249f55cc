import "./bell.css";
import { Badge, Button, EmptyState, ErrorState, RelativeTime, type Tone } from "@relink/ui";
import { Popover } from "@relink/ui/popover";
import type { RefObject } from "react";
import { Link } from "react-router";
import type { BellItemFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { toKnownPath } from "../routes.ts";

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
    </Popover>
  );
}

const tones: Record<string, Tone> = { CRITICAL: "bad", WARNING: "warn" };

function BellRow({ item, unread, onFollow }: { item: BellItemFragment; unread: boolean; onFollow: () => void }) {
  const { t, locale } = useTranslate();
  const path = toKnownPath(item.href);
  const tone = tones[item.severity];
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
        <RelativeTime at={item.createdAt} locale={locale} /> {item.closedAt !== null ? <Badge tone="ok">{t("bell.closed")}</Badge> : null}
        {item.closedAt === null && tone !== undefined ? (
          <Badge tone={tone}>{t(tone === "bad" ? "bell.critical" : "bell.warning")}</Badge>
        ) : null}
      </div>
    </li>
  );
}
