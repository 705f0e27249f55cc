import { Button } from "@relink/ui";
import { useState } from "react";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";

export type ShowMoreProps = {
  pageInfo: { endCursor: string | null; hasNextPage: boolean };
  /** Reads what comes after a cursor into the cache, where the list finds it. */
  read: (after: string) => Promise<unknown>;
};

/** One page more of a list that goes on; nothing at its end. */
export function ShowMore({ pageInfo, read }: ShowMoreProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const [reading, setReading] = useState<"not" | "now" | "failed">("not");
  const { endCursor, hasNextPage } = pageInfo;
  if (!hasNextPage || endCursor === null) return null;
  function readOn(after: string) {
    setReading("now");
    read(after).then(
      () => setReading("not"),
      () => setReading("failed"),
    );
  }
  return (
    <p className="list-more">
      <Button busy={reading === "now"} disabledReason={waitReason} onClick={() => readOn(endCursor)}>
        {t("inbox.more")}
      </Button>
      {reading === "failed" ? <span role="alert">{t("inbox.moreFailed")}</span> : null}
    </p>
  );
}
