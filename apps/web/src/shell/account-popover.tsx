import { useMutation } from "@apollo/client/react";
import { Button, RadioList } from "@relink/ui";
import { Popover, PopoverParts } from "@relink/ui/popover";
import { type RefObject, useState } from "react";
import { isLanguage, type Language, languageNames, languages } from "../i18n/language.ts";
import { UpdateNotificationPreferencesDocument } from "../gql/graphql.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useSession } from "../sign-in/session.tsx";
import { useSpeak } from "./use-speak.ts";
import { useViewer } from "./viewer.tsx";
import { chooseTheme, findTheme, type Theme, themes } from "./theme.ts";

/** The signed-in person's settings of this browser, and the way out. */
export function AccountPopover({ anchor, onClose }: { anchor: RefObject<HTMLElement | null>; onClose: () => void }) {
  const { t, locale } = useTranslate();
  const session = useSession();
  const speakIt = useSpeak();
  const [update] = useMutation(UpdateNotificationPreferencesDocument);
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
    void speakIt(next);
    // Mails come in it, too. Where that can't be saved now, Settings → Notifications says that the two differ.
    update({ variables: { input: { locale: next } } }).catch(() => undefined);
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
