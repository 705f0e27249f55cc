import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { findFreePort, startApi } from "./api-process.ts";
import type { MemberClient } from "./api-client.ts";
import { append, type LogInbox, until } from "./log-world.ts";
import { createEndpoint, deliveriesOf, getEndpoint, makeInboxes } from "./webhook-steps.ts";
import { disconnected, useWebhookWorld } from "./webhook-world.ts";

const { receiver, world, workspaceId, sofia, came } = await useWebhookWorld();

async function happenIn(workspace: string, inboxes: readonly LogInbox[], count = 1): Promise<void> {
  const entries = Array.from({ length: count }, () => disconnected);
  for (const inbox of inboxes) await append(world().database, workspace, inbox, entries);
}

const inboxIdOf = (body: string): string => (JSON.parse(body) as { data: { inboxId: string } }).data.inboxId;
const numberOf = (body: string): number => (JSON.parse(body) as { data: { number: number } }).data.number;

test("an endpoint gets 8 requests at once and never more, from all processes together; of one inbox one at a time, in order", async () => {
  const other = await startApi({ ...world().variables, PORT: String(await findFreePort()) });
  const held: { response: ServerResponse; inbox: string }[] = [];
  let most = 0;
  let doubles = 0;
  receiver.answer("eight", (response, { body }) => {
    const inbox = inboxIdOf(body);
    if (held.some((one) => one.inbox === inbox)) doubles += 1;
    most = Math.max(most, held.push({ response, inbox }));
  });
  await createEndpoint(await sofia(), receiver.urlOf("eight"));
  const inboxes = await makeInboxes(world(), workspaceId(), 20);
  await happenIn(workspaceId(), inboxes, 3);
  await came("eight", 8);
  // Each answer makes room for one more, and whatever comes is held.
  while (receiver.of("eight").length < 60 || held.length > 0) {
    await until(() => held.length > 0, "the next come");
    held.shift()?.response.writeHead(204).end();
  }
  expect([most, doubles, receiver.of("eight").length]).toEqual([8, 0, 60]);
  for (const { id } of inboxes) {
    const own = receiver.of("eight").filter(({ body }) => inboxIdOf(body) === `inbox_${id.replaceAll("-", "")}`);
    const numbers = own.map(({ body }) => numberOf(body));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(numbers).toHaveLength(3);
  }
  await other.close();
});

test("an event at which the endpoint hangs holds up its own inbox, and no other: what happens later arrives meanwhile", async () => {
  const [stuck, ...others] = await makeInboxes(world(), workspaceId(), 11);
  if (!stuck) throw new Error("Eleven were asked for.");
  const isStuck = ({ body }: { body: string }): boolean => inboxIdOf(body) === `inbox_${stuck.id.replaceAll("-", "")}`;
  receiver.answer("stuck", (response, one) => isStuck(one) || response.writeHead(204).end());
  await createEndpoint(await sofia(), receiver.urlOf("stuck"));
  await happenIn(workspaceId(), [stuck], 2);
  await came("stuck", 1);
  await happenIn(workspaceId(), others, 2);
  await came("stuck", 21);
  expect(receiver.of("stuck").filter(isStuck)).toHaveLength(1);
  expect(await world().database.query("select 1 from webhook_delivery where state = 'RETRYING'")).toEqual([]);
});

/** Makes endpoints that never answer. */
async function makeHanging(client: MemberClient, names: readonly string[]): Promise<void> {
  for (const name of names) {
    receiver.answer(name, () => undefined);
    await createEndpoint(client, receiver.urlOf(name));
  }
}

test("33 endpoints that hang, more than are served at once and at the same host as a good one, do not delay it", async () => {
  const client = await sofia();
  const [mine, theirs] = [17, 16].map((count, workspace) => Array.from({ length: count }, (_, n) => `hang-${workspace}-${n}`));
  await makeHanging(client, mine ?? []);
  await makeHanging(await world().asMember("olga"), theirs ?? []);
  const elsewhere = world().ids.olga.workspaceId;
  const hanging = [await makeInboxes(world(), workspaceId(), 2), await makeInboxes(world(), elsewhere, 2)] as const;
  const [inbox] = await makeInboxes(world(), workspaceId(), 1);
  if (!inbox) throw new Error("One was asked for.");
  await happenIn(workspaceId(), hanging[0]);
  await happenIn(elsewhere, hanging[1]);
  const { endpoint } = await createEndpoint(client, receiver.urlOf("good"));
  await happenIn(workspaceId(), [inbox], 3);
  await until(() => receiver.of("good").length === 3, "it comes to the good one");
  // None of them has been given up by then: they hang, all at once.
  const given =
    "select 1 from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint_id where d.state = 'RETRYING' and e.url like '%/hang-%'";
  expect(await world().database.query(given)).toEqual([]);
  await until(async () => (await deliveriesOf(client, endpoint.id)).every(({ state }) => state === "DELIVERED"), "all are stored");
  expect((await deliveriesOf(client, endpoint.id)).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
  expect((await getEndpoint(client, endpoint.id)).failingSince).toBeNull();
});
