import type { HostName } from "../accounts/account.store.ts";
import { english } from "./panel-texts-en.ts";
import { polish } from "./panel-texts-pl.ts";
import type { Scope, TroubleKind } from "./trouble.ts";

export const languages = ["en", "pl"] as const;
export type Language = (typeof languages)[number];

type KindTexts = {
  /** The button that makes it. */
  readonly name: string;
  /** How it is called while it is on. */
  readonly on: string;
  readonly what: string;
  /** The button that ends it. */
  readonly end: string;
};

export type PanelTexts = {
  readonly title: string;
  readonly note: string;
  readonly lead: string;
  readonly back: string;
  readonly otherLanguage: { readonly code: Language; readonly name: string };
  readonly clock: (scale: number) => string;
  readonly onNow: string;
  readonly nothingOn: string;
  readonly counted: (count: number) => string;
  readonly since: string;
  readonly endAll: string;
  readonly make: string;
  readonly where: string;
  readonly whereHint: string;
  readonly groups: Readonly<Record<Scope, string>>;
  readonly hosts: Readonly<Record<HostName, string>>;
  readonly onlyAt: (hosts: string) => string;
  readonly and: string;
  readonly refused: string;
  readonly movedTo: (host: string) => string;
  readonly kinds: Readonly<Record<TroubleKind, KindTexts>>;
};

export const panelTexts: Readonly<Record<Language, PanelTexts>> = { en: english, pl: polish };

/** What the address names, else the first of the browser's languages that we speak, else English. */
export function toLanguage(named: string | undefined, accepted: string | undefined): Language {
  const wanted = [named ?? "", ...(accepted ?? "").split(",")].map((tag) => tag.trim().slice(0, 2).toLowerCase());
  return wanted.flatMap((tag) => languages.find((language) => language === tag) ?? [])[0] ?? "en";
}
