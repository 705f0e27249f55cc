import "./preferences.css";
import { Card, PageHead, Skeleton } from "@relink/ui";
import { Link } from "react-router";
import { useTranslate } from "../i18n/translate.ts";
import { paths } from "../routes.ts";
import { GeneralTabs } from "../shell/general-tabs.tsx";
import { PageError } from "../shell/page-error.tsx";
import { Page } from "../shell/page.tsx";
import { useViewer } from "../shell/viewer.tsx";
import { DigestWindow } from "./digest-window.tsx";
import { FallbackAddress } from "./fallback-address.tsx";
import { MailKinds } from "./mail-kinds.tsx";
import { MailLanguage } from "./mail-language.tsx";
import { type Settings, usePreferences, useSaving } from "./use-preferences.ts";

/** Settings → General → Notifications: what of it comes by mail, and how. */
export function PreferencesPage() {
  const { t } = useTranslate();
  const { stored, error, refetch } = usePreferences();
  return (
    <Page crumbs={[{ label: t("nav.settings") }, { label: t("nav.general") }, { label: t("prefs.title") }]}>
      <PageHead title={t("prefs.title")}>
        {t("prefs.words")} <Link to={paths.notifications}>{t("bell.all")}</Link>
      </PageHead>
      <GeneralTabs current="preferences" />
      {stored === null && error === undefined ? <FormSkeleton /> : null}
      {stored === null && error !== undefined ? <PageError error={error} onRetry={() => void refetch()} /> : null}
      {stored === null ? null : <Form stored={stored} />}
    </Page>
  );
}

function Form({ stored }: { stored: Settings }) {
  const { email } = useViewer().member;
  const saving = useSaving(stored);
  return (
    <Card>
      <div className="prefs">
        <MailKinds saving={saving} email={email} />
        <DigestWindow saving={saving} />
        <FallbackAddress saving={saving} email={email} />
        <MailLanguage saving={saving} />
      </div>
    </Card>
  );
}

function FormSkeleton() {
  const { t } = useTranslate();
  return (
    <div role="status" aria-label={t("prefs.loading")}>
      <Skeleton height={480} />
    </div>
  );
}
