import { createPublicKey, verify as verifySignature } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { until } from "./log-world.ts";
import type { Received } from "./webhook-receiver.ts";
import { createEndpoint, type Created, deliveriesOf, untilDeliveries } from "./webhook-steps.ts";
import { disconnected, useWebhookWorld } from "./webhook-world.ts";

const { receiver, world, sofia, happen, came, newInbox } = await useWebhookWorld();

function verify(secret: string, { body, headers }: Received, more: Readonly<Record<string, string>> = {}): unknown {
  return new Webhook(secret).verify(body, { ...headers, ...more });
}

test("a receiver with the standardwebhooks library verifies what comes; a flipped byte, an old time, and another secret are refused", async () => {
  const { secret, endpoint } = await createEndpoint(await sofia(), receiver.urlOf("verify"));
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const inbox = await newInbox();
  const { ids } = await happen(inbox, disconnected);
  await came("verify", 1);
  const [one] = receiver.of("verify");
  if (!one) throw new Error("It came.");
  expect(verify(secret, one)).toMatchObject({
    type: "inbox.disconnected",
    timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
    data: {
      id: `event_${ids[0]?.replaceAll("-", "")}`,
      type: "DISCONNECTED",
      reason: "ACCESS_REVOKED",
      number: expect.any(Number),
      cursor: expect.any(String),
      inbox: {
        id: `inbox_${inbox.id.replaceAll("-", "")}`,
        kind: "TEAM",
        address: "1@moved.test",
        provider: "GOOGLE",
        state: "DISCONNECTED",
        version: 2,
        providerAccess: "NONE",
      },
    },
  });
  expect(one.id).toBe(`event_${ids[0]?.replaceAll("-", "")}`);
  expect(Buffer.byteLength(one.body)).toBeLessThan(2_000);
  expect(() => verify(secret, { ...one, body: one.body.replace("ACCESS_REVOKED", "ACCESS_REVOKEE") })).toThrow("No matching signature");
  expect(() => verify(secret, one, { "webhook-timestamp": String(Number(one.headers["webhook-timestamp"]) - 400) })).toThrow("too old");
  expect(() => verify(secret, one, { "webhook-id": "event_other" })).toThrow("No matching signature");
  expect(() => verify(`whsec_${Buffer.alloc(32, 1).toString("base64")}`, one)).toThrow("No matching signature");
  const [delivery] = await untilDeliveries(await sofia(), endpoint.id, ([first]) => first?.state === "DELIVERED", "it is delivered");
  expect(delivery).toMatchObject({
    attempts: 1,
    lastStatus: 204,
    failure: null,
    lastError: null,
    type: "DISCONNECTED",
    event: { type: "DISCONNECTED" },
    webhookId: one.id,
  });
  expect(delivery?.request.body).toBe(one.body);
  expect(JSON.stringify(delivery)).not.toMatch(/signature|v1,|whsec_/);
});

