import type { Translate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";

export type SignInProvider = "GOOGLE" | "MICROSOFT";
export type ConnectChoice = SignInProvider | "IMAP";

const choices = ["GOOGLE", "MICROSOFT", "IMAP"] as const satisfies readonly ConnectChoice[];

/** Null for a provider that this page does not know (yet). */
export function toChoice(provider: string | null): ConnectChoice | null {
  return choices.find((choice) => choice === provider) ?? null;
}

export function toChoiceCards(t: Translate) {
  return [
    { value: "GOOGLE", label: t("provider.GOOGLE"), hint: t("connect.hint.GOOGLE") },
    { value: "MICROSOFT", label: t("provider.MICROSOFT"), hint: t("connect.hint.MICROSOFT") },
    { value: "IMAP", label: t("provider.IMAP"), hint: t("connect.hint.IMAP") },
  ] as const;
}

/** What the button says: where the person goes on, or what is done here and now. */
export function toSubmitWords(t: Translate, choice: ConnectChoice | null, here: string): string {
  return choice === null || choice === "IMAP" ? here : t("connect.continue", { provider: providerName(t, choice) });
}
