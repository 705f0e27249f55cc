import { simpleParser } from "mailparser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMemberClient, signInAs } from "./api-client.ts";
import { type ApiChild, findFreePort, spawnApi } from "./api-process.ts";
import { type PersonName, useApiWorld } from "./api-world.ts";
import { append, until } from "./log-world.ts";
import { startMailServer, type TestMailServer } from "./mail-server.ts";
import { startReceiver } from "./webhook-receiver.ts";
import { createEndpoint, makeInboxes } from "./webhook-steps.ts";

const count = 500;
const people = ["sofia", "adam", "ola"] as const satisfies readonly PersonName[];
const endpoints = ["all-a", "all-b"];
const mailPort = await findFreePort();
const receiver = await startReceiver();
const world = useApiWorld({
  start: false,
  timeScale: 20,
  variables: {
    RELINK_ALLOWED_PRIVATE_HOSTS: "*.demo.test,127.0.0.1",
    RELINK_EXTRA_CA: receiver.caFile,
    SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    MAIL_FROM: "Relink <relink@example.test>",
  },
});
let mails: TestMailServer;
let api: ApiChild;
/** The next mail is taken while the process dies before it hears of it. */
let fatal = false;

beforeAll(async () => {
  const onTaken = async (): Promise<void> => {
    if (!fatal) return;
    fatal = false;
    await api.kill("SIGKILL");
  };
  mails = await startMailServer(mailPort, { onTaken });
  api = await spawnApi(world().variables);
});
afterAll(async () => {
  await api?.kill("SIGKILL");
  await mails?.close();
  await receiver.close();
});

async function clientOf(name: PersonName) {
  const url = world().url;
  return createMemberClient(url, await signInAs(url, `${name}@demo.test`, "correct horse battery", url));
}

async function countOf(sql: string): Promise<number> {
  return (await world().database.query<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]?.n ?? 0;
}

async function die(): Promise<void> {
  await api.kill("SIGKILL");
  api = await spawnApi(world().variables);
}

/** What a dead process had claimed is free once its lease has ended; that time passes now. */
async function letLeasesEnd(): Promise<void> {
  await world().database.query("update timer set lease_until = lease_until - interval '1 hour' where lease_until is not null");
}

/** 500 channels of one domain, all connected by Ola, fall in the same moment. */
async function fall(): Promise<readonly string[]> {
  const { workspaceId } = world().ids.sofia;
  const inboxes = await makeInboxes(world(), workspaceId, count, "fell.test");
  const fell = { type: "DISCONNECTED", more: { reason: "ACCESS_REVOKED", toState: "DISCONNECTED" } } as const;
  const { memberId: connectedBy } = world().ids.ola;
  const stored = await Promise.all(inboxes.map((inbox) => append(world().database, workspaceId, { ...inbox, connectedBy }, [fell])));
  return stored.map(({ ids }) => `event_${(ids[0] ?? "").replaceAll("-", "")}`);
}

const came = (name: string): ReadonlySet<string> => new Set(receiver.of(name).map(({ id }) => id));

test("500 inboxes of one domain disconnect at once, killed in the middle: 1 mail a person, 500 deliveries an endpoint, each notice in-app", async () => {
  const sofia = await clientOf("sofia");
  for (const name of endpoints) {
    await createEndpoint(sofia, receiver.urlOf(name));
    receiver.answer(name, (response) => setTimeout(() => response.writeHead(204).end(), 5));
  }
  // Long enough for all of it, kills included.
  const window = "mutation { updateNotificationPreferences(input: { digestWindowSeconds: 86400 }) { digestWindowSeconds } }";
  for (const name of people) await (await clientOf(name)).get(window);
  const happened = await fall();

  const told = () => countOf("notification where template = 'disconnected'");
  await until(async () => (await told()) > 0, "some are told");
  await die();
  await until(() => receiver.of("all-a").length >= count / 3, "a third was delivered");
  await die();
  await until(() => receiver.of("all-b").length >= (count * 2) / 3, "two thirds were delivered");
  await die();
  await letLeasesEnd();
  await until(async () => (await countOf("notification where digest_id is not null")) === 3 * count, "all are gathered", 90_000);
  // The window ends; the first of the three mails is taken by a process that does not live to hear it.
  fatal = true;
  await world().database.query("update timer set due_at = $1 where kind = 'sendMail'", [new Date(0)]);
  await until(() => !fatal, "a mail is taken, and the process dies");
  await api.ended;
  api = await spawnApi(world().variables);
  await letLeasesEnd();
  await until(async () => (await countOf("timer where kind = 'sendMail'")) === 0, "all is sent");
  await until(async () => (await countOf("webhook_delivery where state = 'DELIVERED'")) === 2 * count, "all is delivered", 90_000);

  for (const name of endpoints) expect([...came(name)].toSorted()).toEqual(happened.toSorted());
  for (const name of people) {
    const { memberId } = world().ids[name];
    expect(await countOf(`(select distinct inbox_id from notification where member_id = '${memberId}') one`), name).toBe(count);
    expect(await countOf(`notification where member_id = '${memberId}'`), name).toBe(count);
    const parsed = await Promise.all(mails.taken.filter(({ to }) => to === `${name}@demo.test`).map(({ raw }) => simpleParser(raw)));
    expect(new Set(parsed.map(({ messageId }) => messageId)).size, `mails to ${name}`).toBe(1);
    expect(parsed[0]?.subject).toBe(`${count} inboxes are disconnected`);
  }
  // The kill did hit: one of the three was taken twice.
  expect(mails.taken.length).toBeGreaterThan(people.length);
}, 300_000);
