import type { DeliveryState } from "@relink/domain";
import type { InboxEventType } from "../events/inbox-event.type.ts";
import { toInboxEvents } from "../events/to-inbox-event.ts";
import { apiError } from "../platform/api-error.ts";
import { parseConnectionCursor, toConnectionCursor } from "../platform/connection-cursor.ts";
import type { Cursors } from "../platform/cursor.ts";
import { toConnection, toPageSize, type Connection } from "../platform/page.ts";
import type { Queryable } from "../platform/transaction.ts";
import type { DeliveryStore } from "./delivery.store.ts";
import { presentDelivery, type WebhookDeliveryType } from "./delivery.type.ts";
import type { StoredDelivery, StoredEndpoint } from "./endpoint.ts";
import { readEventsByNumber } from "./webhook-relay.store.ts";

export interface ReadDeliveriesNeeds {
  readonly database: Queryable;
  readonly deliveries: DeliveryStore;
  readonly cursors: Cursors;
}

export interface DeliveriesArgs {
  readonly first: number | null;
  readonly after: string | null;
  readonly state: DeliveryState | null;
}

const listName = "webhook.deliveries";

function parseAfter(after: string | null): { readonly createdAt: string; readonly id: string } | null {
  if (after === null) return null;
  const [createdAt, id] = parseConnectionCursor(listName, ["timestamptz", "uuid"], after) ?? [];
  if (createdAt === undefined || id === undefined)
    throw apiError("BAD_USER_INPUT", "after is not a cursor of this list.", { field: "after" });
  return { createdAt, id };
}

/** One endpoint's, newest first. */
export async function readDeliveries(
  needs: ReadDeliveriesNeeds,
  { workspaceId, uuid }: StoredEndpoint,
  { first, after, state }: DeliveriesArgs,
): Promise<Connection<WebhookDeliveryType>> {
  const size = toPageSize(first);
  const from = parseAfter(after);
  const found = await needs.deliveries.list(workspaceId, uuid, { state, after: from, limit: size + 1 });
  const cursors = found.map((one) => toConnectionCursor(listName, [one.createdAt.toISOString(), one.uuid]));
  const nodes = presentDeliveries(needs, workspaceId, found);
  return toConnection(
    nodes.map((node, index) => ({ cursor: cursors[index] ?? "", node })),
    size,
    from !== null,
  );
}

/** Their events are read all at once, and only when one is asked for. */
export function presentDeliveries(
  { database, cursors }: Omit<ReadDeliveriesNeeds, "deliveries">,
  workspaceId: string,
  found: readonly StoredDelivery[],
): readonly WebhookDeliveryType[] {
  let loading: Promise<ReadonlyMap<number, InboxEventType>> | null = null;
  const load = async (): Promise<ReadonlyMap<number, InboxEventType>> => {
    const numbers = found.flatMap(({ eventNumber }) => (eventNumber === null ? [] : [eventNumber]));
    const events = await readEventsByNumber(database, workspaceId, numbers);
    const shown = toInboxEvents(events, cursors);
    return new Map(events.flatMap(({ number }, index) => (shown[index] ? [[number, shown[index]]] : [])));
  };
  return found.map((one) =>
    presentDelivery(one, async () => (one.eventNumber === null ? null : ((await (loading ??= load())).get(one.eventNumber) ?? null))),
  );
}
