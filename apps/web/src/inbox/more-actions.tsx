import { Icon, IconButton } from "@relink/ui";
import type { MenuItem } from "@relink/ui/menu";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "../shell/use-online.ts";

const Menu = lazy(() => import("@relink/ui/menu").then((part) => ({ default: part.Menu })));

export type MoreActionsProps = { address: string; items: readonly MenuItem[]; busy?: boolean };

/** What a person seldom wants of a row: one quiet button, and nothing at all where there is nothing. */
export function MoreActions({ address, items, busy = false }: MoreActionsProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  if (items.length === 0) return null;
  const label = t("action.more", { address });
  return (
    <>
      <IconButton
        ref={button}
        size="small"
        label={label}
        icon={<Icon name="more" />}
        busy={busy}
        disabledReason={waitReason}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open ? (
        <Suspense>
          <Menu open anchor={button} label={label} items={items} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
