import {
  type Because,
  closesEpisodes,
  type Durations,
  type InboxKind,
  type Listener,
  mailPreferenceOf,
  type MailPreference,
  type MemberId,
  type News,
  newsOf,
  type NewsType,
  type NotificationParams,
  type NotificationSeverity,
  recipientsOf,
  severityOf,
  type SharedInboxId,
  unreachable,
} from "@relink/domain";
import { readEventBody, type StoredEvent } from "../events/stored-event.ts";
import { toGlobalId } from "../platform/global-id.ts";

/** Something that somebody may have to be told. */
export interface Telling {
  readonly news: News;
  readonly inboxId: string | null;
  /** The domain's move that it tells of. */
  readonly migrationId?: string;
  readonly params: NotificationParams;
  /** Inbox, reason, and what opened the trouble: nobody is told twice of one episode. */
  readonly episode: string;
}

/** What one person is told. */
export interface Notice {
  readonly memberId: MemberId;
  readonly template: NewsType;
  readonly params: NotificationParams;
  readonly because: Because;
  readonly severity: NotificationSeverity;
  readonly episode: string;
  readonly inboxId: string | null;
  readonly migrationId: string | null;
  readonly href: string;
  /** Which preference decides whether it goes by mail, too; null: in-app only. */
  readonly mail: MailPreference | null;
}

/** What the texts name of an inbox. */
export interface NamedInbox {
  readonly id: string;
  readonly address: string;
  readonly provider: string;
  readonly sharedInboxName: string | null;
}

/** Notices that tell of a trouble which may end; an ending event closes them. */
export const troubles: readonly NewsType[] = ["failing", "disconnected", "stillDisconnected", "stillDisconnectedAfterADay", "accessLapses"];

/** One button leads straight to the remedy: an inbox's own page says why and what to do, and has the verb for it. */
function hrefOf(news: News, { inboxId, migrationId }: Pick<Telling, "inboxId" | "migrationId">, because: Because): string {
  switch (news.type) {
    case "domainMoves":
      // An owner acts on their own inboxes; the migration is the admins'.
      if (because === "OWNER") return "/settings/email";
      return migrationId === undefined ? "/migrations" : `/migrations/${toGlobalId("migration", migrationId)}`;
    case "incident":
    case "secretLapses":
      return "/overview";
    case "webhookDisabled":
      return "/webhooks";
    case "disconnected":
    case "stillDisconnected":
    case "failing":
    case "recovered":
    case "stillDisconnectedAfterADay":
    case "accessLapses":
    case "channelDeleted":
    case "turnedOffByOther":
    case "removedByOther":
    case "providerAccessOpen":
    case "attestedNotTrue":
      return inboxId === null ? "/settings/email" : `/inboxes/${toGlobalId("inbox", inboxId)}`;
    default:
      return unreachable(news);
  }
}

/** One notice for each person who must be told. */
export function toNotices(telling: Telling, members: readonly Listener[]): readonly Notice[] {
  const { news, inboxId, migrationId = null, params, episode } = telling;
  const common = {
    template: news.type,
    params,
    severity: severityOf(news.type, params),
    episode,
    inboxId,
    migrationId,
    mail: mailPreferenceOf(news.type, "kind" in news ? news.kind : null),
  };
  return recipientsOf(news, members).map(({ memberId, because }) => ({
    ...common,
    memberId,
    because,
    href: hrefOf(news, telling, because),
  }));
}

function belongingOf(event: StoredEvent): Parameters<typeof newsOf>[1] {
  const connectedBy = event.connectedBy as MemberId | null;
  const kind: InboxKind = event.kind;
  if (kind === "TEAM") return { belonging: { kind, sharedInboxId: event.sharedInboxId as SharedInboxId }, connectedBy };
  return { belonging: { kind, ownerId: event.ownerId as MemberId }, connectedBy };
}

/** What an event has to tell; null where nobody has to be told. */
export function toTelling(event: StoredEvent, inbox: NamedInbox | null): Telling | null {
  const body = readEventBody(event);
  const news = newsOf({ type: body.type, fromState: body.fromState }, belongingOf(event), event.actorId as MemberId | null);
  if (news === null) return null;
  const params: NotificationParams = {
    actorName: body.actorName,
    since: new Date(event.at).toISOString(),
    ...(inbox ? { address: inbox.address, provider: body.toProvider ?? inbox.provider } : {}),
    ...(inbox?.sharedInboxName ? { sharedInboxName: inbox.sharedInboxName } : {}),
    ...(body.reason ? { reason: body.reason } : {}),
  };
  const episode = `${event.inboxId}:${body.reason ?? news.type}:${event.number}`;
  return { news, inboxId: event.inboxId, params, episode };
}

export type NoticeStep =
  | { readonly notice: Notice }
  /** The trouble of this inbox has ended. */
  | { readonly ending: { readonly inboxId: string } }
  /** Who was told is reminded then, if it still lasts. */
  | { readonly reminder: { readonly inboxId: string; readonly days: number; readonly dueAt: number } };

function toReminders({ type, inboxId, at }: StoredEvent, durations: Durations): readonly NoticeStep[] {
  if (type !== "DISCONNECTED") return [];
  const waits = [
    [1, durations.firstReminder],
    [3, durations.secondReminder],
    [7, durations.thirdReminder],
  ] as const;
  return waits.map(([days, wait]) => ({ reminder: { inboxId, days, dueAt: at + wait } }));
}

/** What a stretch of the log means for notifications, in its order. */
export function toSteps(
  events: readonly StoredEvent[],
  inboxes: ReadonlyMap<string, NamedInbox>,
  members: readonly Listener[],
  durations: Durations,
): readonly NoticeStep[] {
  return events.flatMap((event): readonly NoticeStep[] => {
    const telling = toTelling(event, inboxes.get(event.inboxId) ?? null);
    const ending = closesEpisodes(event.type) ? [{ ending: { inboxId: event.inboxId } }] : [];
    const notices = telling ? toNotices(telling, members).map((notice) => ({ notice })) : [];
    return [...ending, ...notices, ...toReminders(event, durations)];
  });
}
