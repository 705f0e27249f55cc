import type { MessageId } from "@lingui/core";
import { Card, EndCard, FactList, RelativeTime, type NamedFact, type Tone } from "@relink/ui";
import type { ReactNode } from "react";
import type { ConnectionState, SendingState } from "../gql/graphql.ts";
import { formatExact } from "../i18n/dates.ts";
import { type Translate, useTranslate } from "../i18n/translate.ts";
import { placeName, providerEndName, providerName, stateWord } from "../i18n/words.ts";
import { InboxEnds } from "./inbox-ends.tsx";
import type { OneInbox } from "./one-inbox-page.tsx";
import { toEndWords, toLiveEnd } from "./provider-end-words.ts";

const tones: Partial<Record<ConnectionState, Tone>> = { CONNECTED: "ok", FAILING: "warn", CONNECTING: "warn", DISCONNECTED: "bad" };

const sendings = {
  WORKING: "inbox.sending.WORKING",
  DISABLED: "inbox.sending.DISABLED",
  REFUSED: "inbox.sending.REFUSED",
  UNKNOWN: "inbox.sending.UNKNOWN",
  "%future added value": "inbox.sending.UNKNOWN",
} as const satisfies Record<SendingState, MessageId>;

/** Relink's picture, large, with what is known of each end under it. */
export function LargeEnds({ inbox }: { inbox: OneInbox }) {
  const { t } = useTranslate();
  return (
    <section aria-label={t("inbox.ends")}>
      <Card>
        <div className="inbox-ends">
          <InboxEnds inbox={inbox} ourFacts={<OurEnd inbox={inbox} />} theirFacts={<TheirEnd inbox={inbox} />} />
        </div>
      </Card>
    </section>
  );
}

function useTimes(): { near: (at: string | null, none: MessageId) => ReactNode; exact: (at: string) => ReactNode } {
  const { t, locale } = useTranslate();
  return {
    near: (at, none) => (at === null ? t(none) : <RelativeTime at={at} locale={locale} />),
    exact: (at) => <time dateTime={at}>{formatExact(at, locale)}</time>,
  };
}

function OurEnd({ inbox }: { inbox: OneInbox }) {
  const { t, locale } = useTranslate();
  const { near, exact } = useTimes();
  const { health } = inbox;
  const latency = health.lastLatencyMs;
  const watched: readonly NamedFact[] = [
    { name: t("inbox.lastChecked"), value: near(health.lastCheckedAt, "inbox.never") },
    { name: t("inbox.nextCheck"), value: near(health.nextCheckAt, "inbox.noNext") },
    ...(latency === null ? [] : [{ name: t("inbox.latency"), value: formatMs(latency, locale) }]),
    { name: t("inbox.failures"), value: String(health.consecutiveFailures) },
    ...(health.lastMailSeenAt === null ? [] : [{ name: t("inbox.lastMail"), value: near(health.lastMailSeenAt, "inbox.never") }]),
  ];
  const facts = [{ name: t("inbox.since"), value: exact(inbox.stateChangedAt) }, ...(inbox.state === "REMOVED" ? [] : watched)];
  return (
    <EndCard name={t("guide.ourEnd")} tone={tones[inbox.state] ?? "off"} state={stateWord(t, inbox.state)}>
      <FactList facts={facts} />
    </EndCard>
  );
}

function TheirEnd({ inbox }: { inbox: OneInbox }) {
  const { t } = useTranslate();
  const { exact } = useTimes();
  const grant = inbox.currentGrant ?? inbox.endedGrants[0] ?? null;
  const endedAt = inbox.currentGrant === null ? (inbox.endedGrants[0]?.endedAt ?? null) : null;
  const expiresAt = inbox.health.accessExpiresAt;
  const { tone, state, words } = toTheirState(t, inbox);
  const live = inbox.state !== "REMOVED";
  const facts: readonly NamedFact[] = [
    ...(grant === null ? [] : [{ name: t("inbox.grantedSince"), value: exact(grant.startedAt) }]),
    ...(endedAt === null ? [] : [{ name: t("inbox.ended"), value: exact(endedAt) }]),
    ...(grant?.signedInAs == null ? [] : [{ name: t("inbox.signedInAs"), value: grant.signedInAs }]),
    { name: t("inbox.server"), value: inbox.mailHost ?? providerName(t, inbox.provider) },
    ...(live ? [{ name: t("inbox.sending"), value: t(sendings[inbox.health.sending] ?? "inbox.sending.UNKNOWN") }] : []),
    ...(expiresAt === null || !live ? [] : [{ name: t("inbox.expires"), value: exact(expiresAt) }]),
  ];
  return (
    <EndCard name={providerEndName(t, inbox.provider)} tone={tone} state={state}>
      {words === null ? null : <p className="inbox-end-words">{words}</p>}
      <FactList facts={facts} />
    </EndCard>
  );
}

function toTheirState(t: Translate, inbox: OneInbox): { tone: Tone; state: string; words: string | null } {
  const end = inbox.state === "REMOVED" ? { ...toEndWords(inbox.providerAccess, false), words: null } : toLiveEnd(inbox);
  const words = end.words === null ? null : t(end.words, { provider: placeName(t, inbox) });
  return { tone: end.tone, state: t(end.state), words };
}

/** "214 ms". */
export function formatMs(ms: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "unit", unit: "millisecond", maximumFractionDigits: 0 }).format(ms);
}
