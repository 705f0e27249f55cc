import type { Cursors } from "../platform/cursor.ts";
import { type Connection, toConnection } from "../platform/page.ts";
import type { InboxEventType } from "./inbox-event.type.ts";
import { readEventBody, type StoredEvent } from "./stored-event.ts";

/** A stored event as the schema shows it. */
export function toInboxEvent(event: StoredEvent, cursors: Cursors): InboxEventType {
  const cursor = cursors.toCursor(event.workspaceId, { number: event.number, at: event.at });
  return { ...readEventBody(event), cursor, inboxUuid: event.inboxId, actorUuid: event.actorId };
}

/** One page from one event more than was asked for. */
export function toEventConnection(
  events: readonly StoredEvent[],
  cursors: Cursors,
  size: number,
  continued: boolean,
): Connection<InboxEventType> {
  const nodes = events.map((event) => toInboxEvent(event, cursors));
  return toConnection(
    nodes.map((node) => ({ cursor: node.cursor, node })),
    size,
    continued,
  );
}
