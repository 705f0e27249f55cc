import type { Cursors } from "../platform/cursor.ts";
import { type Connection, toConnection } from "../platform/page.ts";
import type { EventLoaders } from "./inbox-event.ports.ts";
import type { InboxEventType } from "./inbox-event.type.ts";
import { readEventBody, type StoredEvent } from "./stored-event.ts";

/** A stored event as the schema shows it. `loaders`: its own in a subscription, else null for those of the operation. */
export function toInboxEvent(event: StoredEvent, cursors: Cursors, loaders: EventLoaders | null): InboxEventType {
  const cursor = cursors.toCursor(event.workspaceId, { number: event.number, at: event.at });
  return { ...readEventBody(event), cursor, inboxUuid: event.inboxId, actorUuid: event.actorId, loaders };
}

/** One page from one event more than was asked for. */
export function toEventConnection(events: readonly StoredEvent[], cursors: Cursors, size: number, continued: boolean): Connection<InboxEventType> {
  const nodes = events.map((event) => toInboxEvent(event, cursors, null));
  return toConnection(nodes.map((node) => ({ cursor: node.cursor, node })), size, continued);
}
