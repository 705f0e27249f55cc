import type { InboxEventType } from "@relink/domain";
import type { StoredEvent } from "../events/stored-event.ts";
import type { Cursors } from "../platform/cursor.ts";
import { toGlobalId } from "../platform/global-id.ts";

/** What a webhook says of the inbox, as it stood when the event was made into a delivery. */
export interface MessageInbox {
  readonly id: string;
  readonly kind: string;
  readonly address: string;
  readonly provider: string;
  readonly state: string;
  readonly version: number;
  readonly providerAccess: string;
}

export const userAgent = "Relink-Webhooks/1";

/** What Standard Webhooks asks for; ours have some 1 KB. */
const mostBytes = 20_000;

/** The receiver's idempotency key, the same at each try: the event's id, or that of a test's delivery. */
export function toWebhookId({ eventId, uuid }: { readonly eventId: string | null; readonly uuid: string }): string {
  return eventId === null ? toGlobalId("delivery", uuid) : toGlobalId("event", eventId);
}

/** The type in a webhook's body: `inbox.disconnected` for DISCONNECTED. */
export function toMessageType(type: InboxEventType): string {
  return `inbox.${type.toLowerCase()}`;
}

/**
 * A webhook's body: the event as the API shows it, its place in the log, and its inbox. The event's own JSON goes in as it is
 * stored: reading it only to print it again would cost more than all else of a message.
 */
function toEventMessage(event: StoredEvent, inbox: MessageInbox | null, cursor: string): string {
  const shown = inbox && { ...inbox, id: toGlobalId("inbox", inbox.id) };
  const place = JSON.stringify({ number: event.number, cursor, inbox: shown });
  const head = JSON.stringify({ type: toMessageType(event.type), timestamp: new Date(event.at).toISOString() });
  return bounded(`${head.slice(0, -1)},"data":${event.body.slice(0, -1)},${place.slice(1)}}`);
}

/** The same of events of one workspace, each with its inbox where that is still there. */
export function toEventMessages(
  workspaceId: string,
  events: readonly StoredEvent[],
  inboxes: ReadonlyMap<string, MessageInbox>,
  cursors: Cursors,
): readonly { readonly event: StoredEvent; readonly body: string }[] {
  const places = cursors.toCursors(workspaceId, events);
  return events.map((event, nth) => ({ event, body: toEventMessage(event, inboxes.get(event.inboxId) ?? null, places[nth] ?? "") }));
}

/** What a test sends: nothing happened. */
export function toTestMessage(endpointId: string, at: number): string {
  const data = { endpointId: toGlobalId("endpoint", endpointId), message: "A test: nothing has happened to an inbox." };
  return bounded(JSON.stringify({ type: "webhook.test", timestamp: new Date(at).toISOString(), data }));
}

function bounded(text: string): string {
  if (Buffer.byteLength(text) >= mostBytes) throw new Error("A webhook's body is larger than it may be.");
  return text;
}
