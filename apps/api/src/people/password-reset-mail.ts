import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import { createTransport } from "nodemailer";
import type { PasswordReset } from "./auth.ts";

export interface PasswordResetMailOptions {
  /** Null: mail can't be sent; each request is only told to `onUnsent`. */
  readonly smtpUrl: string | null;
  readonly from: string;
  /** A PEM file of authorities that are trusted besides the public ones. */
  readonly extraCaFile: string | null;
  readonly onUnsent: (error: unknown) => void;
}

function write(reset: PasswordReset): { subject: string; text: string } {
  if (reset.locale === "pl") {
    return {
      subject: "Nowe hasło do Relink",
      text: `Dzień dobry, ${reset.name},\n\naby ustawić nowe hasło, otwórz w ciągu godziny:\n${reset.url}\n\nJeśli to nie Twoja prośba, nic nie rób: hasło się nie zmieni.\n`,
    };
  }
  return {
    subject: "A new password for Relink",
    text: `Hello ${reset.name},\n\nto choose a new password, open this within an hour:\n${reset.url}\n\nIf you did not ask for it, do nothing: your password stays as it is.\n`,
  };
}

/** Sends in the background, so that the answer's time does not tell whether an address is known. */
export function createPasswordResetMail(options: PasswordResetMailOptions): (reset: PasswordReset) => Promise<void> {
  const ca = options.extraCaFile === null ? [] : [...rootCertificates, readFileSync(options.extraCaFile, "utf8")];
  const tls = ca.length > 0 ? { tls: { ca } } : {};
  const transport = options.smtpUrl === null ? null : createTransport({ url: options.smtpUrl, ...tls });
  return async (reset) => {
    if (!transport) return options.onUnsent(new Error("SMTP_URL is not set, so a password reset could not be sent."));
    transport.sendMail({ from: options.from, to: reset.email, ...write(reset) }).catch(options.onUnsent);
  };
}
