import { createPublicKey, verify as verifySignature } from "node:crypto";
import { expect, test } from "vitest";
import { until } from "./log-world.ts";
import type { Received } from "./webhook-receiver.ts";
import { createEndpoint, type Created, deliveriesOf, getEndpoint, untilDeliveries } from "./webhook-steps.ts";
import { disconnected, useWebhookWorld } from "./webhook-world.ts";

const { receiver, world, workspaceId, sofia, happen, came, newInbox } = await useWebhookWorld();

const uuidOf = (id: string): string => id.replace("endpoint_", "");
/** As if the first failure after the last success had been so long ago. A worker that is at it would store what it knows. */
async function setFailingFor(endpointId: string, interval: string): Promise<void> {
  const sql = `update webhook_queue set failing_since = now() - $2::interval
    where endpoint_id = $1 and lease_until is null and failing_since is not null returning 1`;
  await until(async () => (await world().database.query(sql, [uuidOf(endpointId), interval])).length === 1, "no worker is at it");
}

test("an endpoint to which nothing got through for 5 days is disabled at the next failure, and its super admins are told, in-app and in their next mail", async () => {
  const client = await sofia();
  const { endpoint } = await createEndpoint(client, receiver.urlOf("fails?token=of-the-receiver"), { ordered: false });
  receiver.answer("fails?token=of-the-receiver", (response) => response.writeHead(500).end("no"));
  const inbox = await newInbox();
  const failed = (count: number, attempts: number) =>
    untilDeliveries(client, endpoint.id, (all) => all.filter((one) => one.attempts === attempts).length === count, "it failed");
  await happen(inbox, disconnected);
  // The third try comes after 5 min.
  await failed(1, 2);
  await setFailingFor(endpoint.id, "4 days 23 hours");
  await happen(inbox, { type: "RECONNECTED" });
  await failed(2, 2);
  expect(await getEndpoint(client, endpoint.id)).toMatchObject({ enabled: true, disabledBecause: null });
  await setFailingFor(endpoint.id, "5 days");
  await happen(inbox, disconnected);
  await until(async () => !(await getEndpoint(client, endpoint.id)).enabled, "it is disabled");
  expect(await getEndpoint(client, endpoint.id)).toMatchObject({
    disabledBecause: "FAILING",
    disabledReason: expect.stringContaining("5 days"),
  });
  const told = "select member_id, params, mail from notification where template = 'webhookDisabled' and workspace_id = $1";
  await until(async () => (await world().database.query(told, [workspaceId()])).length > 0, "it is told");
  const { memberId } = world().ids.sofia;
  const params = { url: receiver.urlOf("fails") };
  expect(await world().database.query(told, [workspaceId()])).toEqual([{ member_id: memberId, params, mail: "ALWAYS" }]);
  expect((await deliveriesOf(client, endpoint.id)).map(({ state }) => state)).toEqual(["FAILED", "FAILED", "FAILED"]);
  const before = receiver.of("fails?token=of-the-receiver").length;
  await happen(inbox, disconnected);
  await createEndpoint(client, receiver.urlOf("after"));
  await happen(inbox, disconnected);
  await came("after", 1);
  expect(receiver.of("fails?token=of-the-receiver")).toHaveLength(before);
});

test("a success starts the 5 days anew", async () => {
  const client = await sofia();
  const { endpoint } = await createEndpoint(client, receiver.urlOf("comes-back"), { ordered: false });
  let status = 500;
  receiver.answer("comes-back", (response) => response.writeHead(status).end());
  const inbox = await newInbox();
  await happen(inbox, disconnected);
  await untilDeliveries(client, endpoint.id, ([one]) => one?.attempts === 2, "it fails");
  await setFailingFor(endpoint.id, "30 days");
  status = 204;
  await happen(inbox, { type: "RECONNECTED" });
  await until(async () => (await getEndpoint(client, endpoint.id)).failingSince === null, "it is well");
  status = 500;
  await happen(inbox, disconnected);
  await until(async () => (await getEndpoint(client, endpoint.id)).failingSince !== null, "it fails again");
  expect(await getEndpoint(client, endpoint.id)).toMatchObject({ enabled: true });
});

