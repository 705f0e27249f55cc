import type { MemberId } from "../ids.ts";
import type { Fact, InboxEventType } from "../inbox/event.ts";
import type { Inbox, InboxKind } from "../inbox/inbox.ts";
import { unreachable } from "../unreachable.ts";
import type { Role } from "./permissions.ts";

/** Whose the inbox is that the news is about. */
export interface AboutInbox {
  readonly kind: InboxKind;
  /** PERSONAL only; null for TEAM. */
  readonly ownerId: MemberId | null;
  /** Null where an API consumer connected it. */
  readonly connectedBy: MemberId | null;
}

/** What happened that somebody may have to be told: the rows of product.md's "Who is told". */
export type News =
  | (AboutInbox & {
      readonly type:
        | "disconnected"
        | "stillDisconnected"
        | "failing"
        | "recovered"
        | "stillDisconnectedAfterADay"
        | "accessLapses"
        | "channelDeleted";
    })
  /** `actorId`: who did it; null for an API consumer or Relink itself. */
  | (AboutInbox & { readonly type: "turnedOffByOther" | "removedByOther"; readonly actorId: MemberId | null })
  /** `removedBy`: the member who removed it; null for an API consumer. */
  | (AboutInbox & { readonly type: "providerAccessOpen"; readonly removedBy: MemberId | null })
  /** `actorId`: the member who said that it was done; null where IT did, by its link. */
  | (AboutInbox & {
      readonly type: "attestedNotTrue";
      readonly actorId: MemberId | null;
      readonly removedBy: MemberId | null;
    })
  /** A domain seems to move or has moved; `ownerIds`: the owners of its PERSONAL inboxes. */
  | { readonly type: "domainMoves"; readonly ownerIds: readonly MemberId[] }
  | { readonly type: "incident" }
  /** The client secret of the workspace's own application. */
  | { readonly type: "secretLapses" }
  | { readonly type: "webhookDisabled" };

export type NewsType = News["type"];

export const newsTypes = [
  "disconnected",
  "stillDisconnected",
  "channelDeleted",
  "failing",
  "recovered",
  "turnedOffByOther",
  "removedByOther",
  "providerAccessOpen",
  "attestedNotTrue",
  "stillDisconnectedAfterADay",
  "domainMoves",
  "incident",
  "secretLapses",
  "accessLapses",
  "webhookDisabled",
] as const satisfies readonly NewsType[];

/** Why a person is told, the most personal first: with several, the first one is said. */
export const becauses = ["OWNER", "CONNECTED_IT", "REMOVED_IT", "CONFIRMED_IT", "ADMIN", "SUPER_ADMIN"] as const;
export type Because = (typeof becauses)[number];

/** A member as far as telling goes. `leftAt`: milliseconds since 1970, null while they are in the workspace. */
export interface Listener {
  readonly id: MemberId;
  readonly role: Role;
  readonly leftAt: number | null;
}

export interface Recipient {
  readonly memberId: MemberId;
  readonly because: Because;
}

/** Who is told, a union, each once, with the most personal reason; nobody who has left. */
export function recipientsOf(news: News, members: readonly Listener[]): readonly Recipient[] {
  const present = members.filter((member) => member.leftAt === null);
  const told = tell(present, ruleFor(news));
  // Something that only a person can end must not fall on nobody, as after its last holder left.
  return told.length === 0 && mustReachSomebody.has(news.type) ? tell(present, { roles: ["SUPER_ADMIN"], people: [] }) : told;
}

const mustReachSomebody: ReadonlySet<NewsType> = new Set<NewsType>(["providerAccessOpen", "attestedNotTrue", "accessLapses"]);

interface Rule {
  readonly roles: readonly ("ADMIN" | "SUPER_ADMIN")[];
  readonly people: readonly (readonly [MemberId | null, Because])[];
}

const admins = ["ADMIN", "SUPER_ADMIN"] as const;

