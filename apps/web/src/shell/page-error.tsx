import { Button, ErrorState } from "@relink/ui";
import { useEffect, useRef } from "react";
import { listenForReturn } from "../api/live-connection.ts";
import { toRefusal } from "../api/refusal.ts";
import { useTranslate } from "../i18n/translate.ts";
import { refusalSentence } from "../i18n/refusals.ts";

export type PageErrorProps = {
  error: unknown;
  onRetry: () => void;
  /** h1 where the page has no heading of its own then. */
  heading?: "h1" | "h2";
};

/** What failed for want of a network is tried again when that is back. */
function useRetryOnReturn(unreachable: boolean, onRetry: () => void): void {
  const retry = useRef(onRetry);
  useEffect(() => {
    retry.current = onRetry;
  });
  useEffect(() => (unreachable ? listenForReturn(() => retry.current()) : undefined), [unreachable]);
}

/** A page that could not be read: what, why, again. */
export function PageError({ error, onRetry, heading = "h2" }: PageErrorProps) {
  const { t } = useTranslate();
  const refusal = toRefusal(error);
  useRetryOnReturn(refusal.code === "NETWORK", onRetry);
  return (
    <ErrorState
      heading={heading}
      title={t("error.page")}
      action={
        <Button variant="primary" onClick={onRetry}>
          {t("error.retry")}
        </Button>
      }
    >
      {refusalSentence(t, refusal)}
    </ErrorState>
  );
}
