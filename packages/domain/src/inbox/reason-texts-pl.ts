import type { ReasonTexts } from "./reason-texts.ts";

export const reasonTextsPl: ReasonTexts = {
  ACCESS_REVOKED: {
    explanation:
      "Dostawca nie przyjmuje już naszego dostępu; zwykle ktoś go tam usunął, zmieniono hasło albo przez wiele miesięcy nikt z niego nie korzystał.",
    remedy: "Zaloguj się jeszcze raz; nic innego nie przepadło.",
  },
  PASSWORD_CHANGED: {
    explanation: "Hasło do skrzynki zostało zmienione albo wygasło i nasz dostęp się skończył.",
    remedy: "Zaloguj się nowym hasłem.",
  },
  SESSION_EXPIRED: {
    explanation: "Dostawca albo Twoja organizacja prosi o nowe logowanie.",
    remedy: "Zaloguj się jeszcze raz; nic innego nie przepadło.",
  },
  CONSENT_REQUIRED: {
    explanation: "Udzielonej nam zgody już nie ma albo organizacja chce, aby udzielić jej ponownie.",
    remedy: "Zaloguj się i zezwól na dostęp; jeśli zobaczysz, że musi to zatwierdzić administrator, przekaż mu prośbę.",
  },
  SCOPE_MISSING: {
    explanation: "Pozwolono nam się zalogować, ale nie czytać pocztę.",
    remedy: "Zaloguj się jeszcze raz i zostaw zaznaczone uprawnienie do poczty.",
  },
  MFA_REQUIRED: {
    explanation: "Konto wymaga teraz drugiego kroku logowania, który może wykonać tylko człowiek.",
    remedy: "Zaloguj się jeszcze raz i wykonaj drugi krok; jeśli serwer poczty nie ma takiej strony, potrzebne jest hasło do aplikacji.",
  },
  POLICY_BLOCKED: {
    explanation: "Reguła Twojej organizacji nie wpuszcza nas do tej skrzynki.",
    remedy: "Poproś administratora, aby zezwolił tej aplikacji na dostęp do skrzynki; sprawdzamy ponownie co godzinę.",
  },
  ACCOUNT_DISABLED: {
    explanation: "Konto tej skrzynki zostało zablokowane lub zawieszone.",
    remedy: "Poproś administratora o odblokowanie konta; sprawdzamy ponownie co godzinę.",
  },
  MAILBOX_NOT_FOUND: {
    explanation: "U dostawcy nie ma już takiej skrzynki; została usunięta albo przeniesiona do innej organizacji.",
    remedy: "Zapytaj administratora, gdzie jest teraz ta skrzynka, i połącz ją tam ponownie albo usuń.",
  },
  PROTOCOL_DISABLED: {
    explanation: "Odczyt poczty przez IMAP został dla tej skrzynki wyłączony.",
    remedy: "Poproś administratora o włączenie IMAP; sprawdzamy ponownie co godzinę.",
  },
  BAD_CREDENTIALS: {
    explanation: "Serwer poczty nie przyjmuje nazwy użytkownika i hasła, które mamy.",
    remedy: "Podaj aktualne hasło; jeśli dostawca tego wymaga, użyj hasła do aplikacji.",
  },
  TLS_INVALID: {
    explanation: "Certyfikat serwera poczty jest nieważny, więc nie wysłaliśmy mu hasła.",
    remedy: "Poproś osobę, która prowadzi serwer poczty, o odnowienie certyfikatu; sprawdzamy ponownie co godzinę.",
  },
  PROVIDER_MIGRATED: {
    explanation: "Poczta tej domeny przeniosła się do innego dostawcy, więc nowe wiadomości nie trafiają już do starej skrzynki.",
    remedy: "Zaloguj się u nowego dostawcy; skrzynka zachowa historię i kanał.",
  },
  UNREACHABLE: {
    explanation: "Serwer poczty od 24 godzin nie odpowiada tak, jak powinien.",
    remedy:
      "Sprawdzamy co godzinę i połączymy się sami, gdy odpowie; jeśli serwer się przeniósł, połącz skrzynkę ponownie z nowymi danymi.",
  },
  CREDENTIALS_UNREADABLE: {
    explanation: "Zapisane u nas dane logowania są uszkodzone i nie da się ich odczytać.",
    remedy: "Zaloguj się jeszcze raz; nic innego nie przepadło.",
  },
};
