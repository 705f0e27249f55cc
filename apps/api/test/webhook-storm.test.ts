import { afterAll, afterEach, expect, test } from "vitest";
import { Webhook } from "standardwebhooks";
import { createMemberClient, signInAs } from "./api-client.ts";
import { type ApiChild, spawnApi } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { append, until } from "./log-world.ts";
import { startReceiver } from "./webhook-receiver.ts";
import { createEndpoint, makeInboxes } from "./webhook-steps.ts";

const receiver = await startReceiver();
const variables = { RELINK_ALLOWED_PRIVATE_HOSTS: "*.demo.test,127.0.0.1", RELINK_EXTRA_CA: receiver.caFile, RELINK_TIME_SCALE: "20" };
const world = useApiWorld({ start: false, timeScale: 20, variables });
const running: ApiChild[] = [];
afterEach(async () => {
  for (const child of running.splice(0)) await child.kill("SIGKILL");
});
afterAll(() => receiver.close());

async function start(more: Readonly<Record<string, string>> = {}): Promise<ApiChild> {
  const child = await spawnApi({ ...world().variables, ...more });
  running.push(child);
  return child;
}

async function superAdmin(url: string) {
  return createMemberClient(url, await signInAs(url, "sofia@demo.test", "correct horse battery", url));
}

/** 500 inboxes of one domain fall at once, as one statement of the log. */
async function fall(count: number): Promise<readonly string[]> {
  const { workspaceId } = world().ids.sofia;
  const inboxes = await makeInboxes(world(), workspaceId, count, `fell-${receiver.of("storm").length}.test`);
  const ids = await Promise.all(
    inboxes.map(async (inbox) => {
      const entry = { type: "DISCONNECTED", more: { reason: "PROVIDER_MIGRATED", toState: "DISCONNECTED" } } as const;
      return (await append(world().database, workspaceId, inbox, [entry])).ids[0] ?? "";
    }),
  );
  return ids.map((id) => `event_${id.replaceAll("-", "")}`);
}

const idsAt = (name: string): ReadonlySet<string> => new Set(receiver.of(name).map(({ id }) => id));
const delivered = async (): Promise<number> =>
  (await world().database.query<{ n: number }>("select count(*)::int as n from webhook_delivery where state = 'DELIVERED'"))[0]?.n ?? 0;

test("500 inboxes disconnect at once, and the process is killed again and again in the middle: 500 deliveries for each endpoint, none lost", async () => {
  let api = await start();
  const client = await superAdmin(api.url);
  const names = ["storm-a", "storm-b"];
  const secrets = await Promise.all(names.map(async (name) => (await createEndpoint(client, receiver.urlOf(name))).secret));
  for (const name of names) receiver.answer(name, (response) => setTimeout(() => response.writeHead(204).end(), 10));
  const happened = await fall(500);
  for (const share of [100, 400, 700]) {
    await until(() => receiver.of("storm-a").length + receiver.of("storm-b").length >= share, `${share} came`);
    await api.kill("SIGKILL");
    api = await start();
  }
  await until(async () => (await delivered()) === 1_000, "each is delivered", 90_000);
  for (const [index, name] of names.entries()) {
    expect([...idsAt(name)].toSorted()).toEqual(happened.toSorted());
    const verifier = new Webhook(secrets[index] ?? "");
    for (const { body, headers } of receiver.of(name).slice(0, 50)) verifier.verify(body, { ...headers });
    // Only what was under way when it was killed came twice: at most 8 at a time, three times, and what was not yet stored.
    expect(receiver.of(name).length).toBeLessThan(500 + 3 * 40);
  }
  const rows = await world().database.query<{ n: number }>("select count(*)::int as n from webhook_delivery group by endpoint_id");
  expect(rows.map(({ n }) => n)).toEqual([500, 500]);
  await api.kill("SIGTERM");
});

test("killed just after it was sent and before that was stored: it comes once more, under the same id", async () => {
  const first = await start();
  const client = await superAdmin(first.url);
  await createEndpoint(client, receiver.urlOf("sent"));
  await first.kill("SIGTERM");
  const dying = await start({ RELINK_CRASH_AT: "webhook.sent" });
  const [id] = await fall(1);
  expect(await dying.ended).toBe("SIGKILL");
  await start();
  await until(() => receiver.of("sent").length >= 2, "it came again");
  expect(receiver.of("sent").map((one) => one.id)).toEqual([id, id]);
});
