import { PageTabs } from "@relink/ui";
import { useTranslate } from "../i18n/translate.ts";
import { paths } from "../routes.ts";
import { RouterLink } from "./link.tsx";
import { canManageAccess, useViewer } from "./viewer.tsx";

/** Settings → General: one's own inboxes, everybody's for those who may see these, and how one is told. */
export function GeneralTabs({ current }: { current: "own" | "everyone" | "preferences" }) {
  const { t } = useTranslate();
  const viewer = useViewer();
  const own = { to: paths.email, label: t("email.tab.own"), current: current === "own" };
  const everyones = { to: paths.everyonesEmail, label: t("everyone.title"), current: current === "everyone" };
  const preferences = { to: paths.preferences, label: t("notices.title"), current: current === "preferences" };
  const tabs = canManageAccess(viewer) ? [own, everyones, preferences] : [own, preferences];
  return <PageTabs label={t("general.tabs")} tabs={tabs} link={RouterLink} />;
}
