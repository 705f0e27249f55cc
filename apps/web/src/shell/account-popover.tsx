import { useApolloClient } from "@apollo/client/react";
import { Button, RadioList } from "@relink/ui";
import { Popover, PopoverParts } from "@relink/ui/popover";
import { type RefObject, useState } from "react";
import { chooseLanguage, isLanguage, type Language, languageNames, languages } from "../i18n/language.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useSession } from "../sign-in/session.tsx";
import { useViewer } from "./viewer.tsx";
import { chooseTheme, findTheme, type Theme, themes } from "./theme.ts";

/** The signed-in person's settings of this browser, and the way out. */
export function AccountPopover({ anchor, onClose }: { anchor: RefObject<HTMLElement | null>; onClose: () => void }) {
  const { t, locale } = useTranslate();
  const session = useSession();
  const client = useApolloClient();
  const viewer = useViewer();
  const [theme, setTheme] = useState(findTheme);
  // Chosen at once; the page speaks it as soon as its sentences are here.
  const [language, setLanguage] = useState<Language>(isLanguage(locale) ? locale : "en");
  function choose(next: Theme) {
    chooseTheme(next);
    setTheme(next);
  }
  function speak(next: Language) {
    setLanguage(next);
    // What the API has worded is asked for again in the new language.
    void chooseLanguage(next).then(() => client.refetchQueries({ include: "active" }));
  }
  return (
    <Popover open anchor={anchor} title={t("menu.label")} side="top" align="start" size="small" onClose={onClose}>
      <PopoverParts>
        <p>{t("menu.who", { email: viewer.member.email, workspace: viewer.workspace.name })}</p>
        <RadioList
          legend={t("menu.theme")}
          name="theme"
          value={theme}
          choices={themes.map((value) => ({ value, label: t(`menu.theme.${value}`) }))}
          onChoose={choose}
        />
        <RadioList
          legend={t("menu.language")}
          name="language"
          value={language}
          choices={languages.map((value) => ({ value, label: languageNames[value] }))}
          onChoose={speak}
        />
        <Button onClick={() => void session.signOut()}>{t("menu.signOut")}</Button>
      </PopoverParts>
    </Popover>
  );
}
