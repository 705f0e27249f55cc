import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { until } from "./log-world.ts";
import type { Received } from "./webhook-receiver.ts";
import { createEndpoint, deliveriesOf, getEndpoint, untilDeliveries, updateEndpoint } from "./webhook-steps.ts";
import { disconnected, useWebhookWorld } from "./webhook-world.ts";

const { receiver, world, workspaceId, sofia, happen, came, newInbox } = await useWebhookWorld();

function verify(secret: string, { body, headers }: Received, more: Readonly<Record<string, string>> = {}): unknown {
  return new Webhook(secret).verify(body, { ...headers, ...more });
}

test("410 disables it at once, super admins are told, what waited can be sent again once it is enabled", async () => {
  const client = await sofia();
  const { endpoint } = await createEndpoint(client, receiver.urlOf("gone?token=of-the-receiver"));
  receiver.answer("gone?token=of-the-receiver", (response) => response.writeHead(410).end());
  const inbox = await newInbox();
  const from = new Date(Date.now() - 1_000).toISOString();
  await happen(inbox, disconnected, { type: "RECONNECTED" });
  await until(async () => !(await getEndpoint(client, endpoint.id)).enabled, "it is disabled");
  expect(await getEndpoint(client, endpoint.id)).toMatchObject({ disabledBecause: "GONE", disabledReason: expect.stringContaining("410") });
  const told = "select n.member_id, n.params from notification n where n.template = 'webhookDisabled' and n.workspace_id = $1";
  const tellings = () => world().database.query<{ member_id: string; params: { url: string } }>(told, [workspaceId()]);
  await until(async () => (await tellings()).length > 0, "it is told");
  expect(await tellings()).toEqual([{ member_id: world().ids.sofia.memberId, params: { url: receiver.urlOf("gone") } }]);
  expect((await deliveriesOf(client, endpoint.id)).map(({ state, failure }) => `${state} ${failure}`).toSorted()).toEqual([
    "FAILED ENDPOINT_DISABLED",
    "FAILED GONE",
  ]);
  await happen(inbox, { type: "FAILING" });
  const range = `mutation ($id: ID!, $from: DateTime!, $to: DateTime!, $key: String) { done: redeliverWebhooks(endpointId: $id, from: $from, to: $to, idempotencyKey: $key) }`;
  const times = { id: endpoint.id, from, to: new Date(Date.now() + 60_000).toISOString(), key: "again-1" };
  expect(await client.refused(range, times)).toMatchObject({ code: "BAD_USER_INPUT" });
  receiver.answer("gone?token=of-the-receiver", (response) => response.writeHead(200).end());
  expect(await updateEndpoint(client, { id: endpoint.id, enabled: true })).toMatchObject({ enabled: true, disabledBecause: null });
  expect(await client.get(range, times)).toEqual({ done: 3 });
  expect(await client.get(range, times)).toEqual({ done: 3 });
  await untilDeliveries(
    client,
    endpoint.id,
    (all) => all.length === 3 && all.every(({ state }) => state === "DELIVERED"),
    "all three arrived",
  );
  expect(await client.get(range, { ...times, key: "again-2" })).toEqual({ done: 0 });
  const seen = receiver.of("gone?token=of-the-receiver").map(({ id }) => id);
  expect([seen.length, new Set(seen).size]).toEqual([4, 3]);
});

test("busy: not again before Retry-After says so, and nothing else goes there meanwhile", async () => {
  const { endpoint } = await createEndpoint(await sofia(), receiver.urlOf("busy"));
  let busy = true;
  receiver.answer("busy", (response) => response.writeHead(busy ? 429 : 200, busy ? { "retry-after": "2" } : {}).end());
  await happen(await newInbox(), disconnected);
  await came("busy", 1);
  busy = false;
  await happen(await newInbox(), disconnected);
  await untilDeliveries(
    await sofia(),
    endpoint.id,
    (all) => all.length === 2 && all.every(({ state }) => state === "DELIVERED"),
    "both arrived",
  );
  const [refused, ...later] = receiver.of("busy");
  expect(later).toHaveLength(2);
  for (const { at } of later) expect(at - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1_950);
});

