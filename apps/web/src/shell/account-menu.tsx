import { AccountButton } from "@relink/ui";
import { lazy, Suspense, useRef, useState } from "react";
import { roleName } from "../i18n/words.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useViewer } from "./viewer.tsx";

const AccountMenuList = lazy(() => import("./account-menu-list.tsx").then((part) => ({ default: part.AccountMenuList })));

export function AccountMenu() {
  const { t } = useTranslate();
  const viewer = useViewer();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const role = viewer.role === null ? "" : roleName(t, viewer.role);
  return (
    <>
      <AccountButton
        ref={button}
        name={viewer.member.name}
        detail={`${role} · ${viewer.workspace.name}`}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open ? (
        <Suspense>
          <AccountMenuList anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
