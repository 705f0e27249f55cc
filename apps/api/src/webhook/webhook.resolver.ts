import type { DeliveryState, InboxEventType as EventType, WebhookSigning } from "@relink/domain";
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.ts";
import { InboxEventTypeEnum } from "../events/lifecycle-enums.type.ts";
import { idempotencyKeyText } from "../inbox/inbox.input.ts";
import { callerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { valueOf } from "../platform/outcome.ts";
import { UrlScalar } from "../platform/scalars.ts";
import { DeliveryStateEnum, WebhookDeliveryConnectionType } from "./delivery.type.ts";
import {
  createEndpoint,
  deleteEndpoint,
  listEndpoints,
  rotateSecret,
  updateEndpoint,
  type CreatedEndpoint,
  type EndpointNeeds,
} from "./manage-endpoints.ts";
import { readDeliveries, type ReadDeliveriesNeeds } from "./read-deliveries.ts";
import {
  orderedText,
  presentEndpoint,
  typesText,
  UpdateWebhookEndpointInput,
  WebhookEndpointCreatedType,
  WebhookEndpointType,
  WebhookSigningEnum,
} from "./webhook.type.ts";

export type WebhookResolverNeeds = EndpointNeeds & ReadDeliveriesNeeds;

const endpointText = "The endpoint.";

@Resolver(() => WebhookEndpointType)
export class WebhookResolver {
  private readonly needs: WebhookResolverNeeds;

  constructor(needs: WebhookResolverNeeds) {
    this.needs = needs;
  }

  @Query(() => [WebhookEndpointType], {
    nullable: true,
    description: "Where the workspace's events are sent, newest first; for super admins and keys with webhooks:write. 20 at most.",
  })
  async webhookEndpoints(@Ctx() context: Context): Promise<readonly WebhookEndpointType[]> {
    return valueOf(await listEndpoints(this.needs, callerOf(context))).map(presentEndpoint);
  }

  @Mutation(() => WebhookEndpointCreatedType, {
    nullable: true,
    description: "Sends events from now on to this address. The secret is shown this once.",
  })
  async createWebhookEndpoint(
    @Ctx() context: Context,
    @Arg("url", () => UrlScalar, { description: "An https address at port 443, without user and password." }) url: string,
    @Arg("types", () => [InboxEventTypeEnum], { nullable: true, description: typesText }) types?: EventType[] | null,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) key?: string | null,
    @Arg("signing", () => WebhookSigningEnum, { nullable: true, description: "How webhooks are signed; default SYMMETRIC." })
    signing?: WebhookSigning | null,
    @Arg("ordered", () => Boolean, { nullable: true, description: orderedText }) ordered?: boolean | null,
  ): Promise<WebhookEndpointCreatedType> {
    const wanted = { url, types: types ?? null, signing: signing ?? "SYMMETRIC", ordered: ordered ?? true };
    return presentCreated(valueOf(await createEndpoint(this.needs, callerOf(context), wanted, key ?? null)));
  }

  @Mutation(() => WebhookEndpointType, { nullable: true, description: "Changes an endpoint, disables it, or enables it again." })
  async updateWebhookEndpoint(
    @Ctx() context: Context,
    @Arg("input", () => UpdateWebhookEndpointInput, { description: "Which one, and what changes." }) input: UpdateWebhookEndpointInput,
  ): Promise<WebhookEndpointType> {
    const { url, types, enabled, ordered } = input;
    const changes = {
      ...(url ? { url } : {}),
      ...(types === undefined ? {} : { types }),
      ...(typeof enabled === "boolean" ? { enabled } : {}),
      ...(typeof ordered === "boolean" ? { ordered } : {}),
    };
    return presentEndpoint(valueOf(await updateEndpoint(this.needs, callerOf(context), parseGlobalId("endpoint", input.id), changes)));
  }

  @Mutation(() => WebhookEndpointCreatedType, { nullable: true, description: "Makes a new secret. The old one signs beside it for 24 h." })
  async rotateWebhookSecret(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: endpointText }) id: string,
  ): Promise<WebhookEndpointCreatedType> {
    return presentCreated(valueOf(await rotateSecret(this.needs, callerOf(context), parseGlobalId("endpoint", id))));
  }

  @Mutation(() => ID, { nullable: true, description: "Ends an endpoint at once, with its secrets and its deliveries." })
  async deleteWebhookEndpoint(@Ctx() context: Context, @Arg("id", () => ID, { description: endpointText }) id: string): Promise<string> {
    valueOf(await deleteEndpoint(this.needs, callerOf(context), parseGlobalId("endpoint", id)));
    return id;
  }

  @FieldResolver(() => WebhookDeliveryConnectionType, { description: "What was sent to it, and what came back; of the last 30 days." })
  async deliveries(
    @Root() { stored }: WebhookEndpointType,
    @Arg("first", () => Int, { nullable: true, description: "How many: 1 to 200, by default 50." }) first?: number | null,
    @Arg("after", () => String, { nullable: true, description: "Go on after this cursor." }) after?: string | null,
    @Arg("state", () => DeliveryStateEnum, { nullable: true, description: "Only those in this state." }) state?: DeliveryState | null,
  ): Promise<WebhookDeliveryConnectionType> {
    return readDeliveries(this.needs, stored, { first: first ?? null, after: after ?? null, state: state ?? null });
  }
}

function presentCreated({ endpoint, secret }: CreatedEndpoint): WebhookEndpointCreatedType {
  return { endpoint: presentEndpoint(endpoint), secret };
}
