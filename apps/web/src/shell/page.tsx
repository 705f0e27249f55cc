import { Breadcrumbs, type Crumb, PageMain, TopBar } from "@relink/ui";
import { type ReactNode, useEffect } from "react";
import { useTranslate } from "../i18n/translate.ts";
import { Bell } from "./bell.tsx";
import { RouterLink } from "./link.tsx";

/** What every signed-in page has: where it stands, the bell, its own part. */
export function Page({ crumbs, children }: { crumbs: readonly Crumb[]; children: ReactNode }) {
  const { t } = useTranslate();
  const title = crumbs.at(-1)?.label ?? "Relink";
  useEffect(() => {
    document.title = `${title} · Relink`;
  }, [title]);
  return (
    <>
      <TopBar crumbs={<Breadcrumbs label={t("shell.crumbs")} crumbs={crumbs} link={RouterLink} />}>
        <Bell />
      </TopBar>
      <PageMain>{children}</PageMain>
    </>
  );
}
