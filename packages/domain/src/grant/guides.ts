import type { Locale } from "../locale.ts";
import type { AccountKind } from "./grant.ts";
import { guideTextsEn } from "./guide-texts-en.ts";
import { guideTextsPl } from "./guide-texts-pl.ts";
import { needsItFor } from "./needs-it.ts";

/** How the person ends our access at the provider, step by step, and where. */
export interface Guide {
  readonly title: string;
  readonly steps: readonly string[];
  /** The page where it is done; null where there is none for the person. */
  readonly url: string | null;
  /** Which account to open; null where it is not known. */
  readonly account: string | null;
  /** Under which name we stand there. */
  readonly appName: string;
  /** What ends when they do it. */
  readonly consequences: readonly string[];
  /** Only an administrator or IT can do it. */
  readonly needsIt: boolean;
  /** When these steps were last compared with the providers' pages (ISO date). */
  readonly reviewedOn: "2026-11-23";
}

/** What a guide is about. `url`: where the provider's account page is, if not at its usual place. */
export interface GuideSubject {
  readonly appName: string;
  readonly account: string | null;
  readonly url?: string | null;
}

/** One guide's words; the account is named in them where it is known. */
export interface GuideText {
  readonly title: string;
  readonly steps: readonly string[];
  readonly consequences: readonly string[];
}

export type GuideTexts = Readonly<Record<AccountKind, (appName: string, account: string | null) => GuideText>>;

const texts: Readonly<Record<Locale, GuideTexts>> = { en: guideTextsEn, pl: guideTextsPl };

/**
 * Sources: support.google.com/accounts/answer/13533235 (Google), support.microsoft.com "Edit or revoke application
 * permissions in the My Apps portal" (work), OneDrive API "Revoking Access" (personal).
 */
const usualUrls: Readonly<Record<AccountKind, string | null>> = {
  GOOGLE: "https://myaccount.google.com/connections",
  MICROSOFT_WORK: "https://myapps.microsoft.com",
  MICROSOFT_WORK_ADMIN: "https://myapps.microsoft.com",
  MICROSOFT_PERSONAL: "https://account.live.com/consent/Manage",
  IMAP: null,
};

/** @returns the guide for this kind of account, with the names that the person sees there in that language. */
export function guideFor(kind: AccountKind, locale: Locale, subject: GuideSubject): Guide {
  const { appName, account } = subject;
  const text = texts[locale][kind](appName, account);
  // An IMAP server has no page where access ends; an override meant for a provider must not appear there.
  const url = kind === "IMAP" ? null : (subject.url ?? usualUrls[kind]);
  return { ...text, url, account, appName, needsIt: needsItFor(kind), reviewedOn: "2026-11-23" };
}
