import type { Named, NotificationTexts } from "./notification-texts.ts";

const sentences = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");

/** About the application that the workspace brought itself. */
function ownApplication(application: string, provider: string, closed: boolean): { readonly title: string; readonly body: string } {
  return closed
    ? {
        title: `${provider}: aplikacja ${application} znów jest przyjmowana`,
        body: "Jej skrzynki są sprawdzane jak zwykle; żadna nie została przez to odłączona.",
      }
    : {
        title: `${provider}: aplikacja ${application} jest odrzucana`,
        body: "To własna aplikacja tej przestrzeni roboczej. Sprawdź u dostawcy jej klucz tajny klienta (client secret) i to, czy nadal jest włączona, a potem przekaż nowy klucz opiekunowi Relinka. Żadna skrzynka nie zostanie przez to odłączona, ale te, które połączono tą aplikacją, nie są na razie sprawdzane.",
      };
}

// Names stand after a colon or in the nominative, since Polish would inflect them and an address or a name must stay as it is.
function incident({ incidentKind, closed, provider, domain, application }: Named): {
  readonly title: string;
  readonly body: string;
} {
  if (incidentKind === "APPLICATION_REFUSED" && application !== null) return ownApplication(application, provider, closed);
  if (incidentKind === "APPLICATION_REFUSED") {
    return closed
      ? {
          title: `${provider}: nasza aplikacja znów jest przyjmowana`,
          body: "Skrzynki są sprawdzane jak zwykle; żadna nie została przez to odłączona.",
        }
      : {
          title: `${provider}: nasza aplikacja jest odrzucana`,
          body: "To nasza sprawa i żadna skrzynka nie zostanie przez to odłączona; opiekun Relinka już wie.",
        };
  }
  if (incidentKind === "DOMAIN_POLICY") {
    return closed
      ? {
          title: `${domain}: znów mamy dostęp`,
          body: "Reguła, która odrzucała skrzynki tej domeny, już tego nie robi.",
        }
      : {
          title: `${domain}: reguła domeny odrzuca jej skrzynki`,
          body: "Kilka skrzynek tej domeny odrzucono z tego samego powodu; jej administrator może zezwolić tej aplikacji na dostęp.",
        };
  }
  return closed
    ? { title: `${provider}: kłopoty minęły`, body: "Skrzynki, które czekały, są teraz sprawdzane ponownie." }
    : {
        title: `${provider}: kłopoty u dostawcy`,
        body: "Wiele skrzynek zawodzi tam jednocześnie, więc to kłopot dostawcy, a nie ich; dopóki trwa, żadna nie zostanie z tego powodu odłączona.",
      };
}

