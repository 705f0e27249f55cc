import { AccountButton } from "@relink/ui";
import { lazy, Suspense, useRef, useState } from "react";
import { roleName } from "../i18n/words.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useViewer } from "./viewer.tsx";

const AccountPopover = lazy(() => import("./account-popover.tsx").then((part) => ({ default: part.AccountPopover })));

export function AccountMenu() {
  const { t } = useTranslate();
  const viewer = useViewer();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <>
      <AccountButton
        ref={button}
        name={viewer.member.name}
        detail={viewer.role === null ? "" : roleName(t, viewer.role)}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open ? (
        <Suspense>
          <AccountPopover anchor={button} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
