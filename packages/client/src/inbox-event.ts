import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { parse } from "graphql";

/** A value of an enum that may get more values: those known today, and any other text. */
type Open<Known extends string> = Known | (string & {});

/** Our end of the connection. */
export type ConnectionState = Open<"CONNECTING" | "CONNECTED" | "FAILING" | "DISCONNECTED" | "OFF" | "REMOVED">;

/** What happened to an inbox, at our end or at the provider's. */
export type InboxEventType = Open<
  | "CONNECTION_STARTED"
  | "CONNECTED"
  | "CONNECTION_ABANDONED"
  | "FAILING"
  | "RECOVERED"
  | "DISCONNECTED"
  | "RECONNECTED"
  | "TURNED_OFF"
  | "TURNED_ON"
  | "REMOVED"
  | "PROVIDER_ACCESS_REVOKING"
  | "PROVIDER_ACCESS_REVOKED"
  | "PROVIDER_ACCESS_AWAITING_PERSON"
  | "PROVIDER_ACCESS_ATTESTED"
  | "PROVIDER_ACCESS_STILL_USED"
  | "CREDENTIALS_DESTROYED"
>;

/** What every event must carry, so that the stream can go on after it. */
export interface Placed {
  readonly id: string;
  /** Where it stands in the workspace's log: store it with what you did about the event, and pass it as `after` next time. */
  readonly cursor: string;
}

/** One fact of an inbox's life. */
export interface InboxEvent extends Placed {
  readonly type: InboxEventType;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly inboxId: string;
  /** The inbox's version after it. */
  readonly inboxVersion: number;
  /** Null where the event began its life. */
  readonly fromState: ConnectionState | null;
  readonly toState: ConnectionState;
  /** Why, on DISCONNECTED. */
  readonly reason: string | null;
  /** The provider's own code, never its raw text. */
  readonly providerCode: string | null;
  readonly fromProvider: string | null;
  readonly toProvider: string | null;
  readonly actorKind: Open<"MEMBER" | "API_KEY" | "LINK" | "SYSTEM">;
  readonly actorName: string;
  readonly grantId: string | null;
  /** Null where the reader may follow events but not read inboxes. */
  readonly inbox: { readonly id: string; readonly address: string; readonly kind: Open<"PERSONAL" | "TEAM"> } | null;
}

/** Which events, of those that the reader may see. Parts that are left out say nothing. */
export interface InboxEventFilter {
  readonly inboxId?: string;
  readonly sharedInboxId?: string;
  readonly kind?: "PERSONAL" | "TEAM";
  readonly types?: readonly InboxEventType[];
}

export interface EventVariables {
  readonly after: string;
  readonly filter: InboxEventFilter | null;
}

/** A subscription to `inboxEvents` with variables `$after` and `$filter`, that selects at least `id` and `cursor`. */
export type EventDocument<Event extends Placed> = TypedDocumentNode<{ inboxEvents: Event | null }, EventVariables>;

/** The events with all that the log itself holds of them. */
export const inboxEventsDocument: EventDocument<InboxEvent> = parse(`
  subscription FollowInboxEvents($after: Cursor, $filter: InboxEventFilter) {
    inboxEvents(after: $after, filter: $filter) {
      id cursor type at inboxId inboxVersion fromState toState reason providerCode fromProvider toProvider
      actorKind actorName grantId
      inbox { id address kind }
    }
  }
`);

/** The log's newest position. */
export const logHeadDocument: TypedDocumentNode<{ logHead: string | null }, Record<string, never>> = parse("query LogHead { logHead }");
