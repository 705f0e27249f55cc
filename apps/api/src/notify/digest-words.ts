import { type Locale, notificationText } from "@relink/domain";
import type { DigestItem } from "./digest.store.ts";

/** The words of a digest of several notices. */
export interface DigestWords {
  readonly subject: string;
  readonly intro: string;
  /** Null where all are named. */
  readonly more: string | null;
  readonly button: string;
}

interface Counted {
  readonly total: number;
  /** How many are listed. */
  readonly shown: number;
  /** Whether all tell that an inbox is disconnected. */
  readonly disconnected: boolean;
  readonly workspaceName: string;
}

const polish = new Intl.PluralRules("pl");

/** One of three forms, as Polish counts: 2–4, 5 and more. One is never counted here. */
function polishForm(count: number, few: string, many: string): string {
  return `${count} ${polish.select(count) === "few" ? few : many}`;
}

export function digestWords(locale: Locale, { total, shown, disconnected, workspaceName }: Counted): DigestWords {
  const rest = total - shown;
  if (locale === "pl") {
    return {
      subject: disconnected
        ? polishForm(total, "skrzynki są odłączone", "skrzynek jest odłączonych")
        : `${workspaceName}: ${polishForm(total, "sprawy wymagają uwagi", "spraw wymaga uwagi")}`,
      intro: `Oto, co się stało w obszarze roboczym ${workspaceName}, najważniejsze najpierw:`,
      more: rest > 0 ? `I jeszcze ${rest}: wszystkie są w aplikacji.` : null,
      button: "Pokaż wszystkie",
    };
  }
  return {
    subject: disconnected ? `${total} inboxes are disconnected` : `${total} things need attention in ${workspaceName}`,
    intro: `This is what happened in ${workspaceName}, what matters most first:`,
    more: rest > 0 ? `And ${rest} more: all of them are in the app.` : null,
    button: "Show all of them",
  };
}

/** What goes on until somebody mends it; of all else there is only a moment when it happened. */
const lasting: ReadonlySet<DigestItem["template"]> = new Set([
  "failing",
  "disconnected",
  "stillDisconnected",
  "stillDisconnectedAfterADay",
  "providerAccessOpen",
  "attestedNotTrue",
]);

/** Since when, as people write it; UTC, since we do not know where they are. A reminder tells of what began days before it. */
export function sinceWords(locale: Locale, { template, params, createdAt }: Pick<DigestItem, "template" | "params" | "createdAt">): string {
  const format = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const words = `${format.format(params.since === undefined ? createdAt : new Date(params.since))} UTC`;
  if (!lasting.has(template)) return words;
  return locale === "pl" ? `Od: ${words}` : `Since ${words}`;
}

const remedies: Readonly<Record<Locale, Readonly<Partial<Record<DigestItem["template"], string>>>>> = {
  en: {
    disconnected: "Reconnect",
    stillDisconnected: "Reconnect",
    accessLapses: "Sign in again",
    providerAccessOpen: "Show the guide",
    attestedNotTrue: "Show the guide",
  },
  pl: {
    disconnected: "Połącz ponownie",
    stillDisconnected: "Połącz ponownie",
    accessLapses: "Zaloguj się ponownie",
    providerAccessOpen: "Pokaż instrukcję",
    attestedNotTrue: "Pokaż instrukcję",
  },
};
const lookAtIt: Readonly<Record<Locale, string>> = { en: "Look at it", pl: "Zobacz" };

/** What the button of a mail with one notice says. */
export function remedyWords(locale: Locale, { template }: Pick<DigestItem, "template">): string {
  return remedies[locale][template] ?? lookAtIt[locale];
}

export function unsubscribeWords(locale: Locale): string {
  return locale === "pl" ? "Nie przysyłaj mi takich wiadomości" : "Stop mails like this";
}

export function textOf(locale: Locale, { template, params, because }: DigestItem) {
  return notificationText(template, params, because, locale);
}
