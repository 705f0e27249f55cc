import { beforeAll, describe, expect, it } from "vitest";
import type { InboxEventType } from "../gql/graphql.ts";
import { i18n, speak } from "../i18n/language.ts";
import type { Translate } from "../i18n/translate.ts";
import { type EventFacts, eventSentence } from "./event-words.ts";

const t: Translate = (id, values) => i18n._(id, values);

function happened(type: InboxEventType, rest: Partial<EventFacts> = {}): string {
  const nothing = { reason: null, fromProvider: null, toProvider: null, arrivedMeanwhile: null };
  return eventSentence(t, { type, actorName: "Ola Nowak", ...nothing, ...rest }, "Google");
}

const said = {
  en: {
    CONNECTION_STARTED: "Ola Nowak began to connect it.",
    CONNECTED: "Connected: Ola Nowak gave access at Google, and the first check passed.",
    CONNECTION_ABANDONED: "The sign-in at Google was not completed; nothing was stored.",
    FAILING: "Google did not answer as it should, three times in a row. It is tried again by itself.",
    RECOVERED: "It works again: a check passed.",
    DISCONNECTED: "Disconnected: the account’s password was changed.",
    RECONNECTED: "Ola Nowak reconnected it at Google.",
    TURNED_OFF: "Ola Nowak turned it off.",
    TURNED_ON: "Ola Nowak turned it on, and a check passed.",
    REMOVED: "Ola Nowak removed it: our end is closed.",
    PROVIDER_ACCESS_REVOKING: "Google is being asked to end our access.",
    PROVIDER_ACCESS_REVOKED: "Google refused our credentials: its end is closed.",
    PROVIDER_ACCESS_AWAITING_PERSON: "Google lets only a person end our access: its end waits for one.",
    PROVIDER_ACCESS_ATTESTED: "Ola Nowak said that our access at Google is ended; not yet seen by us.",
    PROVIDER_ACCESS_STILL_USED: "The end at Google stays open: another inbox uses the same account.",
    CREDENTIALS_DESTROYED: "The sealed credentials were destroyed.",
  },
  pl: {
    CONNECTION_STARTED: "Rozpoczęto łączenie (Ola Nowak).",
    CONNECTED: "Połączono: w Google przyznano dostęp (Ola Nowak), a pierwsza kontrola się powiodła.",
    CONNECTION_ABANDONED: "Logowanie w Google nie zostało dokończone; niczego nie zapisano.",
    FAILING: "Google trzy razy z rzędu nie odpowiada jak należy. Kolejne próby następują same.",
    RECOVERED: "Znów działa: kontrola się powiodła.",
    DISCONNECTED: "Odłączono: zmieniono hasło konta.",
    RECONNECTED: "Połączono ponownie w Google (Ola Nowak).",
    TURNED_OFF: "Wyłączono (Ola Nowak).",
    TURNED_ON: "Włączono (Ola Nowak), a kontrola się powiodła.",
    REMOVED: "Usunięto (Ola Nowak): nasz koniec jest zamknięty.",
    PROVIDER_ACCESS_REVOKING: "Poproszono Google o zakończenie naszego dostępu.",
    PROVIDER_ACCESS_REVOKED: "Google odrzuca nasze poświadczenia: tamten koniec jest zamknięty.",
    PROVIDER_ACCESS_AWAITING_PERSON: "W Google nasz dostęp może zakończyć tylko człowiek: tamten koniec na to czeka.",
    PROVIDER_ACCESS_ATTESTED: "Według zgłoszenia (Ola Nowak) nasz dostęp w Google jest zakończony; sami jeszcze tego nie widzieliśmy.",
    PROVIDER_ACCESS_STILL_USED: "Koniec w Google pozostaje otwarty: tego samego konta używa inna skrzynka.",
    CREDENTIALS_DESTROYED: "Zapieczętowane poświadczenia zniszczono.",
  },
} as const satisfies Record<string, Record<Exclude<InboxEventType, "%future added value">, string>>;

const types = [
  "CONNECTION_STARTED",
  "CONNECTED",
  "CONNECTION_ABANDONED",
  "FAILING",
  "RECOVERED",
  "DISCONNECTED",
  "RECONNECTED",
  "TURNED_OFF",
  "TURNED_ON",
  "REMOVED",
  "PROVIDER_ACCESS_REVOKING",
  "PROVIDER_ACCESS_REVOKED",
  "PROVIDER_ACCESS_AWAITING_PERSON",
  "PROVIDER_ACCESS_ATTESTED",
  "PROVIDER_ACCESS_STILL_USED",
  "CREDENTIALS_DESTROYED",
] as const;

describe.each(["en", "pl"] as const)("an event of the timeline in %s", (language) => {
  beforeAll(() => speak(language));

  it.each(types)("says what %s was, and who did it", (type) => {
    expect(happened(type, type === "DISCONNECTED" ? { reason: "PASSWORD_CHANGED" } : {})).toBe(said[language][type]);
  });

  it("that this page does not know stands as the API wrote it", () => {
    expect(happened("%future added value")).toBe("%future added value");
  });
});

describe("a reconnection", () => {
  it("with another provider names both, and what came meanwhile", async () => {
    const moved = { fromProvider: "GOOGLE", toProvider: "MICROSOFT", arrivedMeanwhile: 5 } as const;
    await speak("en");
    expect(happened("RECONNECTED", moved)).toBe("Ola Nowak reconnected it, from Google to Microsoft 365. Meanwhile 5 messages came.");
    expect(happened("RECONNECTED", { arrivedMeanwhile: 0 })).toBe("Ola Nowak reconnected it at Google. Meanwhile no mail came.");
    await speak("pl");
    expect(happened("RECONNECTED", moved)).toBe(
      "Połączono ponownie (Ola Nowak): Google → Microsoft 365. W międzyczasie przyszło 5 wiadomości.",
    );
  });
});

describe("a disconnection", () => {
  it("for a reason that this page does not know is told all the same", async () => {
    await speak("en");
    expect(happened("DISCONNECTED", { reason: "%future added value" })).toBe("Disconnected: the provider refuses our access.");
  });
});
