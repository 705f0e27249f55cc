import type { MessageId } from "@lingui/core";
import { Badge, RelativeTime, type Tone } from "@relink/ui";
import type { BellItemFragment } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";

const severities: Readonly<Record<string, { readonly tone: Tone; readonly word: MessageId }>> = {
  CRITICAL: { tone: "bad", word: "bell.critical" },
  WARNING: { tone: "warn", word: "bell.warning" },
};

/** How loudly a notification speaks, in a word; what is over speaks no more. Good news needs none. */
export function NoticeState({ item }: { item: Pick<BellItemFragment, "severity" | "closedAt"> }) {
  const { t } = useTranslate();
  const severity = severities[item.severity];
  if (item.closedAt !== null) return <Badge tone="ok">{t("bell.closed")}</Badge>;
  return severity === undefined ? null : <Badge tone={severity.tone}>{t(severity.word)}</Badge>;
}

/** When it was told, and when the trouble ended. */
export function NoticeTimes({ item }: { item: Pick<BellItemFragment, "createdAt" | "closedAt"> }) {
  const { t, locale } = useTranslate();
  return (
    <>
      <RelativeTime at={item.createdAt} locale={locale} />
      {item.closedAt === null ? null : (
        <>
          {" · "}
          {t("notices.ended")} <RelativeTime at={item.closedAt} locale={locale} />
        </>
      )}
    </>
  );
}
