import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { InboxEventFieldsFragment, InboxEventsSubscriptionVariables } from "./gql/operations.ts";

/** What every event must carry, so that the stream can go on after it. */
export interface Placed {
  readonly id: string;
  /** Where it stands in the workspace's log: store it with what you did about the event, and pass it as `after` next time. */
  readonly cursor: string;
}

/** One fact of an inbox's life, with the inbox as it stands now (null where the reader may follow events but not read inboxes). */
export type InboxEvent = InboxEventFieldsFragment;

/** A subscription to `inboxEvents` with variables `$after` and `$filter`, that selects at least `id` and `cursor`. */
export type EventDocument<Event extends Placed> = TypedDocumentNode<{ inboxEvents: Event | null }, InboxEventsSubscriptionVariables>;
