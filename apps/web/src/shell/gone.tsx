import { Card, EmptyState } from "@relink/ui";
import { Link } from "react-router";
import { useTranslate } from "../i18n/translate.ts";
import { paths } from "../routes.ts";

/** A page for something that is gone, or that never was for this viewer: both look the same. */
export function Gone() {
  const { t } = useTranslate();
  return (
    <Card>
      <EmptyState heading="h1" title={t("gone.title")} action={<Link to={paths.inboxes}>{t("gone.back")}</Link>}>
        {t("gone.words")}
      </EmptyState>
    </Card>
  );
}
