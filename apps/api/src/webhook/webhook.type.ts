import { explainEndpointEnd, inboxEventTypes, type EndpointEnd, type InboxEventType, type WebhookSigning } from "@relink/domain";
import { Field, ID, InputType, ObjectType } from "type-graphql";
import { InboxEventTypeEnum } from "../events/lifecycle-enums.type.ts";
import { createEnumType } from "../platform/enum-type.ts";
import { toGlobalId } from "../platform/global-id.ts";
import { NodeType } from "../platform/node.type.ts";
import { DateTimeScalar, UrlScalar } from "../platform/scalars.ts";
import type { StoredEndpoint } from "./endpoint.ts";

export const WebhookSigningEnum = createEnumType<WebhookSigning>(
  "WebhookSigning",
  "How webhooks prove that they come from here (Standard Webhooks).",
  {
    SYMMETRIC: "HMAC-SHA256 with a shared secret, whsec_…; signatures begin with v1.",
    ED25519: "Ed25519: we keep the private key, you verify with the public one, whpk_…; signatures begin with v1a.",
  },
);

export const EndpointEndEnum = createEnumType<EndpointEnd>("WebhookEndpointEnd", "Why an endpoint is disabled.", {
  GONE: "It answered 410.",
  FAILING: "Nothing arrived there for 5 days.",
  PERSON: "A person or an API key disabled it.",
});

export const typesText = "Which events; all where it is left out or null, also types that come to be later.";
export const orderedText =
  "Whether of one inbox a later event waits until the earlier one has arrived or failed for good; default true. Events of different inboxes never wait for each other.";

@ObjectType("WebhookEndpoint", {
  implements: NodeType,
  description:
    "Where events are sent. The body of a webhook is {type: 'inbox.disconnected', timestamp, data}: data is the event as in InboxEvent with its inbox's id, kind, address, provider, state, version, providerAccess, and the workspace's dense event number.",
  simpleResolvers: true,
})
export class WebhookEndpointType extends NodeType {
  readonly __typename = "WebhookEndpoint";

  @Field(() => ID, { description: "The endpoint's id." })
  override readonly id!: string;

  @Field(() => UrlScalar, { description: "Where it is: an https address." })
  readonly url!: string;

  @Field(() => [InboxEventTypeEnum], { description: "Which events are sent to it." })
  readonly types!: readonly InboxEventType[];

  @Field(() => Boolean, { description: "Whether it gets all events, also types that come to be later." })
  readonly allTypes!: boolean;

  @Field(() => Boolean, { description: "Whether of one inbox a later event waits until the earlier one has arrived or failed for good." })
  readonly ordered!: boolean;

  @Field(() => WebhookSigningEnum, { description: "How its webhooks are signed." })
  readonly signing!: WebhookSigning;

  @Field(() => String, { nullable: true, description: "With ED25519: what verifies its webhooks, as whpk_ and base64." })
  readonly publicKey!: string | null;

  @Field(() => Boolean, { description: "Whether anything is sent to it." })
  readonly enabled!: boolean;

  @Field(() => String, { nullable: true, description: "Why it is disabled, in a sentence; null while it is enabled." })
  readonly disabledReason!: string | null;

  @Field(() => EndpointEndEnum, { nullable: true, description: "The same as a code." })
  readonly disabledBecause!: EndpointEnd | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Since when it is disabled." })
  readonly disabledAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "The first failure after the last success; after 5 days it is disabled." })
  readonly failingSince!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "After a rotation: until then the secret before this one signs, too." })
  readonly oldSecretSignsUntil!: Date | null;

  @Field(() => DateTimeScalar, { description: "When it was made." })
  readonly createdAt!: Date;

  /** Not in the schema. */
  readonly stored!: StoredEndpoint;
}

@ObjectType("WebhookEndpointCreated", { description: "The secret is shown this once.", simpleResolvers: true })
export class WebhookEndpointCreatedType {
  @Field(() => WebhookEndpointType, { description: "The endpoint." })
  readonly endpoint!: WebhookEndpointType;

  @Field(() => String, {
    description:
      "What verifies its webhooks. SYMMETRIC: the shared secret, whsec_…, which can't be shown again: empty where a creation is repeated under its idempotency key. ED25519: the public key, whpk_…; the private one never leaves.",
  })
  readonly secret!: string;
}

@InputType("UpdateWebhookEndpointInput", { description: "What changes of an endpoint." })
export class UpdateWebhookEndpointInput {
  @Field(() => ID, { description: "The endpoint." })
  readonly id!: string;

  @Field(() => UrlScalar, { nullable: true, description: "Left out: unchanged." })
  readonly url?: string | null;

  @Field(() => [InboxEventTypeEnum], { nullable: true, description: "Left out: unchanged. Null: all." })
  readonly types?: InboxEventType[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "False: nothing more is sent, and what was on its way has failed. True: events from now on are sent; redeliverWebhooks sends what was missed. Left out: unchanged.",
  })
  readonly enabled?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether of one inbox a later event waits for the earlier one's end. Left out: unchanged.",
  })
  readonly ordered?: boolean | null;
}

export function presentEndpoint(stored: StoredEndpoint): WebhookEndpointType {
  const { uuid, url, types, ordered, signing, publicKey, disabledBecause, disabledAt, failingSince, oldSignsUntil, createdAt } = stored;
  return {
    __typename: "WebhookEndpoint",
    id: toGlobalId("endpoint", uuid),
    url,
    types: types ?? inboxEventTypes,
    allTypes: types === null,
    ordered,
    signing,
    publicKey,
    enabled: disabledBecause === null,
    disabledReason: disabledBecause && explainEndpointEnd(disabledBecause),
    disabledBecause,
    disabledAt,
    failingSince,
    oldSecretSignsUntil: oldSignsUntil,
    createdAt,
    stored,
  };
}
