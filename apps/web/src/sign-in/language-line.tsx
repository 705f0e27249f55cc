import { Button } from "@relink/ui";
import { useTranslate } from "../i18n/translate.ts";
import { chooseLanguage, languageNames, languages } from "../i18n/language.ts";

/** Who can't read the page must still be able to change its language. */
export function LanguageLine() {
  const { locale } = useTranslate();
  return (
    <div className="sign-in-foot">
      {languages.map((language) => (
        <Button
          key={language}
          variant="quiet"
          size="small"
          lang={language}
          aria-pressed={language === locale}
          onClick={() => void chooseLanguage(language)}
        >
          {languageNames[language]}
        </Button>
      ))}
    </div>
  );
}
