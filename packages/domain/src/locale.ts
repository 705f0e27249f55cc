export const locales = ["en", "pl"] as const;
/** The languages that every text exists in. */
export type Locale = (typeof locales)[number];

/** @returns the language closest to what was asked for ("pl", "pl-PL" → pl); English for anything else. */
export function toLocale(text: string | null | undefined): Locale {
  return text?.trim().toLowerCase().split(/[-_]/)[0] === "pl" ? "pl" : "en";
}
