import { createHash } from "node:crypto";
import { mayManageWebhooks } from "@relink/domain";
import type { StoredEvent } from "../events/stored-event.ts";
import { once, toKeyRow, type Command } from "../inbox/idempotency.ts";
import type { Caller } from "../people/caller.ts";
import type { Cursors } from "../platform/cursor.ts";
import { newId } from "../platform/new-id.ts";
import { done, refused, type Outcome } from "../platform/outcome.ts";
import type { DeliveryStore, MissedEvent, Redelivery } from "./delivery.store.ts";
import { mostRedelivered, type StoredDelivery, type StoredEndpoint } from "./endpoint.ts";
import { noEndpoint, webhooksForbidden, type EndpointNeeds } from "./manage-endpoints.ts";
import { toEventMessages, toTestMessage } from "./webhook-message.ts";
import { readEventsWithin, readMessageInboxes } from "./webhook-relay.store.ts";

export interface RedeliverNeeds extends EndpointNeeds {
  readonly deliveries: DeliveryStore;
  readonly cursors: Cursors;
  /** There is something to deliver. */
  readonly nudge: () => void;
}

export interface WantedRange {
  readonly endpointId: string | null;
  /** By when the events happened. */
  readonly from: Date;
  readonly to: Date;
  readonly undeliveredOnly: boolean;
}

const disabled = refused("BAD_USER_INPUT", "This endpoint is disabled: enable it first.", { field: "id" });
const noDelivery = refused("NOT_FOUND", "There is no such delivery in this workspace; they are kept for 30 days.");
const keyTaken = refused("CONFLICT", "A request with this idempotency key is still running. Repeat it in a moment.");

async function getEndpoint(needs: RedeliverNeeds, caller: Caller, id: string | null): Promise<Outcome<StoredEndpoint>> {
  if (!mayManageWebhooks(caller.asker)) return webhooksForbidden;
  const found = id === null ? null : await needs.endpoints.find(caller.workspaceId, id);
  if (!found) return noEndpoint;
  return found.disabledBecause === null ? done(found) : disabled;
}

function announce({ bus, nudge }: RedeliverNeeds, workspaceId: string, id: string | null): void {
  bus.changed({ workspaceId, topic: "DELIVERY", id });
  nudge();
}

/** Sends something that says of itself that it is a test. */
export async function sendTest(needs: RedeliverNeeds, caller: Caller, endpointId: string | null): Promise<Outcome<StoredDelivery>> {
  const found = await getEndpoint(needs, caller, endpointId);
  if (!found.ok) return found;
  const [id, at] = [newId(), needs.clock.now()];
  const body = toTestMessage(found.value.uuid, at);
  if (!(await needs.deliveries.addTest(caller, { id, endpointId: found.value.uuid, body, at }))) return disabled;
  announce(needs, caller.workspaceId, id);
  return findDelivery(needs, caller, id);
}

export async function findDelivery({ deliveries }: RedeliverNeeds, caller: Caller, id: string | null): Promise<Outcome<StoredDelivery>> {
  if (!mayManageWebhooks(caller.asker)) return webhooksForbidden;
  const found = id === null ? null : await deliveries.find(caller.workspaceId, id);
  return found ? done(found) : noDelivery;
}

/** Sends one once more, under the same webhook-id: whoever has it already knows it again. */
export async function redeliver(
  needs: RedeliverNeeds,
  caller: Caller,
  id: string | null,
  idempotencyKey: string | null,
): Promise<Outcome<StoredDelivery>> {
  const found = await findDelivery(needs, caller, id);
  if (!found.ok) return found;
  const { uuid, endpointId } = found.value;
  const command: Command = { mutation: "redeliverWebhook", idempotencyKey, input: { id: uuid } };
  const show = () => findDelivery(needs, caller, uuid);
  return once(needs, caller, command, show, async () => {
    const endpoint = await getEndpoint(needs, caller, endpointId);
    if (!endpoint.ok) return endpoint;
    const wanted = { endpointId, undeliveredOnly: false, deliveries: [uuid], missed: [], action: "redeliverWebhook" } as const;
    const count = await storeRedelivery(needs, caller, wanted, command);
    if (!count.ok) return count;
    announce(needs, caller.workspaceId, uuid);
    return show();
  });
}

async function storeRedelivery(
  needs: RedeliverNeeds,
  caller: Caller,
  wanted: Omit<Redelivery, "at">,
  command: Command,
): Promise<Outcome<number>> {
  const moment = needs.clock.moment();
  // The statement that counts puts the count in.
  const result = { count: null };
  const count = await needs.deliveries.redeliver(caller, { ...wanted, at: moment.now }, toKeyRow(caller, command, result, moment));
  if (count === "KEY_TAKEN") return keyTaken;
  return count === null ? disabled : done(count);
}

/** As the database makes it: one event and endpoint are always the same delivery. */
function deliveryIdOf(endpointId: string, eventId: string): string {
  const hex = createHash("md5").update(`${endpointId}${eventId}`).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function toMissed(needs: RedeliverNeeds, workspaceId: string, events: readonly StoredEvent[]): Promise<readonly MissedEvent[]> {
  const inboxes = await readMessageInboxes(needs.database, workspaceId, events);
  return toEventMessages(workspaceId, events, inboxes, needs.cursors);
}

/** Sends what happened within a time: what failed, what was missed while the endpoint was disabled, and where wanted what has arrived. */
export async function redeliverRange(
  needs: RedeliverNeeds,
  caller: Caller,
  wanted: WantedRange,
  idempotencyKey: string | null,
): Promise<Outcome<number>> {
  const found = await getEndpoint(needs, caller, wanted.endpointId);
  if (!found.ok) return found;
  const { uuid: endpointId, types } = found.value;
  const { from, to, undeliveredOnly } = wanted;
  if (from.getTime() > to.getTime()) return refused("BAD_USER_INPUT", "from must not be after to.", { field: "from" });
  const input = { endpointId, from: from.toISOString(), to: to.toISOString(), undeliveredOnly };
  const command: Command = { mutation: "redeliverWebhooks", idempotencyKey, input };
  return once(
    needs,
    caller,
    command,
    async ({ count }) => done(Number(count)),
    async () => {
      const { workspaceId } = caller;
      const events = await readEventsWithin(needs.database, workspaceId, { from, to, types, limit: mostRedelivered + 1 });
      if (events.length > mostRedelivered)
        return refused("BAD_USER_INPUT", `More than ${mostRedelivered} events are within this time: choose a shorter one.`, {
          field: "to",
        });
      const deliveries = events.map((event) => deliveryIdOf(endpointId, event.id));
      const missed = await toMissed(needs, workspaceId, events);
      const again = { endpointId, undeliveredOnly, deliveries, missed, action: "redeliverWebhooks" } as const;
      const count = await storeRedelivery(needs, caller, again, command);
      if (count.ok) announce(needs, workspaceId, null);
      return count;
    },
  );
}
