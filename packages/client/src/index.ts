export type { RelinkClientOptions } from "./access.ts";
export type { BackOff } from "./back-off.ts";
export type { Execute } from "./execute.ts";
export type { FollowOptions } from "./follow-events.ts";
export type {
  ConnectionState,
  EventDocument,
  EventVariables,
  InboxEvent,
  InboxEventFilter,
  InboxEventType,
  Placed,
} from "./inbox-event.ts";
export { createRelinkClient, type RelinkClient } from "./relink-client.ts";
export { type ErrorExtensions, RelinkError, type ResponseError } from "./relink-error.ts";
