import type { Locale } from "../locale.ts";
import { reasonTextsEn } from "./reason-texts-en.ts";
import { reasonTextsPl } from "./reason-texts-pl.ts";
import type { DisconnectReason } from "./reasons.ts";

/** One sentence each: what is so and why, and what to do next. */
export interface ReasonText {
  readonly explanation: string;
  readonly remedy: string;
}

export type ReasonTexts = Readonly<Record<DisconnectReason, ReasonText>>;

const texts: Readonly<Record<Locale, ReasonTexts>> = { en: reasonTextsEn, pl: reasonTextsPl };

/** Why an inbox is disconnected, in one sentence for a person. */
export function explainReason(reason: DisconnectReason, locale: Locale): string {
  return texts[locale][reason].explanation;
}

/** What to do about it, likewise. */
export function remedyFor(reason: DisconnectReason, locale: Locale): string {
  return texts[locale][reason].remedy;
}
