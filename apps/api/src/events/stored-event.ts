import type { Arrived, Fact, InboxEventType, InboxKind, MailGap } from "@relink/domain";
import { toGlobalId } from "../platform/global-id.ts";

/** One row of a workspace's log. Ids are UUIDs; times are milliseconds since 1970. */
export interface StoredEvent {
  readonly workspaceId: string;
  /** Its place in the workspace's log: dense, from 1. */
  readonly number: number;
  readonly at: number;
  readonly id: string;
  readonly inboxId: string;
  readonly type: InboxEventType;
  readonly inboxVersion: number;
  readonly kind: InboxKind;
  readonly ownerId: string | null;
  readonly connectedBy: string | null;
  readonly sharedInboxId: string | null;
  /** The member who did it. */
  readonly actorId: string | null;
  /** Its public JSON, see `EventBody`. */
  readonly body: string;
}

/** As much of a row as answers who sees all, and asks for an event's own fields. */
export type BareEvent = Pick<StoredEvent, "number" | "at" | "body">;

export function isWhole(event: BareEvent | StoredEvent): event is StoredEvent {
  return "inboxId" in event;
}

export const actorKinds = ["MEMBER", "API_KEY", "LINK", "SYSTEM"] as const;
export type ActorKind = (typeof actorKinds)[number];

/** Who did it; `name` stays true when they are gone: a member's name, a key's name, which link, "Relink". */
export interface EventActor {
  readonly kind: ActorKind;
  readonly memberId: string | null;
  readonly name: string;
}

/** An event's own fields as the public API shows them, stored once when it is written; ids are public ids. */
export interface EventBody extends Omit<Fact, "grantId"> {
  readonly id: string;
  /** RFC 3339, UTC, with milliseconds. */
  readonly at: string;
  readonly actorKind: ActorKind;
  readonly actorName: string;
  readonly grantId: string | null;
  readonly arrivedMeanwhile: number | null;
  readonly gap: MailGap | null;
  readonly inboxId: string;
  readonly inboxVersion: number;
}

export interface NewEvent {
  /** UUID. */
  readonly id: string;
  readonly fact: Fact;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly actor: EventActor;
  /** UUID. */
  readonly inboxId: string;
  readonly inboxVersion: number;
  /** What reached the INBOX while nobody looked; on RECONNECTED, RECOVERED and TURNED_ON, where the server can tell. */
  readonly arrived?: Arrived | null;
}

/** An event's public JSON, for the log's `body` column. */
export function toEventBody({ id, fact, at, actor, inboxId, inboxVersion, arrived = null }: NewEvent): string {
  return JSON.stringify({
    id: toGlobalId("event", id),
    type: fact.type,
    at: new Date(at).toISOString(),
    actorKind: actor.kind,
    actorName: actor.name,
    reason: fact.reason,
    providerCode: fact.providerCode,
    fromState: fact.fromState,
    toState: fact.toState,
    fromProvider: fact.fromProvider,
    toProvider: fact.toProvider,
    grantId: fact.grantId === null ? null : toGlobalId("grant", fact.grantId),
    arrivedMeanwhile: arrived?.count ?? null,
    gap: arrived?.gap ?? null,
    inboxId: toGlobalId("inbox", inboxId),
    inboxVersion,
  } satisfies EventBody);
}

/** Reads a body back; the log is ours, so what it holds is trusted. */
export function readEventBody(event: BareEvent): EventBody {
  const body: EventBody = JSON.parse(event.body);
  return body;
}
