import { Button, ErrorState } from "@relink/ui";
import { toRefusal } from "../api/refusal.ts";
import { useTranslate } from "../i18n/translate.ts";
import { refusalSentence } from "../i18n/refusals.ts";

/** A page that could not be read: what, why, again. */
export function PageError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslate();
  return (
    <ErrorState
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
