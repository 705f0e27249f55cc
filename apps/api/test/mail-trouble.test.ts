import { simpleParser } from "mailparser";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "../src/platform/new-id.ts";
import { findFreePort } from "./api-process.ts";
import { type PersonName, useApiWorld } from "./api-world.ts";
import { append, teamInbox, until } from "./log-world.ts";
import { type MailServerTrouble, startMailServer, type TakenMail, type TestMailServer } from "./mail-server.ts";

const port = await findFreePort();
// A digest window of a day is 24 minutes.
const world = useApiWorld({
  timeScale: 60,
  variables: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "Relink <relink@example.test>", LOG_LEVEL: "silent" },
});
const told = ["adam", "ola", "sofia"] as const satisfies readonly PersonName[];
const hour = 3_600_000;
const day = 24 * hour;

let server: TestMailServer | null = null;
const start = async (trouble?: MailServerTrouble) => (server = await startMailServer(port, trouble));
beforeEach(() => {
  server = null;
});
beforeAll(async () => {
  const preferences = "mutation { updateNotificationPreferences(input: { digestWindowSeconds: 86400 }) { locale } }";
  for (const name of told) await (await world().asMember(name)).get(preferences);
});
afterEach(() => server?.close());

/** A channel that Ola connected is disconnected: all three are told. */
async function disconnect(): Promise<string> {
  const inbox = teamInbox(newId(), world().ids.ola.memberId);
  await append(world().database, world().ids.sofia.workspaceId, inbox, [{ type: "DISCONNECTED", more: { reason: "ACCESS_REVOKED" } }]);
  return inbox.id;
}

/** All three have a mail to come; what is gathered for it ends now, and not when its window is over. */
async function threeWait(): Promise<readonly string[]> {
  await until(async () => (await waiting()).length === told.length, "three mails wait");
  const ids = (await waiting()).map(({ id }) => id);
  await world().database.query("update timer set due_at = now() where kind = 'sendMail'");
  return ids;
}

/** Who is told of this inbox in the app, by what they see there. */
async function toldInApp(inboxId: string): Promise<readonly string[]> {
  const query = "{ notifications(first: 5) { nodes { href } } }";
  const seen = await Promise.all(
    told.map(async (name) => {
      const { notifications } = await (await world().asMember(name)).get<{ notifications: { nodes: { href: string }[] } }>(query);
      return notifications.nodes.some(({ href }) => href.includes(inboxId.replaceAll("-", ""))) ? [name] : [];
    }),
  );
  return seen.flat();
}

interface Waiting {
  readonly id: string;
  readonly tries: number;
  readonly idle: boolean;
  /** How long it waits for its next try, ms. */
  readonly wait: number;
}

async function waiting(): Promise<readonly Waiting[]> {
  return world().database.query<Waiting>(
    `select id, tries, lease_until is null as idle, (extract(epoch from due_at) * 1000)::float8 - $1 as wait
     from timer where kind = 'sendMail' order by id`,
    [Date.now()],
  );
}

/** The wait that was set passes now. */
async function letWaitPass({ id }: Waiting): Promise<void> {
  await world().database.query("update timer set due_at = $2 where id = $1 and lease_until is null", [id, new Date()]);
}

const messageIdOf = async ({ raw }: TakenMail): Promise<string> => (await simpleParser(raw)).messageId ?? "";
const recipients = (mails: readonly TakenMail[]) => mails.map(({ to }) => to).toSorted();

test("a server that greylists, is slow, wants the mail again and refuses one recipient: everybody else gets theirs once", async () => {
  const refused: TakenMail[] = [];
  const { taken, putOff } = await start({
    greylist: true,
    slowMs: 400,
    refuse: (to) => to === "adam@demo.test",
    onMessage(mail) {
      if (refused.some(({ to }) => to === mail.to)) return null;
      refused.push(mail);
      return "451 4.3.0 Try again later";
    },
  });
  const inboxId = await disconnect();
  await until(async () => (await toldInApp(inboxId)).length === told.length, "everybody is told in the app");
  expect(taken, "while nobody has a mail").toEqual([]);
  const ids = (await threeWait()).map((id) => `<digest-${id}@example.test>`);
  await until(async () => (await waiting()).length === 0, "no mail waits any more");
  const wanted = ["ola@demo.test", "sofia@demo.test"];
  expect(recipients(taken)).toEqual(wanted);
  expect(recipients(refused), "each was taken back once").toEqual(wanted);
  expect(putOff(), "and greylisted before").toBe(2);
  for (const mail of taken) {
    const before = refused.find(({ to }) => to === mail.to);
    expect(ids).toContain(await messageIdOf(mail));
    expect(before && (await messageIdOf(before)), "the same mail as before").toBe(await messageIdOf(mail));
  }
  expect(new Set(await Promise.all(taken.map(messageIdOf))).size, "a mail of each one's own").toBe(2);
});

test("a server that is down for a day: it is tried more and more rarely, and each mail comes within the hour once it is back", async () => {
  const inboxId = await disconnect();
  await until(async () => (await toldInApp(inboxId)).length === told.length, "everybody is told in the app");
  const ids = await threeWait();
  const passed = new Map(ids.map((id) => [id, 0]));
  const tries = new Map(ids.map((id) => [id, 0]));
  await until(async () => {
    for (const timer of await waiting()) {
      const before = tries.get(timer.id) ?? 0;
      if (!timer.idle || timer.tries === before || (passed.get(timer.id) ?? 0) >= day) continue;
      tries.set(timer.id, timer.tries);
      passed.set(timer.id, (passed.get(timer.id) ?? 0) + timer.wait);
      expect(timer.wait, "never longer than an hour, seen a moment late").toBeLessThanOrEqual(hour + 10_000);
      await letWaitPass(timer);
    }
    return [...passed.values()].every((ms) => ms >= day);
  }, "a day has passed");
  // Twelve tries within the first hour, then one or two an hour.
  for (const count of tries.values()) {
    expect(count).toBeGreaterThan(24);
    expect(count).toBeLessThan(70);
  }
  const { taken } = await start();
  await until(async () => {
    const left = await waiting();
    await Promise.all(left.map(letWaitPass));
    return left.length === 0;
  }, "no mail waits any more");
  expect(recipients(taken)).toEqual(told.map((name) => `${name}@demo.test`));
  expect((await Promise.all(taken.map(messageIdOf))).toSorted()).toEqual(ids.map((id) => `<digest-${id}@example.test>`).toSorted());
});
