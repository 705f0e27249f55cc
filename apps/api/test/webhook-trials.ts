import type { MemberClient } from "./api-client.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** `first`: may be asked now. `other`: what the same key may not be used for. */
export interface Ready {
  readonly first: Fields;
  readonly other: Fields;
}

/** How an idempotency key is tried with one mutation. */
export interface Trial {
  /** What of the answer must be the same again; empty where it is one value. */
  readonly answer: string;
  prepare(member: MemberClient): Promise<Ready>;
}

const make = 'mutation { done: createWebhookEndpoint(url: "https://hooks.example.com/trials") { endpoint { id } } }';
const send = "mutation ($id: ID!) { done: sendTestWebhook(id: $id) { id } }";

async function makeEndpoint(sofia: MemberClient): Promise<string> {
  return (await sofia.get<{ done: { endpoint: { id: string } } }>(make)).done.endpoint.id;
}

async function sendTest(sofia: MemberClient, id: string): Promise<string> {
  return (await sofia.get<{ done: { id: string } }>(send, { id })).done.id;
}

/** A super admin's: nothing is sent, since no worker runs. */
export const webhookTrials: Readonly<Record<string, Trial>> = {
  createWebhookEndpoint: {
    answer: "endpoint { id }",
    prepare: async () => ({ first: { url: "https://hooks.example.com/one" }, other: { url: "https://hooks.example.com/other" } }),
  },
  redeliverWebhook: {
    answer: "id",
    async prepare(sofia) {
      const endpoint = await makeEndpoint(sofia);
      return { first: { deliveryId: await sendTest(sofia, endpoint) }, other: { deliveryId: await sendTest(sofia, endpoint) } };
    },
  },
  redeliverWebhooks: {
    answer: "",
    async prepare(sofia) {
      const first = { endpointId: await makeEndpoint(sofia), from: "2026-01-01T00:00:00.000Z", to: "2026-01-02T00:00:00.000Z" };
      return { first, other: { ...first, to: "2026-01-03T00:00:00.000Z" } };
    },
  },
};