export const notificationTextsPl: NotificationTexts = {
  news: {
    disconnected: ({ address, explanation, remedy }) => ({
      title: `Skrzynka ${address} jest odłączona`,
      body: sentences(explanation, remedy),
    }),
    stillDisconnected: ({ address, days, explanation, remedy }) => ({
      title: `Skrzynka ${address} jest odłączona od ${days === 1 ? "doby" : `${days} dni`}`,
      body: sentences(explanation, remedy),
    }),
    channelDeleted: ({ address, actor, sharedInbox }) => ({
      title: `Kanał ${address} został usunięty`,
      body: sentences(
        `Kto: ${actor}.`,
        sharedInbox ? `Wspólna skrzynka: ${sharedInbox}.` : "",
        "Można go połączyć ponownie w ciągu 30 dni.",
      ),
    }),
    failing: ({ address }) => ({
      title: `Skrzynka ${address} zawodzi`,
      body: "Ostatnie sprawdzenia się nie powiodły. Próbujemy dalej; na razie nic nie musisz robić.",
    }),
    recovered: ({ address }) => ({
      title: `Skrzynka ${address} znów jest połączona`,
      body: "Sprawdzenia się udają i poczta jest czytana jak dawniej.",
    }),
    turnedOffByOther: ({ address, actor }) => ({
      title: `Skrzynka ${address} została wyłączona`,
      body: `Kto: ${actor}. Nie jest używana, dopóki jej nie włączysz.`,
    }),
    removedByOther: ({ address, actor }) => ({
      title: `Skrzynka ${address} została usunięta`,
      body: `Kto: ${actor}. Możesz ją połączyć ponownie w ciągu 30 dni.`,
    }),
    providerAccessOpen: ({ address, provider }) => ({
      title: `Nasz dostęp do ${address} jest nadal otwarty`,
      body: `Skrzynkę usunięto trzy dni temu, ale u dostawcy (${provider}) nasz dostęp wciąż działa. Instrukcja pokazuje, jak go zakończyć.`,
    }),
    attestedNotTrue: ({ address, provider }) => ({
      title: `Nasz dostęp do ${address} jest nadal otwarty`,
      body: `Zgłoszono, że został usunięty, ale dostawca (${provider}) wciąż nas przyjmuje. Instrukcja pokazuje, jak go zakończyć.`,
    }),
    stillDisconnectedAfterADay: ({ address, explanation }) => ({
      title: `Skrzynka ${address} od doby jest odłączona`,
      body: sentences(explanation, "Właściciel dowiedział się od razu; możesz wysłać mu link do ponownego połączenia."),
    }),
    domainMoves: ({ domain, from, to, suspected }) =>
      suspected
        ? {
            title: `Domena ${domain} chyba zmienia dostawcę: ${to}`,
            body: `Jej rekordy poczty nie wskazują już dotychczasowego dostawcy (${from}). Na razie nic nie zostało odłączone.`,
          }
        : {
            title: `Domena ${domain} zmieniła dostawcę: ${to}`,
            body: `Jej skrzynki u dotychczasowego dostawcy (${from}) są odłączone; każda zachowa historię, gdy ktoś zaloguje się u nowego (${to}).`,
          },
    incident,
    accessLapses: ({ address, tomorrow }) => ({
      title: `Dostęp do ${address} wygasa ${tomorrow ? "jutro" : "za 7 dni"}`,
      body: "Dostawca ogranicza go w czasie. Zaloguj się wcześniej jeszcze raz, a nic się nie przerwie.",
    }),
    secretLapses: ({ application, provider, tomorrow }) => ({
      title: `${application ?? "Własna aplikacja"}: klucz tajny klienta wygasa ${tomorrow ? "jutro" : "za 7 dni"}`,
      body: `Potem własna aplikacja tej przestrzeni roboczej będzie odrzucana (${provider}). Żadna skrzynka nie zostanie przez to odłączona, ale jej skrzynki nie będą sprawdzane i nie da się połączyć nowej. Utwórz u dostawcy nowy klucz tajny klienta (client secret) i przekaż go opiekunowi Relinka.`,
    }),
    webhookDisabled: ({ url }) => ({
      title: "Punkt odbioru webhooków został wyłączony",
      body: `${url}: zbyt długo nie przyjmował naszych przesyłek. Napraw go i włącz ponownie; w dzienniku nic nie przepadło.`,
    }),
  },
  because: {
    OWNER: "Piszemy do Ciebie, bo to Twoja skrzynka.",
    CONNECTED_IT: "Piszemy do Ciebie, bo skrzynkę połączono z Twojego konta.",
    REMOVED_IT: "Piszemy do Ciebie, bo skrzynkę usunięto z Twojego konta.",
    CONFIRMED_IT: "Piszemy do Ciebie, bo usunięcie potwierdzono z Twojego konta.",
    ADMIN: "Piszemy do Ciebie, bo administrujesz tym obszarem roboczym.",
    SUPER_ADMIN: "Piszemy do Ciebie, bo jesteś głównym administratorem tego obszaru roboczego.",
  },
  unknown: { address: "bez adresu", actor: "ktoś", provider: "dostawca", domain: "poczty", url: "Punkt odbioru" },
  mailServer: "serwer poczty",
};
