import type { ApiWorld } from "./api-world.ts";
import type { KeyClient } from "./api-client.ts";
import { type LogInbox, teamInbox, until } from "./log-world.ts";

export const endpointFields = `id url types allTypes ordered signing publicKey enabled disabledReason disabledBecause failingSince oldSecretSignsUntil`;
export const deliveryFields = `id endpointId webhookId type state attempts lastStatus lastError failure lastResponse nextAttemptAt lastAttemptAt createdAt
  request { headers { name value } body } event { id type inboxId }`;

export interface Endpoint {
  readonly id: string;
  readonly enabled: boolean;
  readonly publicKey: string | null;
  readonly disabledBecause: string | null;
  readonly failingSince: string | null;
}

export interface Delivery {
  readonly id: string;
  readonly webhookId: string;
  readonly state: string;
  readonly attempts: number;
  readonly failure: string | null;
  readonly lastError: string | null;
  readonly lastStatus: number | null;
  readonly lastResponse: string | null;
  readonly nextAttemptAt: string | null;
  readonly type: string | null;
  readonly event: { readonly id: string; readonly type: string } | null;
  readonly request: { readonly headers: readonly { readonly name: string; readonly value: string }[]; readonly body: string };
}

export interface Created {
  readonly endpoint: Endpoint;
  readonly secret: string;
}

export async function createEndpoint(client: KeyClient, url: string, more: Readonly<Record<string, unknown>> = {}): Promise<Created> {
  const query = `mutation ($url: URL!, $types: [InboxEventType!], $idempotencyKey: String, $signing: WebhookSigning, $ordered: Boolean) {
    done: createWebhookEndpoint(url: $url, types: $types, idempotencyKey: $idempotencyKey, signing: $signing, ordered: $ordered) { secret endpoint { ${endpointFields} } } }`;
  return (await client.get<{ done: Created }>(query, { url, ...more })).done;
}

export async function updateEndpoint(client: KeyClient, input: Readonly<Record<string, unknown>>): Promise<Endpoint> {
  const query = `mutation ($input: UpdateWebhookEndpointInput!) { done: updateWebhookEndpoint(input: $input) { ${endpointFields} } }`;
  return (await client.get<{ done: Endpoint }>(query, { input })).done;
}

export async function getEndpoint(client: KeyClient, id: string): Promise<Endpoint> {
  return (
    await client.get<{ node: Endpoint }>(`query ($id: ID!) { node(id: $id) { ... on WebhookEndpoint { ${endpointFields} } } }`, { id })
  ).node;
}

export async function deliveriesOf(client: KeyClient, id: string, state: string | null = null): Promise<readonly Delivery[]> {
  const query = `query ($id: ID!, $state: DeliveryState) { node(id: $id) { ... on WebhookEndpoint { deliveries(first: 200, state: $state) { nodes { ${deliveryFields} } } } } }`;
  return (await client.get<{ node: { deliveries: { nodes: readonly Delivery[] } } }>(query, { id, state })).node.deliveries.nodes;
}

export async function untilDeliveries(
  client: KeyClient,
  id: string,
  holds: (deliveries: readonly Delivery[]) => boolean,
  what: string,
): Promise<readonly Delivery[]> {
  let seen: readonly Delivery[] = [];
  await until(
    async () => {
      seen = await deliveriesOf(client, id);
      return holds(seen);
    },
    what,
    60_000,
  );
  return seen;
}

/** Inboxes as rows, so that a webhook can say how they stand; nothing is connected. */
export async function makeInboxes(
  world: ApiWorld,
  workspaceId: string,
  count: number,
  domain = "moved.test",
): Promise<readonly LogInbox[]> {
  const inboxes = Array.from({ length: count }, () => teamInbox());
  await world.database.query(
    `insert into inbox (workspace_id, id, kind, shared_inbox_id, address, address_key, provider, state, state_changed_at, reason, disconnected_at, grant_id, version, created_at)
       select $1, i.id, 'TEAM', i.shared, i.n || '@' || $4, i.n || '-' || i.id || '@' || $4, 'GOOGLE', 'DISCONNECTED', now(), 'ACCESS_REVOKED', now(), i.id, 2, now()
       from unnest($2::uuid[], $3::uuid[]) with ordinality as i(id, shared, n)`,
    [workspaceId, inboxes.map(({ id }) => id), inboxes.map(({ sharedInboxId }) => sharedInboxId), domain],
  );
  return inboxes;
}
