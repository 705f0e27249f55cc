import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Resolver, Root } from "type-graphql";
import type { Context } from "../context.ts";
import { InboxEventType } from "../events/inbox-event.type.ts";
import { idempotencyKeyText } from "../inbox/inbox.input.ts";
import { callerOf } from "../people/viewer-of.ts";
import { parseGlobalId } from "../platform/global-id.ts";
import { valueOf } from "../platform/outcome.ts";
import { DateTimeScalar } from "../platform/scalars.ts";
import { WebhookDeliveryType } from "./delivery.type.ts";
import type { StoredDelivery } from "./endpoint.ts";
import { presentDeliveries } from "./read-deliveries.ts";
import { redeliver, redeliverRange, sendTest, type RedeliverNeeds } from "./redeliver.ts";

@Resolver(() => WebhookDeliveryType)
export class DeliveryResolver {
  private readonly needs: RedeliverNeeds;

  constructor(needs: RedeliverNeeds) {
    this.needs = needs;
  }

  @Mutation(() => WebhookDeliveryType, { nullable: true, description: "Sends a webhook of the type webhook.test: nothing has happened." })
  async sendTestWebhook(
    @Ctx() context: Context,
    @Arg("id", () => ID, { description: "The endpoint." }) id: string,
  ): Promise<WebhookDeliveryType> {
    return this.present(valueOf(await sendTest(this.needs, callerOf(context), parseGlobalId("endpoint", id))));
  }

  @Mutation(() => WebhookDeliveryType, {
    nullable: true,
    description: "Sends one once more, under the same webhook-id; its tries count anew.",
  })
  async redeliverWebhook(
    @Ctx() context: Context,
    @Arg("deliveryId", () => ID, { description: "The delivery." }) deliveryId: string,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) key?: string | null,
  ): Promise<WebhookDeliveryType> {
    return this.present(valueOf(await redeliver(this.needs, callerOf(context), parseGlobalId("delivery", deliveryId), key ?? null)));
  }

  @Mutation(() => Int, {
    nullable: true,
    description:
      "Sends the events of a time to an endpoint: those that failed, and those that happened while it was disabled. Answers how many; more than 5,000 events are refused with BAD_USER_INPUT.",
  })
  async redeliverWebhooks(
    @Ctx() context: Context,
    @Arg("endpointId", () => ID, { description: "The endpoint." }) endpointId: string,
    @Arg("from", () => DateTimeScalar, { description: "When the first of them happened." }) from: Date,
    @Arg("to", () => DateTimeScalar, { description: "When the last of them happened." }) to: Date,
    @Arg("undeliveredOnly", () => Boolean, { nullable: true, description: "False: also what has arrived; default true." })
    undeliveredOnly?: boolean | null,
    @Arg("idempotencyKey", () => String, { nullable: true, description: idempotencyKeyText }) key?: string | null,
  ): Promise<number> {
    const range = { endpointId: parseGlobalId("endpoint", endpointId), from, to, undeliveredOnly: undeliveredOnly ?? true };
    return valueOf(await redeliverRange(this.needs, callerOf(context), range, key ?? null));
  }

  @FieldResolver(() => InboxEventType, { nullable: true, description: "The event; null on a test, and once the log no longer holds it." })
  event(@Root() delivery: WebhookDeliveryType): Promise<InboxEventType | null> {
    return delivery.loadEvent();
  }

  private present(stored: StoredDelivery): WebhookDeliveryType {
    const [shown] = presentDeliveries(this.needs, stored.workspaceId, [stored]);
    if (!shown) throw new Error("One delivery shows as one.");
    return shown;
  }
}
