import type { Cursors } from "../platform/cursor.ts";
import { type Connection, toConnection } from "../platform/page.ts";
import type { InboxEventType } from "./inbox-event.type.ts";
import { readEventBody, type StoredEvent } from "./stored-event.ts";

/** A stored event as the schema shows it. */
export function toInboxEvent(event: StoredEvent, cursor: string): InboxEventType {
  return { ...readEventBody(event), cursor, inboxUuid: event.inboxId, actorUuid: event.actorId };
}

/** Stored events of one log as the schema shows them. */
export function toInboxEvents(events: readonly StoredEvent[], cursors: Cursors): readonly InboxEventType[] {
  const [first] = events;
  const places = first ? cursors.toCursors(first.workspaceId, events) : [];
  return events.map((event, index) => toInboxEvent(event, places[index] ?? ""));
}

/** One page from one event more than was asked for. */
export function toEventConnection(
  events: readonly StoredEvent[],
  cursors: Cursors,
  size: number,
  continued: boolean,
): Connection<InboxEventType> {
  const nodes = toInboxEvents(events, cursors);
  return toConnection(
    nodes.map((node) => ({ cursor: node.cursor, node })),
    size,
    continued,
  );
}
