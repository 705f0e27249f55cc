import {
  type AboutInbox,
  type Because,
  closesEpisodes,
  type InboxKind,
  type Listener,
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
  /** TEAM only: where the person goes. */
  readonly sharedInboxId: string | null;
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
  readonly href: string;
}

/** What the texts name of an inbox. */
export interface NamedInbox {
  readonly id: string;
  readonly address: string;
  readonly provider: string;
  readonly sharedInboxName: string | null;
}

/** Notices that tell of a trouble which may end; an ending event closes them. */
export const troubles: readonly NewsType[] = ["failing", "disconnected", "stillDisconnectedAfterADay", "accessLapses"];

function hrefOf(news: News, sharedInboxId: string | null): string {
  switch (news.type) {
    case "domainMoves":
      return "/migrations";
    case "incident":
      return "/overview";
    case "webhookDisabled":
      return "/webhooks";
    case "disconnected":
    case "failing":
    case "recovered":
    case "stillDisconnectedAfterADay":
    case "accessLapses":
    case "channelDeleted":
    case "turnedOffByOther":
    case "removedByOther":
    case "providerAccessOpen":
    case "attestedNotTrue":
      return inboxHref(news, sharedInboxId);
    default:
      return unreachable(news);
  }
}

function inboxHref({ kind }: AboutInbox, sharedInboxId: string | null): string {
  if (kind === "PERSONAL" || sharedInboxId === null) return "/settings/email";
  return `/inbox/${toGlobalId("shared_inbox", sharedInboxId)}/settings/channels`;
}

/** One notice for each person who must be told. */
export function toNotices({ news, inboxId, sharedInboxId, params, episode }: Telling, members: readonly Listener[]): readonly Notice[] {
  const common = {
    template: news.type,
    params,
    severity: severityOf(news.type, params),
    episode,
    inboxId,
    href: hrefOf(news, sharedInboxId),
  };
  return recipientsOf(news, members).map(({ memberId, because }) => ({ ...common, memberId, because }));
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
    ...(inbox ? { address: inbox.address, provider: body.toProvider ?? inbox.provider } : {}),
    ...(inbox?.sharedInboxName ? { sharedInboxName: inbox.sharedInboxName } : {}),
    ...(body.reason ? { reason: body.reason } : {}),
  };
  const episode = `${event.inboxId}:${body.reason ?? news.type}:${event.number}`;
  return { news, inboxId: event.inboxId, sharedInboxId: event.sharedInboxId, params, episode };
}

export type NoticeStep =
  | { readonly notice: Notice }
  /** The trouble of this inbox has ended. */
  | { readonly ending: { readonly inboxId: string } };

/** What a stretch of the log means for notifications, in its order. */
export function toSteps(
  events: readonly StoredEvent[],
  inboxes: ReadonlyMap<string, NamedInbox>,
  members: readonly Listener[],
): readonly NoticeStep[] {
  return events.flatMap((event): readonly NoticeStep[] => {
    const telling = toTelling(event, inboxes.get(event.inboxId) ?? null);
    const ending = closesEpisodes(event.type) ? [{ ending: { inboxId: event.inboxId } }] : [];
    return [...ending, ...(telling ? toNotices(telling, members).map((notice) => ({ notice })) : [])];
  });
}