test("a rotated secret signs beside the new one for 24 h, and then no longer", async () => {
  const client = await sofia();
  const { secret: old, endpoint } = await createEndpoint(client, receiver.urlOf("rotate"));
  const rotate = `mutation ($id: ID!) { done: rotateWebhookSecret(id: $id) { secret endpoint { id oldSecretSignsUntil } } }`;
  const { done } = await client.get<{ done: Created & { endpoint: { oldSecretSignsUntil: string } } }>(rotate, { id: endpoint.id });
  expect(Date.parse(done.endpoint.oldSecretSignsUntil) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
  const inbox = await newInbox();
  await happen(inbox, disconnected);
  await came("rotate", 1);
  const [both] = receiver.of("rotate");
  if (!both) throw new Error("It came.");
  expect(both.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
  expect(verify(old, both)).toEqual(verify(done.secret, both));
  await world().database.query("update webhook_secret set signs_until = now() - interval '1 second' where signs_until is not null");
  await happen(inbox, { type: "RECONNECTED", more: { toState: "CONNECTED" } });
  await came("rotate", 2);
  const after = receiver.of("rotate")[1];
  if (!after) throw new Error("It came.");
  expect(verify(done.secret, after)).toMatchObject({ type: "inbox.reconnected" });
  expect(() => verify(old, after)).toThrow("No matching signature");
});

test("with ed25519 the public key verifies, v1a; the private one is shown nowhere", async () => {
  const { secret, endpoint } = await createEndpoint(await sofia(), receiver.urlOf("ed25519"), { signing: "ED25519" });
  expect(secret).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
  expect(endpoint.publicKey).toBe(secret);
  await happen(await newInbox(), disconnected);
  await came("ed25519", 1);
  const [one] = receiver.of("ed25519");
  const signature = one?.headers["webhook-signature"] ?? "";
  expect(signature).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/);
  const key = createPublicKey({
    key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(secret.slice(5), "base64")]),
    format: "der",
    type: "spki",
  });
  const message = (body: string) => Buffer.from(`${one?.id}.${one?.headers["webhook-timestamp"]}.${body}`);
  const bytes = Buffer.from(signature.slice(4), "base64");
  expect(verifySignature(null, message(one?.body ?? ""), key, bytes)).toBe(true);
  expect(verifySignature(null, message(`${one?.body} `), key, bytes)).toBe(false);
});

test("only the types that were asked for come, and nothing from before it was made", async () => {
  const inbox = await newInbox();
  await happen(inbox, disconnected);
  await createEndpoint(await sofia(), receiver.urlOf("typed"), { types: ["RECONNECTED"] });
  await happen(inbox, { type: "RECONNECTED" }, disconnected, { type: "RECONNECTED" });
  await came("typed", 2);
  expect(receiver.of("typed").map(({ body }) => (JSON.parse(body) as { type: string }).type)).toEqual([
    "inbox.reconnected",
    "inbox.reconnected",
  ]);
});

test("of one inbox a later event waits until the earlier one arrived; another inbox's does not; each try has the same id and body", async () => {
  const { secret, endpoint } = await createEndpoint(await sofia(), receiver.urlOf("ordered"));
  const [first, other] = [await newInbox(), await newInbox()];
  let refusals = 2;
  receiver.answer("ordered", (response, { body }) => {
    const refuse = body.includes(first.id.replaceAll("-", "")) && refusals-- > 0;
    response.writeHead(refuse ? 500 : 200).end(refuse ? "not yet" : "thanks");
  });
  await happen(first, { type: "CONNECTED" }, { type: "FAILING" }, { type: "RECOVERED" });
  await happen(other, { type: "CONNECTED" });
  const retrying = await untilDeliveries(
    await sofia(),
    endpoint.id,
    (all) => all.some(({ state }) => state === "RETRYING"),
    "one is tried again",
  );
  expect(retrying.find(({ state }) => state === "RETRYING")).toMatchObject({
    failure: "REFUSED",
    lastStatus: 500,
    lastResponse: "not yet",
    lastError: expect.stringContaining("500"),
  });
  // The third try is due after 5 min.
  await until(async () => (await deliveriesOf(await sofia(), endpoint.id)).some(({ attempts }) => attempts === 2), "it was tried twice");
  await world().database.query("update webhook_delivery set due_at = now() where state = 'RETRYING'");
  await world().database.query("update webhook_queue set next_at = now(), rest_until = null where next_at is not null");
  await untilDeliveries(
    await sofia(),
    endpoint.id,
    (all) => all.length === 4 && all.every(({ state }) => state === "DELIVERED"),
    "all arrived",
  );
  const ofFirst = receiver.of("ordered").filter(({ body }) => body.includes(first.id.replaceAll("-", "")));
  const types = ofFirst.map(({ body }) => (JSON.parse(body) as { data: { type: string } }).data.type);
  expect(types).toEqual(["CONNECTED", "CONNECTED", "CONNECTED", "FAILING", "RECOVERED"]);
  expect(new Set(ofFirst.slice(0, 3).map(({ id, body }) => id + body)).size).toBe(1);
  for (const one of ofFirst) verify(secret, one);
});
