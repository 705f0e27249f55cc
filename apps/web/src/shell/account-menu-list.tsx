import { Menu, type MenuSection } from "@relink/ui/menu";
import { type RefObject, useState } from "react";
import { chooseLanguage, isLanguage, languageNames, languages } from "../i18n/language.ts";
import { useTranslate } from "../i18n/translate.ts";
import { useSession } from "../sign-in/session.tsx";
import { chooseTheme, findTheme, isTheme, themes } from "./theme.ts";

export function AccountMenuList({ anchor, onClose }: { anchor: RefObject<HTMLElement | null>; onClose: () => void }) {
  const { t, locale } = useTranslate();
  const session = useSession();
  const [theme, setTheme] = useState(findTheme);
  const sections: MenuSection[] = [
    {
      kind: "choices",
      label: t("menu.theme"),
      value: theme,
      choices: themes.map((value) => ({ value, label: t(`menu.theme.${value}`) })),
      onChoose: (value) => {
        if (!isTheme(value)) return;
        chooseTheme(value);
        setTheme(value);
      },
    },
    {
      kind: "choices",
      label: t("menu.language"),
      value: locale,
      choices: languages.map((value) => ({ value, label: languageNames[value] })),
      onChoose: (value) => (isLanguage(value) ? void chooseLanguage(value) : undefined),
    },
    { kind: "action", label: t("menu.signOut"), onAct: () => void session.signOut() },
  ];
  return <Menu open anchor={anchor} label={t("menu.label")} sections={sections} onClose={onClose} />;
}
