import { Button, Icon } from "@relink/ui";
import { refusalSentence } from "../i18n/refusals.ts";
import { useTranslate } from "../i18n/translate.ts";
import type { Saving, Setting } from "./use-preferences.ts";

export type SavedLineProps = { saving: Saving; setting: Setting; onUndo: () => void };

/** Beside what was just changed: that it is saved and how to take it back, or why it was not. */
export function SavedLine({ saving: { last }, setting, onUndo }: SavedLineProps) {
  const { t } = useTranslate();
  if (last === null || last.setting !== setting) return null;
  if (last.refusal !== null) {
    return (
      <p className="pref-refused" role="alert">
        {refusalSentence(t, last.refusal)}
      </p>
    );
  }
  return (
    <p className="pref-saved">
      {last.busy ? null : <Icon name="check" size={16} />}
      {last.busy ? t("prefs.saving") : t("prefs.saved")}
      <Button variant="quiet" size="small" busy={last.busy} onClick={onUndo}>
        {t("prefs.undo")}
      </Button>
    </p>
  );
}
