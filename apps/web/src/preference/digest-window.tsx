import { Select } from "@relink/ui";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { SavedLine } from "./saved-line.tsx";
import type { Saving } from "./use-preferences.ts";

/** In seconds. */
const offered = [0, 60, 300, 3_600, 86_400];

function windowWords(t: Translate, seconds: number): string {
  if (seconds === 0) return t("prefs.digest.atOnce");
  if (seconds % 86_400 === 0) return t("prefs.digest.day");
  if (seconds % 3_600 === 0) return t("prefs.digest.hours", { count: seconds / 3_600 });
  if (seconds % 60 === 0) return t("prefs.digest.minutes", { count: seconds / 60 });
  return t("prefs.digest.seconds", { count: seconds });
}

/** How long mails are gathered. A program may have set a length of its own: it is offered beside the usual ones. */
export function DigestWindow({ saving }: { saving: Saving }) {
  const { t } = useTranslate();
  const seconds = saving.shown.digestWindowSeconds;
  const lengths = [...new Set([...offered, seconds])].toSorted((one, other) => one - other);
  const before = saving.last?.before.digestWindowSeconds;
  return (
    <div className="pref-part">
      <h2>{t("prefs.digest")}</h2>
      <Select
        label={t("prefs.digest.label")}
        hint={t("prefs.digest.hint")}
        value={String(seconds)}
        choices={lengths.map((length) => ({ value: String(length), label: windowWords(t, length) }))}
        onChoose={(next) => void saving.save("digestWindowSeconds", Number(next))}
      />
      <SavedLine
        saving={saving}
        setting="digestWindowSeconds"
        onUndo={() => void (before === undefined ? undefined : saving.save("digestWindowSeconds", before))}
      />
    </div>
  );
}
