import type { MessageId } from "@lingui/core";
import type { InboxEventType } from "../gql/graphql.ts";

export type KnownType = Exclude<InboxEventType, "%future added value">;

const hints = {
  CONNECTION_STARTED: "hooks.type.CONNECTION_STARTED",
  CONNECTED: "hooks.type.CONNECTED",
  CONNECTION_ABANDONED: "hooks.type.CONNECTION_ABANDONED",
  FAILING: "hooks.type.FAILING",
  RECOVERED: "hooks.type.RECOVERED",
  DISCONNECTED: "hooks.type.DISCONNECTED",
  RECONNECTED: "hooks.type.RECONNECTED",
  TURNED_OFF: "hooks.type.TURNED_OFF",
  TURNED_ON: "hooks.type.TURNED_ON",
  REMOVED: "hooks.type.REMOVED",
  PROVIDER_ACCESS_REVOKING: "hooks.type.PROVIDER_ACCESS_REVOKING",
  PROVIDER_ACCESS_REVOKED: "hooks.type.PROVIDER_ACCESS_REVOKED",
  PROVIDER_ACCESS_AWAITING_PERSON: "hooks.type.PROVIDER_ACCESS_AWAITING_PERSON",
  PROVIDER_ACCESS_ATTESTED: "hooks.type.PROVIDER_ACCESS_ATTESTED",
  PROVIDER_ACCESS_STILL_USED: "hooks.type.PROVIDER_ACCESS_STILL_USED",
  CREDENTIALS_DESTROYED: "hooks.type.CREDENTIALS_DESTROYED",
} as const satisfies Record<KnownType, MessageId>;

/** Every type that this page knows, in the order of an inbox's life, with what it tells. */
export const eventTypes = Object.entries(hints).map(([type, hint]) => ({ type: type as KnownType, hint }));

/** As the webhook's body and its receiver call it; a test has none of an event's. */
export function typeName(type: InboxEventType | null): string {
  return type === null ? "webhook.test" : `inbox.${type.toLowerCase()}`;
}
