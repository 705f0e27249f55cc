import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import type { InboxRowFragment } from "../gql/graphql.ts";
import type { RowQuestion } from "./row-actions.tsx";

const TurnOffDialog = lazy(() => import("./turn-off-dialog.tsx").then((part) => ({ default: part.TurnOffDialog })));
const RemoveDialog = lazy(() => import("./remove-dialog.tsx").then((part) => ({ default: part.RemoveDialog })));
const ReconnectDialog = lazy(() => import("../connect/reconnect-dialog.tsx").then((part) => ({ default: part.ReconnectDialog })));
const SendLinkDialog = lazy(() => import("../link/send-link-dialog.tsx").then((part) => ({ default: part.SendLinkDialog })));
const ProviderEndDialog = lazy(() => import("./provider-end-dialog.tsx").then((part) => ({ default: part.ProviderEndDialog })));

type Open = { question: RowQuestion; inbox: InboxRowFragment };

export type RowDialogs = {
  open: Open | null;
  ask: (question: Open["question"], inbox: InboxRowFragment) => void;
  close: () => void;
};

/** The button that opened the dialog may be gone with what it did: then the focus stays at its row, or at the page. */
function catchFocus(address: string): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const row = document.querySelector<HTMLElement>(`li[aria-label="${CSS.escape(address)}"] button`);
  (row ?? document.getElementById("main"))?.focus();
}

/** Which dialog of which row is open: one at a time. */
export function useRowDialogs(): RowDialogs {
  const [open, setOpen] = useState<Open | null>(null);
  const ask = useCallback((question: Open["question"], inbox: InboxRowFragment) => setOpen({ question, inbox }), []);
  const close = useCallback(() => setOpen(null), []);
  const address = open?.inbox.address;
  useEffect(() => {
    if (address === undefined) return undefined;
    return () => {
      // After the dialog has tried to give the focus back by itself.
      requestAnimationFrame(() => catchFocus(address));
    };
  }, [address]);
  return { open, ask, close };
}

/** inboxes: as they stand now, so that an open dialog follows what happens elsewhere. */
export function RowDialogsView({ dialogs, inboxes }: { dialogs: RowDialogs; inboxes: readonly InboxRowFragment[] }) {
  const { open, close } = dialogs;
  if (open === null) return null;
  const inbox = inboxes.find((each) => each.id === open.inbox.id) ?? open.inbox;
  return (
    <Suspense>
      {open.question === "turn-off" ? <TurnOffDialog inbox={inbox} onClose={close} /> : null}
      {open.question === "remove" ? <RemoveDialog way="remove" inbox={inbox} onClose={close} /> : null}
      {open.question === "delete-channel" ? <RemoveDialog way="delete-channel" inbox={inbox} onClose={close} /> : null}
      {open.question === "reconnect" ? <ReconnectDialog inbox={inbox} onClose={close} /> : null}
      {open.question === "send-link" ? <SendLinkDialog inbox={inbox} onClose={close} /> : null}
      {open.question === "guide" ? <ProviderEndDialog inboxId={inbox.id} onClose={close} /> : null}
    </Suspense>
  );
}
