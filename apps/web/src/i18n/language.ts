import { type Messages, setupI18n } from "@lingui/core";

export const languages = ["en", "pl"] as const;
export type Language = (typeof languages)[number];

/** Each language in its own words: who can't read the page must still find theirs. */
export const languageNames = { en: "English", pl: "Polski" } as const satisfies Record<Language, string>;

const storageKey = "relink.language";

const catalogues = {
  en: () => import("./locales/en.json"),
  pl: () => import("./locales/pl.json"),
} as const satisfies Record<Language, () => Promise<unknown>>;

export const i18n = setupI18n();

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

/** What this browser chose before, else the first of its languages that we speak, else English. */
export function findLanguage(): Language {
  const chosen = localStorage.getItem(storageKey);
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? "en";
}

export async function speak(language: Language): Promise<void> {
  // The build compiles the sentences (vite.config.ts); TypeScript sees the file as it is written.
  const { default: messages }: { default: Messages } = await catalogues[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await speak(language);
}
