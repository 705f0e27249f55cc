import { useAnnounce } from "@relink/ui";
import { useEffect } from "react";
import type { Refusal } from "../api/refusal.ts";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";

/** For an act without a dialog: says once why it was refused. */
export function useSayRefusal(refusal: Refusal | null): void {
  const { t } = useTranslate();
  const announce = useAnnounce();
  const words = refusal === null ? null : refusalSentence(t, refusal);
  useEffect(() => {
    if (words !== null) announce({ words });
  }, [announce, words]);
}
