import "./shell-skeleton.css";
import { PageMain, RowListSkeleton } from "@relink/ui";
import { useTranslate } from "../i18n/translate.ts";

/** The places of side bar and page, while it is read who is here. */
export function ShellSkeleton() {
  const { t } = useTranslate();
  return (
    <div className="rl-shell">
      <div className="rl-side" />
      <PageMain>
        <div className="shell-skeleton">
          <RowListSkeleton label={t("shell.loading")} />
        </div>
      </PageMain>
    </div>
  );
}
