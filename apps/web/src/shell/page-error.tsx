import { Button, ErrorState } from "@relink/ui";
import { toRefusal } from "../api/refusal.ts";
import { useTranslate } from "../i18n/translate.ts";
import { refusalSentence } from "../i18n/refusals.ts";

export type PageErrorProps = {
  error: unknown;
  onRetry: () => void;
  /** h1 where the page has no heading of its own then. */
  heading?: "h1" | "h2";
};

/** A page that could not be read: what, why, again. */
export function PageError({ error, onRetry, heading = "h2" }: PageErrorProps) {
  const { t } = useTranslate();
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
      {refusalSentence(t, toRefusal(error))}
    </ErrorState>
  );
}
