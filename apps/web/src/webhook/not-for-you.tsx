import { Card, EmptyState } from "@relink/ui";
import { useTranslate } from "../i18n/translate.ts";

/** What this place is for, and whom to ask, for those who may not use it. */
export function NotForYou() {
  const { t } = useTranslate();
  return (
    <Card>
      <EmptyState heading="h1" title={t("hooks.notForYou")}>
        {t("hooks.notForYou.words")}
      </EmptyState>
    </Card>
  );
}
