import type { MessageId } from "@lingui/core";
import type { Tone } from "@relink/ui";
import type { IncidentFactsFragment } from "../gql/graphql.ts";
import { formatSince } from "../i18n/dates.ts";
import type { Translate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";

type Kind = Exclude<IncidentFactsFragment["kind"], "%future added value">;

const kinds = {
  PROVIDER_OUTAGE: { title: "incident.PROVIDER_OUTAGE", words: "incident.PROVIDER_OUTAGE.words", tone: "off" },
  APPLICATION_REFUSED: { title: "incident.APPLICATION_REFUSED", words: "incident.APPLICATION_REFUSED.words", tone: "off" },
  // The only kind that waits for somebody: the domain's administrator.
  DOMAIN_POLICY: { title: "incident.DOMAIN_POLICY", words: "incident.DOMAIN_POLICY.words", tone: "warn" },
} as const satisfies Record<Kind, { title: MessageId; words: MessageId; tone: Tone }>;

export type IncidentWords = { title: string; words: string; tone: Tone };

/** Whose trouble it is and what that means; a kind that this page does not know is told as the provider's trouble. */
export function toIncidentWords(t: Translate, incident: IncidentFactsFragment): IncidentWords {
  const { title, words, tone } = kinds[incident.kind === "%future added value" ? "PROVIDER_OUTAGE" : incident.kind];
  return { title: t(title, { place: toPlace(t, incident) }), words: t(words), tone };
}

function toPlace(t: Translate, { domain, host, provider }: IncidentFactsFragment): string {
  if (domain !== null) return domain;
  return provider === "IMAP" && host !== null ? host : providerName(t, provider);
}

/** "Since 14:03." while it lasts, else from when to when. */
export function toIncidentTime(t: Translate, { since, until }: IncidentFactsFragment, locale: string): string {
  const now = new Date();
  const from = formatSince(since, locale, now);
  return until === null
    ? t("incident.since", { since: from })
    : t("incident.until", { since: from, until: formatSince(until, locale, now) });
}