test("a test event, one redelivered, an idempotent creation, the audit log, and its end", async () => {
  const client = await sofia();
  const idempotencyKey = "endpoint-1";
  const made = await createEndpoint(client, receiver.urlOf("verbs"), { idempotencyKey });
  expect(await createEndpoint(client, receiver.urlOf("verbs"), { idempotencyKey })).toEqual({ ...made, secret: "" });
  const { id } = made.endpoint;
  const sent = await client.get<{ done: { id: string; type: null; webhookId: string } }>(
    `mutation ($id: ID!) { done: sendTestWebhook(id: $id) { id type webhookId } }`,
    { id },
  );
  expect(sent.done.webhookId).toBe(sent.done.id);
  await came("verbs", 1);
  expect(verify(made.secret, receiver.of("verbs")[0] as Received)).toMatchObject({ type: "webhook.test", data: { endpointId: id } });
  await untilDeliveries(client, id, ([one]) => one?.state === "DELIVERED", "the test arrived");
  await client.get(`mutation ($id: ID!) { redeliverWebhook(deliveryId: $id) { id state } }`, { id: sent.done.id });
  await came("verbs", 2);
  expect(new Set(receiver.of("verbs").map((one) => one.id)).size).toBe(1);
  await client.get(`mutation ($id: ID!) { deleteWebhookEndpoint(id: $id) }`, { id });
  expect(
    await client.get(`query ($id: ID!, $delivery: ID!) { endpoint: node(id: $id) { id } delivery: node(id: $delivery) { id } }`, {
      id,
      delivery: sent.done.id,
    }),
  ).toEqual({
    endpoint: null,
    delivery: null,
  });
  expect(await world().database.query("select 1 from webhook_secret where endpoint_id = $1", [id.replace("endpoint_", "")])).toEqual([]);
  const actions = await world().database.query<{ action: string }>("select action from audit_entry where target_id = $1 order by id", [
    id.replace("endpoint_", ""),
  ]);
  expect(actions.map(({ action }) => action)).toEqual([
    "createWebhookEndpoint",
    "sendTestWebhook",
    "redeliverWebhook",
    "deleteWebhookEndpoint",
  ]);
});

test("for super admins and keys with webhooks:write; nobody else, and no other workspace", async () => {
  const client = await sofia();
  const { endpoint } = await createEndpoint(client, receiver.urlOf("mine"));
  for (const name of ["adam", "ola"] as const) {
    const other = await world().asMember(name);
    expect(await other.refused("{ webhookEndpoints { id } }")).toMatchObject({ code: "FORBIDDEN" });
    expect(await other.refused(`mutation { createWebhookEndpoint(url: "https://a.test/") { secret } }`)).toMatchObject({
      code: "FORBIDDEN",
    });
    expect(await other.get(`{ node(id: "${endpoint.id}") { id } }`)).toEqual({ node: null });
  }
  const olga = await world().asMember("olga");
  expect(await olga.get(`{ webhookEndpoints { id } }`)).toEqual({ webhookEndpoints: [] });
  for (const verb of ["rotateWebhookSecret(id: $id) { secret }", "deleteWebhookEndpoint(id: $id)", "sendTestWebhook(id: $id) { id }"])
    expect(await olga.refused(`mutation ($id: ID!) { ${verb} }`, { id: endpoint.id })).toMatchObject({ code: "NOT_FOUND" });
});

test.each([
  ["http://hooks.example.com/", "https"],
  ["https://user:secret@hooks.example.com/", "user and password"],
  ["https://10.0.0.7/", "public"],
  ["https://169.254.169.254/latest", "public"],
  ["https://2130706434/", "public"],
  ["https://[::ffff:10.0.0.1]/", "public"],
  ["https://168.63.129.16/", "public"],
  ["https://hooks.example.com:8443/", "443"],
])("%s is refused", async (url, word) => {
  const client = await sofia();
  expect(await client.refused(`mutation ($url: URL!) { createWebhookEndpoint(url: $url) { secret } }`, { url })).toMatchObject({
    code: "BAD_USER_INPUT",
    extensions: { field: "url" },
    message: expect.stringContaining(word),
  });
});
