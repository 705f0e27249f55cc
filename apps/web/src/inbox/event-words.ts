import type { MessageId } from "@lingui/core";
import type { DisconnectReason, InboxEventType, TimelineEventFragment } from "../gql/graphql.ts";
import type { Translate } from "../i18n/translate.ts";
import { providerName } from "../i18n/words.ts";

type Known<Value extends string> = Exclude<Value, "%future added value">;

const sentences = {
  CONNECTION_STARTED: "event.CONNECTION_STARTED",
  CONNECTED: "event.CONNECTED",
  CONNECTION_ABANDONED: "event.CONNECTION_ABANDONED",
  FAILING: "event.FAILING",
  RECOVERED: "event.RECOVERED",
  DISCONNECTED: "event.DISCONNECTED",
  RECONNECTED: "event.RECONNECTED",
  TURNED_OFF: "event.TURNED_OFF",
  TURNED_ON: "event.TURNED_ON",
  REMOVED: "event.REMOVED",
  PROVIDER_ACCESS_REVOKING: "event.PROVIDER_ACCESS_REVOKING",
  PROVIDER_ACCESS_REVOKED: "event.PROVIDER_ACCESS_REVOKED",
  PROVIDER_ACCESS_AWAITING_PERSON: "event.PROVIDER_ACCESS_AWAITING_PERSON",
  PROVIDER_ACCESS_ATTESTED: "event.PROVIDER_ACCESS_ATTESTED",
  PROVIDER_ACCESS_STILL_USED: "event.PROVIDER_ACCESS_STILL_USED",
  CREDENTIALS_DESTROYED: "event.CREDENTIALS_DESTROYED",
} as const satisfies Record<Known<InboxEventType>, MessageId>;

/** What had happened, without the remedy: a history tells what was, not what to do. */
const causes = {
  ACCESS_REVOKED: "cause.ACCESS_REVOKED",
  PASSWORD_CHANGED: "cause.PASSWORD_CHANGED",
  SESSION_EXPIRED: "cause.SESSION_EXPIRED",
  CONSENT_REQUIRED: "cause.CONSENT_REQUIRED",
  SCOPE_MISSING: "cause.SCOPE_MISSING",
  MFA_REQUIRED: "cause.MFA_REQUIRED",
  POLICY_BLOCKED: "cause.POLICY_BLOCKED",
  ACCOUNT_DISABLED: "cause.ACCOUNT_DISABLED",
  MAILBOX_NOT_FOUND: "cause.MAILBOX_NOT_FOUND",
  PROTOCOL_DISABLED: "cause.PROTOCOL_DISABLED",
  BAD_CREDENTIALS: "cause.BAD_CREDENTIALS",
  TLS_INVALID: "cause.TLS_INVALID",
  PROVIDER_MIGRATED: "cause.PROVIDER_MIGRATED",
  UNREACHABLE: "cause.UNREACHABLE",
  CREDENTIALS_UNREADABLE: "cause.CREDENTIALS_UNREADABLE",
} as const satisfies Record<Known<DisconnectReason>, MessageId>;

function causeOf(t: Translate, reason: DisconnectReason | null): string {
  return reason === null || reason === "%future added value" || !Object.hasOwn(causes, reason) ? t("cause.unknown") : t(causes[reason]);
}

export type EventFacts = Pick<TimelineEventFragment, "type" | "actorName" | "reason" | "fromProvider" | "toProvider" | "arrivedMeanwhile">;

function movedSentence(t: Translate, { type, actorName: actor, fromProvider: from, toProvider: to }: EventFacts): string | null {
  if (type !== "RECONNECTED" || from === null || to === null || from === to) return null;
  return t("event.RECONNECTED.moved", { actor, from: providerName(t, from), provider: providerName(t, to) });
}

/** One event as a sentence. place: whose end it is about. A type that this page does not know stands as it came. */
export function eventSentence(t: Translate, event: EventFacts, place: string): string {
  const { type, actorName: actor, arrivedMeanwhile } = event;
  if (type === "%future added value" || !Object.hasOwn(sentences, type)) return type;
  const said = movedSentence(t, event) ?? t(sentences[type], { actor, provider: place, cause: causeOf(t, event.reason) });
  return arrivedMeanwhile === null ? said : `${said} ${t("event.arrived", { count: arrivedMeanwhile })}`;
}
