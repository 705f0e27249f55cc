export type { RelinkClientOptions } from "./access.ts";
export type { BackOff } from "./back-off.ts";
export type { Execute, ExecuteOptions } from "./execute.ts";
export type { FollowOptions } from "./follow-events.ts";
export {
  type ActorKind,
  type ApiKeyFieldsFragment as ApiKey,
  ApiKeysDocument,
  CheckInboxNowDocument,
  type ConnectionState,
  CreateApiKeyDocument,
  CreateReconnectLinkDocument,
  DeleteChannelDocument,
  type DisconnectReason,
  HealthDocument,
  type InboxAction,
  InboxDocument,
  InboxesDocument,
  type InboxCommandInput,
  InboxEventPageDocument,
  InboxEventsDocument,
  type InboxEventFilter,
  type InboxEventType,
  type InboxFieldsFragment as Inbox,
  type InboxFilter,
  type IssueInboxCredentialsMutation,
  IssueInboxCredentialsDocument,
  LogHeadDocument,
  type Provider,
  type ProviderAccess,
  type RemoveInboxInput,
  RemovalImpactDocument,
  RemoveInboxDocument,
  ReportInboxFailureDocument,
  RevokeApiKeyDocument,
  TurnOffInboxDocument,
  TurnOnInboxDocument,
  CreateWebhookEndpointDocument,
  DeleteWebhookEndpointDocument,
  RedeliverWebhookDocument,
  RedeliverWebhooksDocument,
  RotateWebhookSecretDocument,
  SendTestWebhookDocument,
  UpdateWebhookEndpointDocument,
  WebhookDeliveriesDocument,
  WebhookEndpointsDocument,
  WithdrawReconnectLinkDocument,
} from "./gql/operations.ts";
export type { EventDocument, InboxEvent, Placed } from "./inbox-event.ts";
export type { ReadInboxes, ReadInboxesOptions } from "./read-inboxes.ts";
export { createRelinkClient, type RelinkClient } from "./relink-client.ts";
export { CursorExpiredError, type ErrorExtensions, RelinkError, type ResponseError } from "./relink-error.ts";
