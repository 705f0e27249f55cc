import type { Locale } from "../locale.ts";
import type { AccountKind } from "./grant.ts";
import { guideFor, type Guide, type GuideSubject } from "./guides.ts";

type ItKind = Extract<AccountKind, "IMAP" | "MICROSOFT_WORK_ADMIN">;
type ItText = (appName: string, account: string) => { readonly title: string; readonly steps: readonly string[] };

const texts: Readonly<Record<Locale, Readonly<Record<ItKind, ItText>>>> = {
  en: {
    IMAP: (appName, account) => ({
      title: `End the access of ${appName}`,
      steps: [
        `Open the administration of the mail server as ${account}, or as its administrator.`,
        `Delete the app password that was made for ${appName}. Where there is none, change the password of ${account}, or delete the account if nobody needs it.`,
      ],
    }),
    MICROSOFT_WORK_ADMIN: (appName, account) => ({
      title: `End the access of ${appName}`,
      steps: [
        `Open the Microsoft Entra admin center: “Enterprise applications”, then ${appName}.`,
        `Under “Permissions” review what was granted and remove it, or under “Users and groups” take away ${account}. Deleting the application ends its access for everyone.`,
      ],
    }),
  },
  pl: {
    IMAP: (appName, account) => ({
      title: `Zakończ dostęp aplikacji ${appName}`,
      steps: [
        `Otwórz panel serwera poczty jako ${account} albo jako administrator.`,
        `Usuń hasło do aplikacji utworzone dla ${appName}. Jeśli takiego nie ma, zmień hasło skrzynki ${account} albo usuń konto, jeśli nikomu nie jest potrzebne.`,
      ],
    }),
    MICROSOFT_WORK_ADMIN: (appName, account) => ({
      title: `Zakończ dostęp aplikacji ${appName}`,
      steps: [
        `Otwórz centrum administracyjne Microsoft Entra: „Aplikacje dla przedsiębiorstw”, a potem ${appName}.`,
        `W sekcji „Uprawnienia” przejrzyj i usuń to, czego udzielono, albo w sekcji „Użytkownicy i grupy” odbierz dostęp kontu ${account}. Usunięcie aplikacji kończy dostęp dla wszystkich.`,
      ],
    }),
  },
};

/**
 * The guide as IT reads it: what they do, where the person's own guide says to contact them.
 * @returns the person's guide for kinds of accounts that need no IT.
 */
export function itGuideFor(kind: AccountKind, locale: Locale, subject: GuideSubject & { readonly account: string }): Guide {
  const guide = guideFor(kind, locale, subject);
  if (kind !== "IMAP" && kind !== "MICROSOFT_WORK_ADMIN") return guide;
  return { ...guide, ...texts[locale][kind](subject.appName, subject.account) };
}
