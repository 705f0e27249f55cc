import { Button } from "@relink/ui";
import { Link } from "react-router";
import type { BellItemFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { NoticeState, NoticeTimes } from "../shell/notice-state.tsx";
import { useWaitReason } from "../shell/use-online.ts";
import { remedyOf } from "./remedy-words.ts";

export type NotificationRowProps = {
  item: BellItemFragment;
  /** Read: whether the person stays at this row, or went on by its link. */
  onRead: (stays: boolean, row: HTMLElement | null) => void;
};

/** One thing that was told: what, why, why this person, since when, and the way to the remedy. */
export function NotificationRow({ item, onRead }: NotificationRowProps) {
  const { t } = useTranslate();
  const unread = item.readAt === null;
  const { title } = item;
  return (
    <li
      className="notice"
      aria-label={title}
      tabIndex={-1}
      data-unread={unread ? "" : undefined}
      data-over={item.closedAt === null ? undefined : ""}
    >
      <div className="notice-words">
        <div className="notice-title">
          {unread ? <span className="notice-dot" role="img" aria-label={t("bell.unread")} /> : null}
          <span>{title}</span>
          <NoticeState item={item} />
        </div>
        <p>{item.body}</p>
        <p className="notice-small">
          <span>{item.because}</span>
          <span>
            <NoticeTimes item={item} />
          </span>
        </p>
      </div>
      <div className="notice-actions">
        {unread ? <ReadButton title={title} onRead={(row) => onRead(true, row)} /> : null}
        <RemedyLink item={item} onFollow={() => (unread ? onRead(false, null) : undefined)} />
      </div>
    </li>
  );
}

function ReadButton({ title, onRead }: { title: string; onRead: (row: HTMLElement | null) => void }) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  return (
    <Button
      variant="quiet"
      size="small"
      disabledReason={waitReason}
      aria-label={t("notices.read.of", { title })}
      onClick={(event) => onRead(event.currentTarget.closest("li"))}
    >
      {t("notices.read")}
    </Button>
  );
}

function RemedyLink({ item, onFollow }: { item: BellItemFragment; onFollow: () => void }) {
  const { t } = useTranslate();
  const remedy = remedyOf(item.href);
  if (remedy === null) return null;
  const words = t(remedy.words);
  return (
    <Link
      className="rl-button"
      data-variant="secondary"
      data-size="small"
      to={remedy.path}
      aria-label={t("notices.go.of", { words, title: item.title })}
      onClick={onFollow}
    >
      {words}
    </Link>
  );
}
