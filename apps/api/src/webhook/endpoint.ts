import type { DeliveryState, EndpointEnd, InboxEventType, WebhookFailure, WebhookSigning } from "@relink/domain";

/** Where a workspace's events go. Ids are UUIDs. */
export interface StoredEndpoint {
  readonly workspaceId: string;
  readonly uuid: string;
  readonly url: string;
  /** Null: all, also those that come to be later. */
  readonly types: readonly InboxEventType[] | null;
  /** Of one inbox, a later event waits for the earlier one's end. */
  readonly ordered: boolean;
  readonly signing: WebhookSigning;
  readonly publicKey: string | null;
  readonly disabledBecause: EndpointEnd | null;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
  /** The first failure after the last success. */
  readonly failingSince: Date | null;
  /** Until then the secret before this one signs, too. */
  readonly oldSignsUntil: Date | null;
}

/** One event (or a test) on its way to one endpoint. */
export interface StoredDelivery {
  readonly workspaceId: string;
  readonly uuid: string;
  readonly endpointId: string;
  /** Null on a test, as are the two after it. */
  readonly eventId: string | null;
  readonly eventNumber: number | null;
  readonly type: InboxEventType | null;
  readonly body: string;
  readonly createdAt: Date;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly dueAt: Date | null;
  readonly lastAttemptAt: Date | null;
  readonly lastStatus: number | null;
  readonly lastFailure: WebhookFailure | null;
  readonly lastResponse: string | null;
}

export const mostEndpoints = 20;
/** So many events are redelivered by one request at most. */
export const mostRedelivered = 5_000;
