import { Banner, Button } from "@relink/ui";
import { AlertDialog } from "@relink/ui/dialog";
import type { ReactNode } from "react";
import type { Refusal } from "../api/refusal.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useWaitReason } from "./use-online.ts";

export type AskDialogProps = {
  title: string;
  words: string;
  /** The verb; null where it can't be done any more. */
  yes: string | null;
  /** By default: Cancel. */
  no?: string;
  busy: boolean;
  refusal: Refusal | null;
  onYes: () => void;
  onClose: () => void;
  children?: ReactNode;
};

/** A question with one consequence, and a verb that answers it; says why where that was refused. */
export function AskDialog({ title, words, yes, no, busy, refusal, onYes, onClose, children }: AskDialogProps) {
  const { t } = useTranslate();
  const waitReason = useWaitReason();
  const buttons = (
    <>
      {yes === null ? null : (
        <Button variant="primary" busy={busy} disabledReason={waitReason} onClick={onYes}>
          {yes}
        </Button>
      )}
      <Button onClick={onClose}>{no ?? t("action.cancel")}</Button>
    </>
  );
  return (
    <AlertDialog open onClose={onClose} title={title} words={words} actions={buttons}>
      {children}
      {refusal === null ? null : (
        <Banner tone="bad" urgent>
          {refusalSentence(t, refusal)}
        </Banner>
      )}
    </AlertDialog>
  );
}
