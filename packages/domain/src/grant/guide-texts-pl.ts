import type { GuideTexts } from "./guides.ts";

const as = (account: string | null, otherwise: string): string => account ?? otherwise;

export const guideTextsPl: GuideTexts = {
  GOOGLE: (appName, account) => ({
    title: `Usuń aplikację ${appName} ze swojego konta Google`,
    steps: [
      `Otwórz „Połączenia z aplikacjami i usługami innych firm” i zaloguj się jako ${as(account, "właściciel konta tej skrzynki")}.`,
      `Wybierz z listy ${appName}, a potem „Zobacz szczegóły”.`,
      "Wybierz „Usuń dostęp” i potwierdź.",
    ],
    consequences: [
      `Aplikacja ${appName} nie otworzy już żadnej skrzynki tego konta Google, w żadnej firmie.`,
      "Skończy się też „Zaloguj się przez Google” w tej aplikacji, jeśli było używane.",
      "Poczta, etykiety i kontakty zostają bez zmian.",
    ],
  }),
  MICROSOFT_WORK: (appName, account) => ({
    title: `Usuń aplikację ${appName} ze swojego konta służbowego`,
    steps: [
      `Otwórz „Moje aplikacje” i zaloguj się jako ${as(account, "właściciel konta tej skrzynki")}.`,
      `Wskaż ${appName}, wybierz „…”, a potem „Zarządzaj aplikacją”.`,
      "Wybierz „Cofń uprawnienia” i potwierdź.",
    ],
    consequences: [
      `Aplikacja ${appName} nie otworzy już żadnej skrzynki przez to konto, także skrzynek udostępnionych.`,
      "Sesja, która jest już otwarta, może potrwać jeszcze około godziny.",
      "Poczta i foldery zostają bez zmian.",
    ],
  }),
  MICROSOFT_WORK_ADMIN: (appName, account) => ({
    title: `Poproś dział IT o usunięcie aplikacji ${appName}`,
    steps: [
      "Zgody udzielił administrator, więc tylko administrator może ją cofnąć: skontaktuj się z działem IT.",
      `Dział IT otwiera centrum administracyjne Microsoft Entra: „Aplikacje dla przedsiębiorstw”, a potem ${appName}.`,
      `W sekcji „Uprawnienia” dział IT przegląda i usuwa to, czego udzielono, albo w sekcji „Użytkownicy i grupy” odbiera dostęp kontu ${as(account, "tej skrzynki")}; usunięcie aplikacji kończy dostęp dla wszystkich.`,
    ],
    consequences: [
      `Usunięcie uprawnień kończy dostęp aplikacji ${appName} u wszystkich osób w organizacji, których dotyczą.`,
      "Sesja, która jest już otwarta, może potrwać jeszcze około godziny.",
      "Poczta i foldery zostają bez zmian.",
    ],
  }),
  MICROSOFT_PERSONAL: (appName, account) => ({
    title: `Usuń aplikację ${appName} ze swojego konta Microsoft`,
    steps: [
      `Otwórz „Aplikacje i usługi, którym udzielono dostępu” i zaloguj się jako ${as(account, "właściciel konta tej skrzynki")}.`,
      `Znajdź ${appName} i wybierz „Edytuj”.`,
      "Wybierz „Usuń te uprawnienia” i potwierdź.",
    ],
    consequences: [
      `Aplikacja ${appName} nie otworzy już żadnej skrzynki tego konta Microsoft.`,
      "Sesja, która jest już otwarta, może potrwać jeszcze około godziny.",
      "Poczta i foldery zostają bez zmian.",
    ],
  }),
  IMAP: (appName, account) => ({
    title: "Poproś dział IT o zakończenie dostępu",
    steps: [
      `Skontaktuj się z działem IT: ${appName} logował się hasłem i tylko oni mogą to zakończyć.`,
      `Dział IT usuwa hasło do aplikacji utworzone dla ${appName} w skrzynce ${as(account, "tego adresu")}; jeśli takiego nie ma, zmienia hasło skrzynki albo usuwa konto.`,
      "Gdy to zrobione, dział IT albo Ty potwierdzacie to tutaj, a my możemy raz sprawdzić, czy stare hasło nadal otwiera skrzynkę.",
    ],
    consequences: [
      "Każdy program, który używa tego samego hasła, przestanie działać, dopóki nie dostanie nowego.",
      "Poczta i foldery zostają bez zmian, chyba że usunięte zostanie samo konto.",
    ],
  }),
};
