import type { PanelTexts } from "./panel-texts.ts";

export const polish: PanelTexts = {
  title: "Próba",
  note: "Piaskownica – żaden prawdziwy dostawca nie jest ruszany",
  lead: "Wywołaj kłopot u dostawców tej piaskownicy i zobacz, co zrobi z nim aplikacja. Każdy kłopot trwa, dopóki go tu nie zakończysz, także po ponownym uruchomieniu.",
  back: "Wróć do aplikacji",
  otherLanguage: { code: "en", name: "English" },
  clock: (scale) =>
    scale > 1
      ? `Czas płynie tu ${scale} razy szybciej: minuta trwa ${60 / scale} s. O tyle szybciej wygasają też tokeny.`
      : "Czas płynie jak w życiu: to, na co nikt nie patrzy, może wyjść na jaw po kilku minutach. RELINK_TIME_SCALE=60 zamienia każdą minutę w sekundę.",
  onNow: "Trwa teraz",
  nothingOn: "Nie trwa żaden kłopot. Wszystko odpowiada, jak powinno.",
  counted: (count) => (count === 0 ? "Nie trwa żaden kłopot." : count === 1 ? "Trwa jeden kłopot." : `Trwające kłopoty: ${count}.`),
  since: "od",
  endAll: "Zakończ wszystkie",
  make: "Wywołaj kłopot",
  where: "Gdzie",
  whereHint: "Jedna skrzynka, wszystkie skrzynki domeny albo wszystko, co ma dostawca.",
  groups: { host: "Cały dostawca", domain: "Domena", mailbox: "Jedna skrzynka" },
  hosts: { google: "Google", microsoft: "Microsoft", imap: "Serwer IMAP" },
  onlyAt: (hosts) => `Tylko: ${hosts}.`,
  and: " i ",
  refused: "Tego kłopotu nie da się tam wywołać. Wybierz inne miejsce.",
  movedTo: (host) => `do: ${host}`,
  kinds: {
    "access-revoked": {
      name: "Odbierz dostęp",
      on: "Dostęp odebrany",
      what: "Właściciele odbierają aplikacji dostęp na stronie konta. Wraca dopiero, gdy zalogują się ponownie.",
      end: "Zdejmij z listy",
    },
    "password-changed": {
      name: "Zmień hasło",
      on: "Hasło zmienione",
      what: "Od teraz hasłem jest relink-demo-2. W Google kończy to każdy dostęp, w Microsoft żadnego.",
      end: "Przywróć hasło",
    },
    "mfa-demanded": {
      name: "Zażądaj MFA",
      on: "Wymagane MFA",
      what: "Dostawca chce drugiego składnika: każdy właściciel podaje go, logując się jeszcze raz.",
      end: "Już nie żądaj",
    },
    "mailbox-deleted": {
      name: "Usuń skrzynkę",
      on: "Skrzynka usunięta",
      what: "Skrzynki już nie ma; w Google razem z kontem.",
      end: "Przywróć ją",
    },
    "account-suspended": {
      name: "Zawieś konto",
      on: "Konto zawieszone",
      what: "Administrator wyłączył konto.",
      end: "Włącz je",
    },
    "policy-blocked": {
      name: "Zablokuj zasadą",
      on: "Zablokowane zasadą",
      what: "Reguła organizacji zabrania dostępu aplikacjom.",
      end: "Znieś zasadę",
    },
    stopped: {
      name: "Zatrzymaj serwer",
      on: "Zatrzymany",
      what: "Logowanie, IMAP i SMTP urywają się bez słowa.",
      end: "Uruchom znowu",
    },
    "answers-503": {
      name: "Odpowiadaj 503",
      on: "Odpowiada 503",
      what: "Punkt wydawania tokenów odpowiada 503, a IMAP i SMTP „niedostępne”. To mija.",
      end: "Odpowiadaj znowu",
    },
    throttled: {
      name: "Ogranicz ruch",
      on: "Ruch ograniczony",
      what: "Za dużo żądań: 429 i „limit” z serwerów poczty.",
      end: "Już nie ograniczaj",
    },
    uncoded: {
      name: "Odmawiaj bez kodu",
      on: "Odmawia bez kodu",
      what: "Serwer poczty mówi NO i nie mówi dlaczego: to niczego nie dowodzi.",
      end: "Wpuszczaj znowu",
    },
    "sending-off": {
      name: "Wyłącz wysyłanie",
      on: "Wysyłanie wyłączone",
      what: "Administrator wyłączył SMTP; odbieranie działa dalej.",
      end: "Włącz je",
    },
    "mx-moved": {
      name: "Przenieś MX domeny",
      on: "Domena przeniesiona",
      what: "Poczta domeny idzie do innego dostawcy i tam każde konto może się odtąd zalogować. Stare skrzynki zostają.",
      end: "Przenieś z powrotem",
    },
    "dns-fails": {
      name: "Zepsuj DNS",
      on: "DNS zawodzi",
      what: "Serwer nazw domeny odpowiada SERVFAIL: to niczego nie dowodzi.",
      end: "Odpowiadaj znowu",
    },
    "secret-lapsed": {
      name: "Unieważnij sekret klienta",
      on: "Sekret klienta wygasł",
      what: "Dostawca odrzuca samą aplikację, u wszystkich na tym serwerze.",
      end: "Odnów go",
    },
  },
};
