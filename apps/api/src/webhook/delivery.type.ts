import { explainWebhookFailure, type DeliveryState, type InboxEventType as EventType, type WebhookFailure } from "@relink/domain";
import { Field, ID, Int, ObjectType } from "type-graphql";
import type { InboxEventType } from "../events/inbox-event.type.ts";
import { InboxEventTypeEnum } from "../events/lifecycle-enums.type.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { toGlobalId } from "../platform/global-id.ts";
import { NodeType } from "../platform/node.type.ts";
import { PageInfoType } from "../platform/page-info.type.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import type { StoredDelivery } from "./endpoint.ts";
import { toWebhookId, userAgent } from "./webhook-message.ts";

export const DeliveryStateEnum = createEnumType<DeliveryState>("DeliveryState", "How far a webhook's delivery is.", {
  PENDING: "Not yet tried: it is next, or waits for an earlier one of its inbox.",
  DELIVERED: "The endpoint answered 2xx.",
  RETRYING: "It failed, and is tried again.",
  FAILED: "It failed for good: after ten tries in some 75 hours, or since its endpoint was disabled.",
});

export const WebhookFailureEnum = createEnumType<WebhookFailure>("WebhookFailure", "How a delivery failed.", {
  UNREACHABLE: "No connection: its address is not there, not public, or its certificate not valid. Which of these is not told.",
  TIMED_OUT: "No answer within 20 s.",
  REDIRECTED: "The answer was a redirect, which is not followed.",
  REFUSED: "The answer was another one than 2xx.",
  BUSY: "The answer was 429, 502, 503 or 504.",
  GONE: "The answer was 410: the endpoint was disabled.",
  ENDPOINT_DISABLED: "The endpoint was disabled before it arrived.",
});

@ObjectType("WebhookHeader", { description: "One header of a request.", simpleResolvers: true })
export class WebhookHeaderType {
  @Field(() => String, { description: "Its name, in lower case." })
  readonly name!: string;

  @Field(() => String, { description: "Its value." })
  readonly value!: string;
}

@ObjectType("WebhookRequest", { description: "What is sent, without the signature.", simpleResolvers: true })
export class WebhookRequestType {
  @Field(() => [WebhookHeaderType], {
    description: "The headers; webhook-timestamp is that of the last try, and missing before the first.",
  })
  readonly headers!: readonly WebhookHeaderType[];

  @Field(() => String, { description: "The body, JSON, the same at each try." })
  readonly body!: string;
}

@ObjectType("WebhookDelivery", {
  implements: NodeType,
  description: "One event, or a test, on its way to one endpoint.",
  simpleResolvers: true,
})
export class WebhookDeliveryType extends NodeType {
  readonly __typename = "WebhookDelivery";

  @Field(() => ID, { description: "The delivery's id." })
  override readonly id!: string;

  @Field(() => ID, { description: "The endpoint that it goes to." })
  readonly endpointId!: string;

  @Field(() => String, { description: "Its webhook-id: the receiver's idempotency key, the same at each try." })
  readonly webhookId!: string;

  @Field(() => InboxEventTypeEnum, { nullable: true, description: "The event's type; null on a test." })
  readonly type!: EventType | null;

  @Field(() => DeliveryStateEnum, { description: "How far it is." })
  readonly state!: DeliveryState;

  @Field(() => Int, { description: "How often it was tried, since it was last redelivered." })
  readonly attempts!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was last tried." })
  readonly lastAttemptAt!: Date | null;

  @Field(() => Int, { nullable: true, description: "The HTTP status of the last answer; null where none came." })
  readonly lastStatus!: number | null;

  @Field(() => WebhookFailureEnum, { nullable: true, description: "How the last try failed; null where it did not." })
  readonly failure!: WebhookFailure | null;

  @Field(() => String, { nullable: true, description: "The same in a sentence." })
  readonly lastError!: string | null;

  @Field(() => String, { nullable: true, description: "First 2 KiB of the last answer." })
  readonly lastResponse!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it is tried next; null while it waits for an earlier one, and once it has ended.",
  })
  readonly nextAttemptAt!: Date | null;

  @Field(() => WebhookRequestType, { description: "What is sent." })
  readonly request!: WebhookRequestType;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  readonly createdAt!: Date;

  /** Not in the schema; read for all of a page at once. */
  readonly loadEvent!: () => Promise<InboxEventType | null>;
}

@ObjectType("WebhookDeliveryEdge", { description: "One delivery in a list.", simpleResolvers: true })
export class WebhookDeliveryEdgeType {
  @Field(() => String, { description: "Its cursor." })
  readonly cursor!: string;

  @Field(() => WebhookDeliveryType, { description: "The delivery." })
  readonly node!: WebhookDeliveryType;
}

@ObjectType("WebhookDeliveryConnection", { description: "Newest first.", simpleResolvers: true })
export class WebhookDeliveryConnectionType {
  @Field(() => [WebhookDeliveryEdgeType], { description: "The deliveries with their cursors." })
  readonly edges!: readonly WebhookDeliveryEdgeType[];

  @Field(() => [WebhookDeliveryType], { description: "The deliveries." })
  readonly nodes!: readonly WebhookDeliveryType[];

  @Field(() => PageInfoType, { description: "Where the page stands." })
  readonly pageInfo!: PageInfoType;
}

function toRequest(stored: StoredDelivery): WebhookRequestType {
  const timestamp = stored.lastAttemptAt && {
    name: "webhook-timestamp",
    value: String(Math.floor(stored.lastAttemptAt.getTime() / 1_000)),
  };
  const headers = [
    { name: "content-type", value: "application/json" },
    { name: "user-agent", value: userAgent },
    { name: "webhook-id", value: toWebhookId(stored) },
    ...(timestamp ? [timestamp] : []),
  ];
  return { headers, body: stored.body };
}

export function presentDelivery(stored: StoredDelivery, loadEvent: WebhookDeliveryType["loadEvent"]): WebhookDeliveryType {
  const { uuid, endpointId, type, state, attempts, dueAt, lastAttemptAt, lastStatus, lastFailure, lastResponse, createdAt } = stored;
  return {
    __typename: "WebhookDelivery",
    id: toGlobalId("delivery", uuid),
    endpointId: toGlobalId("endpoint", endpointId),
    webhookId: toWebhookId(stored),
    type,
    state,
    attempts,
    lastAttemptAt,
    lastStatus,
    failure: lastFailure,
    lastError: lastFailure && explainWebhookFailure(lastFailure, lastStatus),
    lastResponse,
    nextAttemptAt: dueAt,
    request: toRequest(stored),
    createdAt,
    loadEvent,
  };
}