function ruleFor(news: News): Rule {
  switch (news.type) {
    case "disconnected":
    case "stillDisconnected":
      return { roles: news.kind === "TEAM" ? admins : [], people: [holderOf(news)] };
    case "channelDeleted":
      return { roles: admins, people: [holderOf(news)] };
    case "stillDisconnectedAfterADay":
      return { roles: news.kind === "PERSONAL" ? ["SUPER_ADMIN"] : [], people: [] };
    case "failing":
    case "recovered":
      return { roles: [], people: [holderOf(news)] };
    case "turnedOffByOther":
    case "removedByOther":
      return { roles: [], people: news.actorId === news.ownerId ? [] : [[news.ownerId, "OWNER"]] };
    case "providerAccessOpen":
      return { roles: [], people: [[news.removedBy, "REMOVED_IT"]] };
    case "attestedNotTrue":
      return {
        roles: [],
        people: [news.actorId === null ? [news.removedBy, "REMOVED_IT"] : [news.actorId, "CONFIRMED_IT"]],
      };
    case "accessLapses":
      return { roles: news.kind === "TEAM" ? ["ADMIN"] : [], people: [holderOf(news)] };
    case "domainMoves":
      return { roles: admins, people: news.ownerIds.map((id) => [id, "OWNER"] as const) };
    case "incident":
      return { roles: admins, people: [] };
    case "webhookDisabled":
    case "secretLapses":
      return { roles: ["SUPER_ADMIN"], people: [] };
    default:
      return unreachable(news);
  }
}

function holderOf(inbox: AboutInbox): readonly [MemberId | null, Because] {
  return inbox.kind === "PERSONAL" ? [inbox.ownerId, "OWNER"] : [inbox.connectedBy, "CONNECTED_IT"];
}

function tell(present: readonly Listener[], rule: Rule): readonly Recipient[] {
  return present.flatMap((member) => {
    const personal = rule.people.filter(([id]) => id === member.id).map(([, because]) => because);
    const byRole = rule.roles.filter((role) => role === member.role);
    const because = becauses.find((one) => personal.includes(one) || byRole.some((role) => role === one));
    return because ? [{ memberId: member.id, because }] : [];
  });
}

/**
 * Which news an event of an inbox is, or null where nobody has to be told.
 * @param actorId - the member who did it; null for an API consumer, a link or Relink itself.
 */
export function newsOf(
  fact: Pick<Fact, "type" | "fromState">,
  inbox: Pick<Inbox, "belonging" | "connectedBy">,
  actorId: MemberId | null,
): News | null {
  const { belonging, connectedBy } = inbox;
  const ownerId = belonging.kind === "PERSONAL" ? belonging.ownerId : null;
  const about: AboutInbox = { kind: belonging.kind, ownerId, connectedBy };
  const byOther = ownerId !== null && actorId !== ownerId;
  switch (fact.type) {
    case "DISCONNECTED":
      return { ...about, type: "disconnected" };
    case "FAILING":
      return { ...about, type: "failing" };
    case "RECOVERED":
      return { ...about, type: "recovered" };
    case "RECONNECTED":
      return fact.fromState === "DISCONNECTED" || fact.fromState === "FAILING" ? { ...about, type: "recovered" } : null;
    case "TURNED_OFF":
      return byOther ? { ...about, type: "turnedOffByOther", actorId } : null;
    case "REMOVED":
      if (belonging.kind === "TEAM") return { ...about, type: "channelDeleted" };
      return byOther ? { ...about, type: "removedByOther", actorId } : null;
    default:
      return null;
  }
}

// TURNED_OFF too: an inbox that is off is never checked, so its trouble could never end by itself.
const closing: ReadonlySet<InboxEventType> = new Set<InboxEventType>([
  "RECOVERED",
  "RECONNECTED",
  "TURNED_ON",
  "TURNED_OFF",
  "CONNECTED",
  "REMOVED",
]);

/** Whether this event ends the trouble of its inbox: open notices that it fails or is disconnected are closed then. */
export function closesEpisodes(type: InboxEventType): boolean {
  return closing.has(type);
}

/** What a person can switch off of the mails; ALWAYS is what nobody else would do for them. */
export type MailPreference = "TEAM_DISCONNECT" | "PERSONAL_DISCONNECT" | "MIGRATION" | "ALWAYS";

/** Which preference decides whether this news also goes by e-mail; null where it is told in-app only. */
export function mailPreferenceOf(type: NewsType, kind: InboxKind | null): MailPreference | null {
  switch (type) {
    case "disconnected":
    case "stillDisconnected":
    case "channelDeleted":
      return kind === "TEAM" ? "TEAM_DISCONNECT" : "PERSONAL_DISCONNECT";
    case "turnedOffByOther":
    case "removedByOther":
      return "PERSONAL_DISCONNECT";
    case "domainMoves":
      return "MIGRATION";
    case "providerAccessOpen":
    case "attestedNotTrue":
    case "accessLapses":
    case "secretLapses":
    case "webhookDisabled":
      return "ALWAYS";
    case "failing":
    case "recovered":
    case "stillDisconnectedAfterADay":
    case "incident":
      return null;
    default:
      return unreachable(type);
  }
}
