import { type Messages, setupI18n } from "@lingui/core";

export const languages = ["en", "pl"] as const;
export type Language = (typeof languages)[number];

/** Each language in its own words: who can't read the page must still find theirs. */
export const languageNames = { en: "English", pl: "Polski" } as const satisfies Record<Language, string>;

const storageKey = "relink.language";

/** The sentences of every page, and those of pages that are opened now and then: a first load does not wait for these. */
const catalogues = {
  common: { en: () => import("./locales/en.json"), pl: () => import("./locales/pl.json") },
  telling: { en: () => import("./locales/telling-en.json"), pl: () => import("./locales/telling-pl.json") },
  seldom: { en: () => import("./locales/seldom-en.json"), pl: () => import("./locales/seldom-pl.json") },
  watching: { en: () => import("./locales/watching-en.json"), pl: () => import("./locales/watching-pl.json") },
} as const satisfies Record<string, Record<Language, () => Promise<unknown>>>;

export type Catalogue = keyof typeof catalogues;

const needed = new Set<Catalogue>(["common"]);

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

async function load(catalogue: Catalogue, language: Language): Promise<void> {
  // The build compiles the sentences (vite.config.ts); TypeScript sees the file as it is written.
  const { default: messages }: { default: Messages } = await catalogues[catalogue][language]();
  i18n.load(language, messages);
}

export async function speak(language: Language): Promise<void> {
  await Promise.all([...needed].map((catalogue) => load(catalogue, language)));
  i18n.activate(language);
  document.documentElement.lang = language;
}

/** For a page that comes with sentences of its own: resolves once they are here, in this language and each that is chosen later. */
export async function needSentences(catalogue: Catalogue): Promise<void> {
  needed.add(catalogue);
  if (isLanguage(i18n.locale)) await load(catalogue, i18n.locale);
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await speak(language);
}
