import type { Provider } from "../inbox/inbox.ts";
import type { Locale } from "../locale.ts";
import { unreachable } from "../unreachable.ts";
import type { MigrationEvidence } from "./migration.ts";

const names: Readonly<Record<Locale, Readonly<Record<Provider, string>>>> = {
  en: { GOOGLE: "Google", MICROSOFT: "Microsoft", IMAP: "another mail host" },
  pl: { GOOGLE: "Google", MICROSOFT: "Microsoft", IMAP: "inny serwer poczty" },
};

/** Words a time; the rules have no calendar. */
export type TimeText = (at: number) => string;

/** One fact as a sentence. */
export function evidenceText(evidence: MigrationEvidence, locale: Locale, toTime: TimeText): string {
  return locale === "pl" ? inPolish(evidence, toTime) : inEnglish(evidence, toTime);
}

function inEnglish(fact: MigrationEvidence, toTime: TimeText): string {
  const at = toTime(fact.at);
  switch (fact.kind) {
    case "MX":
      return `${at}: the mail records name ${names.en[fact.provider]} (${fact.hosts.join(", ")}), at ${fact.resolvers.join(" and ")}.`;
    case "LASTED":
      return `${at}: they have named it at ${fact.looks} looks since ${toTime(fact.since)}.`;
    case "REFUSAL":
      return `${at}: the old provider refused one of its inboxes for good.`;
    case "SIGN_IN":
      return `${at}: somebody signed in at the new provider with an address of this domain.`;
    case "QUIET":
      return `${at}: no mail has reached the old mailboxes since, though it did in the week before.`;
    case "BY_HAND":
      return `${at}: ${fact.actorName} started the migration.`;
    case "DISMISSED":
      return `${at}: ${fact.actorName} dismissed it.`;
    case "MX_BACK":
      return `${at}: the mail records name ${names.en[fact.provider]} again, so the suspicion is over.`;
    default:
      return unreachable(fact);
  }
}

function inPolish(fact: MigrationEvidence, toTime: TimeText): string {
  const at = toTime(fact.at);
  switch (fact.kind) {
    case "MX":
      return `${at}: rekordy poczty wskazują: ${names.pl[fact.provider]} (${fact.hosts.join(", ")}), według ${fact.resolvers.join(" i ")}.`;
    case "LASTED":
      return `${at}: wskazują go przy każdym sprawdzeniu (liczba sprawdzeń: ${fact.looks}) od ${toTime(fact.since)}.`;
    case "REFUSAL":
      return `${at}: dotychczasowy dostawca trwale odmówił dostępu do jednej ze skrzynek.`;
    case "SIGN_IN":
      return `${at}: ktoś zalogował się u nowego dostawcy adresem z tej domeny.`;
    case "QUIET":
      return `${at}: od tego czasu do starych skrzynek nie dotarła żadna poczta, choć tydzień wcześniej docierała.`;
    case "BY_HAND":
      return `${at}: przeniesienie rozpoczęte ręcznie (${fact.actorName}).`;
    case "DISMISSED":
      return `${at}: przeniesienie odrzucone (${fact.actorName}).`;
    case "MX_BACK":
      return `${at}: rekordy poczty znów wskazują: ${names.pl[fact.provider]}, więc podejrzenie minęło.`;
    default:
      return unreachable(fact);
  }
}
