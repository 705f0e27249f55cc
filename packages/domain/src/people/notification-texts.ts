import { explainReason, remedyFor } from "../inbox/reason-texts.ts";
import { disconnectReasons, type DisconnectReason } from "../inbox/reasons.ts";
import type { Locale } from "../locale.ts";
import { notificationTextsEn } from "./notification-texts-en.ts";
import { notificationTextsPl } from "./notification-texts-pl.ts";
import type { Because, NewsType } from "./recipients.ts";

/**
 * What a notice names: plain strings, as they are stored with it. Nothing secret belongs here, nor a provider's raw text.
 */
export interface NotificationParams {
  readonly address?: string;
  /** A DisconnectReason. */
  readonly reason?: string;
  /** Who did it, in words that stay true. */
  readonly actorName?: string;
  /** GOOGLE, MICROSOFT or IMAP: where the provider's end is open, or where an incident is. */
  readonly provider?: string;
  readonly sharedInboxName?: string;
  readonly domain?: string;
  readonly fromProvider?: string;
  readonly toProvider?: string;
  /** A MigrationState: SUSPECTED until it is known. */
  readonly migrationState?: string;
  /** An IncidentKind: PROVIDER_OUTAGE, APPLICATION_REFUSED, DOMAIN_POLICY. */
  readonly incidentKind?: string;
  /** The name of the workspace's own application, where it is about that one and not the installation's. */
  readonly application?: string;
  /** "true" once the incident is over. */
  readonly closed?: string;
  /** In how many days access lapses, "7" or "1"; or for how many it has been disconnected, "1", "3" or "7". */
  readonly days?: string;
  /** When it began, in ISO 8601: the notice may come days later. */
  readonly since?: string;
  /** Where a webhook endpoint is. */
  readonly url?: string;
}

export interface NotificationText {
  readonly title: string;
  readonly body: string;
  /** Why this person is told. */
  readonly because: string;
}

/** What the two languages are written from: every name filled in, the reason already put into sentences. */
export interface Named {
  readonly address: string;
  readonly actor: string;
  readonly provider: string;
  readonly sharedInbox: string | null;
  readonly domain: string;
  readonly from: string;
  readonly to: string;
  readonly suspected: boolean;
  readonly incidentKind: string;
  readonly application: string | null;
  readonly closed: boolean;
  readonly tomorrow: boolean;
  /** How many days it has lasted, or lasts yet. */
  readonly days: number;
  readonly url: string;
  readonly explanation: string;
  readonly remedy: string;
}

export interface NotificationTexts {
  readonly news: Readonly<Record<NewsType, (named: Named) => { readonly title: string; readonly body: string }>>;
  readonly because: Readonly<Record<Because, string>>;
  readonly unknown: {
    readonly address: string;
    readonly actor: string;
    readonly provider: string;
    readonly domain: string;
    readonly url: string;
  };
  readonly mailServer: string;
}

const texts: Readonly<Record<Locale, NotificationTexts>> = { en: notificationTextsEn, pl: notificationTextsPl };

/** The words of one notice for one person; what `params` leaves out is said in general words. */
export function notificationText(type: NewsType, params: NotificationParams, because: Because, locale: Locale): NotificationText {
  const words = texts[locale];
  return { ...words.news[type](nameAll(params, words, locale)), because: words.because[because] };
}

function nameAll(params: NotificationParams, words: NotificationTexts, locale: Locale): Named {
  const reason = disconnectReasons.find((known) => known === params.reason) ?? null;
  const provider = (code: string | undefined): string => providerName(code, words);
  return {
    address: params.address ?? words.unknown.address,
    actor: params.actorName ?? words.unknown.actor,
    provider: provider(params.provider),
    sharedInbox: params.sharedInboxName ?? null,
    domain: params.domain ?? words.unknown.domain,
    from: provider(params.fromProvider),
    to: provider(params.toProvider),
    suspected: params.migrationState === undefined || params.migrationState === "SUSPECTED",
    incidentKind: params.incidentKind ?? "PROVIDER_OUTAGE",
    application: params.application ?? null,
    closed: params.closed === "true",
    tomorrow: params.days === "1",
    days: Number(params.days ?? 1),
    url: params.url ?? words.unknown.url,
    ...sentences(reason, locale),
  };
}

function sentences(reason: DisconnectReason | null, locale: Locale): { readonly explanation: string; readonly remedy: string } {
  return reason ? { explanation: explainReason(reason, locale), remedy: remedyFor(reason, locale) } : { explanation: "", remedy: "" };
}

function providerName(code: string | undefined, words: NotificationTexts): string {
  if (code === "GOOGLE") return "Google";
  if (code === "MICROSOFT") return "Microsoft";
  return code === "IMAP" ? words.mailServer : words.unknown.provider;
}

export type NotificationSeverity = "INFO" | "WARNING" | "CRITICAL";

const severities: Readonly<Record<NewsType, NotificationSeverity>> = {
  disconnected: "CRITICAL",
  stillDisconnected: "CRITICAL",
  channelDeleted: "WARNING",
  failing: "WARNING",
  recovered: "INFO",
  turnedOffByOther: "WARNING",
  removedByOther: "WARNING",
  providerAccessOpen: "WARNING",
  attestedNotTrue: "WARNING",
  stillDisconnectedAfterADay: "WARNING",
  domainMoves: "WARNING",
  incident: "WARNING",
  secretLapses: "WARNING",
  accessLapses: "WARNING",
  webhookDisabled: "WARNING",
};

/** How loudly a notice speaks; one that tells of an end is INFO. */
export function severityOf(type: NewsType, params: NotificationParams = {}): NotificationSeverity {
  return params.closed === "true" ? "INFO" : severities[type];
}
