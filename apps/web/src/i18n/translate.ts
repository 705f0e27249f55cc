import type { MessageId } from "@lingui/core";
import { useLingui } from "@lingui/react";
import { useMemo } from "react";

export type Translate = (id: MessageId, values?: Record<string, string | number>) => string;

/** Gives the sentence for an id in the page's language, and renders again when the language changes. */
export function useTranslate(): { t: Translate; locale: string } {
  const lingui = useLingui();
  return useMemo(() => ({ t: (id, values) => lingui.i18n._(id, values), locale: lingui.i18n.locale }), [lingui]);
}
