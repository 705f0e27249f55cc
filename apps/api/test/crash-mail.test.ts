import { simpleParser } from "mailparser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../src/platform/new-id.ts";
import { type ApiChild, findFreePort, spawnApi } from "./api-process.ts";
import { type PersonName, useApiWorld } from "./api-world.ts";
import { append, teamInbox, until } from "./log-world.ts";
import { startMailServer, type TestMailServer } from "./mail-server.ts";

const port = await findFreePort();
const world = useApiWorld({
  start: false,
  timeScale: 60,
  variables: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "Relink <relink@example.test>" },
});
const recipients = ["sofia", "adam", "ola"] as const satisfies readonly PersonName[];
let server: TestMailServer;
let api: ApiChild;
/** How many more mails are taken while the process dies before it hears of it. */
let fatal = 0;

beforeAll(async () => {
  server = await startMailServer(port, {
    async onTaken() {
      if (fatal <= 0) return;
      fatal -= 1;
      await api.kill("SIGKILL");
    },
  });
  api = await spawnApi(world().variables);
});
afterAll(async () => {
  await api?.kill("SIGTERM");
  await server?.close();
});

const count = async (sql: string): Promise<number> =>
  (await world().database.query<{ n: number }>(`select count(*)::int as n from ${sql}`))[0]?.n ?? 0;
const told = () => count("notification where template = 'disconnected'");
const gathered = () => count("notification where template = 'disconnected' and digest_id is not null");

async function prefer(name: PersonName, digestWindowSeconds: number): Promise<void> {
  const mutation =
    "mutation ($input: NotificationPreferencesInput!) { updateNotificationPreferences(input: $input) { digestWindowSeconds } }";
  await (await world().asMember(name)).get(mutation, { input: { digestWindowSeconds } });
}

/** Dies at once, whatever it is at, and comes back. */
async function die(): Promise<void> {
  await api.kill("SIGKILL");
  api = await spawnApi(world().variables);
}

/** What was claimed by who died is free once its lease has ended: that time passes now. Others' rows stay unlocked: gathering passes locked ones by. */
async function letLeasesEnd(): Promise<void> {
  await world().database.query(
    "update timer set lease_until = lease_until - interval '1 hour' where kind = 'sendMail' and lease_until is not null",
  );
}

interface Got {
  readonly messageId: string;
  readonly notices: number;
}

/** The mails that somebody got: whose Message-ID, about how many inboxes. */
async function mailsOf(name: PersonName): Promise<readonly Got[]> {
  const raws = server.taken.filter(({ to }) => to === `${name}@demo.test`);
  return Promise.all(
    raws.map(async ({ raw }) => {
      const { messageId = "", subject = "" } = await simpleParser(raw);
      return { messageId, notices: Number(/^(\d+) inboxes are disconnected$/.exec(subject)?.[1] ?? 1) };
    }),
  );
}

test("500 disconnections, killed while they are told, gathered and sent: 500 notices each, and mails that are recognisably once", async () => {
  // Who waits gets one mail, however long the kills take; Ola's are sent as they come, in the middle of it all.
  for (const name of ["sofia", "adam"] as const) await prefer(name, 86_400);
  await prefer("ola", 0);
  const disconnect = () =>
    append(world().database, world().ids.sofia.workspaceId, teamInbox(newId(), world().ids.ola.memberId), [
      { type: "DISCONNECTED", more: { reason: "ACCESS_REVOKED" } },
    ]);
  for (let round = 0; round < 5; round += 1) {
    const [before, placed, sent] = [await told(), await gathered(), server.taken.length];
    fatal = round % 2;
    await Promise.all(Array.from({ length: 100 }, disconnect));
    // Each round in another place: as the first is told, as the first mail is taken, as the first is gathered.
    if (round % 2 === 1) await until(async () => server.taken.length > sent && fatal === 0, "a mail is taken");
    else if (round === 2) await until(async () => (await gathered()) > placed, "some are gathered");
    else await until(async () => (await told()) > before, "some are told");
    await die();
    await letLeasesEnd();
  }
  await until(async () => (await told()) === 1_500 && (await gathered()) === 1_500, "all are told and gathered");
  const digests = await count("timer where kind = 'sendMail'");
  expect(digests).toBeGreaterThanOrEqual(2);

  for (const _kill of ["first", "second", "third"]) {
    fatal = 1;
    await world().database.query("update timer set due_at = $1 where kind = 'sendMail'", [new Date(0)]);
    await until(() => fatal === 0, "a mail is taken, and the process dies");
    await api.ended;
    api = await spawnApi(world().variables);
    await letLeasesEnd();
  }
  await until(async () => (await count("timer where kind = 'sendMail'")) === 0, "all is sent");

  for (const name of recipients) {
    const member = await world().asMember(name);
    const { memberId } = world().ids[name];
    expect(await count(`notification where template = 'disconnected' and member_id = '${memberId}'`)).toBe(500);
    expect(await count(`(select distinct inbox_id from notification where member_id = '${memberId}') one`)).toBe(500);
    const page = await member.get<{ notifications: { nodes: object[] } }>("{ notifications(first: 200) { nodes { id } } }");
    expect(page.notifications.nodes).toHaveLength(200);

    const mails = await mailsOf(name);
    const digestsOf = await count(
      `(select distinct digest_id from notification where member_id = '${memberId}' and digest_id is not null) one`,
    );
    const distinct = new Map(mails.map(({ messageId, notices }) => [messageId, notices]));
    expect(distinct.size).toBe(digestsOf);
    // The same mail says the same each time, and all of them together name each notice once.
    for (const { messageId, notices } of mails) expect(distinct.get(messageId)).toBe(notices);
    expect([...distinct.values()].reduce((sum, notices) => sum + notices, 0)).toBe(500);
    if (name !== "ola") expect([...distinct.values()]).toEqual([500]);
  }
  // The kills did hit: something was taken twice.
  expect(server.taken.length).toBeGreaterThan(
    new Set((await Promise.all(recipients.map(mailsOf))).flat().map(({ messageId }) => messageId)).size,
  );
});
