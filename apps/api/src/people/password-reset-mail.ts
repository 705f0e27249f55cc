import { layOut, type MailBody } from "../notify/mail-layout.ts";
import type { Mailer } from "../notify/mailer.ts";
import { newId } from "../platform/new-id.ts";
import type { PasswordReset } from "./auth.ts";

export interface PasswordResetMailOptions {
  readonly mailer: Mailer;
  readonly onUnsent: (error: unknown) => void;
}

function toBody({ locale, name, url }: PasswordReset): MailBody {
  if (locale === "pl") {
    const paragraphs = ["aby ustawić nowe hasło, otwórz tę stronę w ciągu godziny."];
    const foot = ["Jeśli to nie Twoja prośba, nic nie rób: hasło się nie zmieni."];
    const button = { label: "Ustaw nowe hasło", url };
    return { locale, subject: "Nowe hasło do Relinka", greeting: `Dzień dobry, ${name},`, paragraphs, button, foot };
  }
  const paragraphs = ["Open this page within an hour to choose a new password."];
  const foot = ["If you did not ask for it, do nothing: your password stays as it is."];
  const button = { label: "Choose a new password", url };
  return { locale: "en", subject: "A new password for Relink", greeting: `Hello ${name},`, paragraphs, button, foot };
}

/**
 * Sends in the background, so that the answer's time does not tell whether an address is known. It is no timer: the
 * token that it carries must not be stored, and whoever waits for it asks again.
 */
export function createPasswordResetMail({ mailer, onUnsent }: PasswordResetMailOptions): (reset: PasswordReset) => Promise<void> {
  return async (reset) => {
    layOut(toBody(reset))
      .then((words) => mailer.send({ id: `reset-${newId()}`, to: reset.email, ...words }))
      .catch(onUnsent);
  };
}
