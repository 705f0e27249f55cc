import { RadioList } from "@relink/ui";
import { isLanguage, type Language, languageNames, languages } from "../i18n/language.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useSpeak } from "../shell/use-speak.ts";
import { SavedLine } from "./saved-line.tsx";
import type { Saving } from "./use-preferences.ts";

/** One language for mails and for the application, chosen in one place; a browser that speaks another one is told apart. */
export function MailLanguage({ saving }: { saving: Saving }) {
  const { t, locale } = useTranslate();
  const speak = useSpeak();
  const chosen = isLanguage(saving.shown.locale) ? saving.shown.locale : "en";
  const differs = isLanguage(locale) && locale !== chosen && saving.last?.busy !== true;
  async function choose(next: Language): Promise<void> {
    if (await saving.save("locale", next)) await speak(next);
  }
  return (
    <div className="pref-part">
      <RadioList
        legend={t("prefs.language")}
        name="mail-language"
        value={chosen}
        choices={languages.map((value) => ({ value, label: languageNames[value] }))}
        onChoose={(next) => void choose(next)}
      />
      <p className="pref-words">
        {differs ? t("prefs.language.differs", { here: languageNames[locale], mails: languageNames[chosen] }) : t("prefs.language.words")}
      </p>
      <SavedLine saving={saving} setting="locale" onUndo={() => void choose(chosen === "en" ? "pl" : "en")} />
    </div>
  );
}
