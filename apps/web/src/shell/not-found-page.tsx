import { Card, EmptyState } from "@relink/ui";
import { Link } from "react-router";
import { useTranslate } from "../i18n/translate.ts";
import { paths } from "../routes.ts";
import { Page } from "./page.tsx";

export function NotFoundPage() {
  const { t } = useTranslate();
  return (
    <Page crumbs={[{ label: t("notFound.title") }]}>
      <Card>
        <EmptyState heading="h1" title={t("notFound.title")} action={<Link to={paths.email}>{t("notFound.back")}</Link>}>
          {t("notFound.words")}
        </EmptyState>
      </Card>
    </Page>
  );
}