test("a redirect is not followed, and of 5 MB no more than 2 KiB are kept", async () => {
  const client = await sofia();
  const { endpoint } = await createEndpoint(client, receiver.urlOf("moved"));
  receiver.answer("moved", (response) => response.writeHead(307, { location: receiver.urlOf("elsewhere") }).end("over there"));
  const { endpoint: loud } = await createEndpoint(client, receiver.urlOf("loud"));
  receiver.answer("loud", (response) => response.writeHead(200).end("x".repeat(5 * 1_024 * 1_024)));
  await happen(await newInbox(), disconnected);
  const [moved] = await untilDeliveries(client, endpoint.id, ([one]) => one?.attempts === 2, "it fails");
  expect(moved).toMatchObject({ state: "RETRYING", failure: "REDIRECTED", lastStatus: 307, lastResponse: "over there" });
  const [kept] = await untilDeliveries(client, loud.id, ([one]) => one?.state === "DELIVERED", "it arrived");
  expect(kept).toMatchObject({ lastStatus: 200, lastResponse: "x".repeat(2_048) });
  expect(receiver.of("elsewhere")).toEqual([]);
});

/** What a receiver does that holds an ed25519 public key. */
function isSignedBy(publicKey: string, { id, headers, body }: Received): boolean {
  const head = Buffer.from("302a300506032b6570032100", "hex");
  const key = createPublicKey({
    key: Buffer.concat([head, Buffer.from(publicKey.slice("whpk_".length), "base64")]),
    format: "der",
    type: "spki",
  });
  const message = Buffer.from(`${id}.${headers["webhook-timestamp"]}.${body}`);
  const signatures = (headers["webhook-signature"] ?? "").split(" ").filter((one) => one.startsWith("v1a,"));
  return signatures.some((one) => verifySignature(null, message, key, Buffer.from(one.slice("v1a,".length), "base64")));
}

test("a rotated ed25519 key signs beside the new one for 24 h; then a receiver that holds only the old one refuses what comes", async () => {
  const client = await sofia();
  const { secret: old, endpoint } = await createEndpoint(client, receiver.urlOf("keys"), { signing: "ED25519" });
  const rotate = `mutation ($id: ID!) { done: rotateWebhookSecret(id: $id) { secret endpoint { id publicKey oldSecretSignsUntil } } }`;
  const { done } = await client.get<{ done: Created & { endpoint: { oldSecretSignsUntil: string } } }>(rotate, { id: endpoint.id });
  expect(done.secret).toMatch(/^whpk_/);
  expect([done.endpoint.publicKey, done.secret === old]).toEqual([done.secret, false]);
  expect(Date.parse(done.endpoint.oldSecretSignsUntil) - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
  const inbox = await newInbox();
  await happen(inbox, disconnected);
  await came("keys", 1);
  await world().database.query(
    "update webhook_secret set signs_until = now() - interval '1 second' where endpoint_id = $1 and signs_until is not null",
    [uuidOf(endpoint.id)],
  );
  await untilDeliveries(client, endpoint.id, ([one]) => one?.state === "DELIVERED", "the first arrived");
  await happen(inbox, { type: "RECONNECTED" });
  await came("keys", 2);
  const signed = receiver
    .of("keys")
    .map((one) => [one.headers["webhook-signature"]?.split(" ").length, isSignedBy(old, one), isSignedBy(done.secret, one)]);
  expect(signed).toEqual([
    [2, true, true],
    [1, false, true],
  ]);
  const [first] = receiver.of("keys");
  if (!first) throw new Error("It came.");
  expect(isSignedBy(done.secret, { ...first, body: first.body.replace("ACCESS_REVOKED", "ACCESS_REVOKEE") })).toBe(false);
  const earlier = String(Number(first.headers["webhook-timestamp"]) - 1);
  expect(isSignedBy(done.secret, { ...first, headers: { ...first.headers, "webhook-timestamp": earlier } })).toBe(false);
});
