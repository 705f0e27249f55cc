import { simpleParser } from "mailparser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../src/platform/new-id.ts";
import { findFreePort } from "./api-process.ts";
import { type PersonName, useApiWorld } from "./api-world.ts";
import { append, personalInbox, teamInbox, until } from "./log-world.ts";
import { startMailServer, type TestMailServer } from "./mail-server.ts";

const port = await findFreePort();
// A digest window of 60 s is one second.
const world = useApiWorld({
  timeScale: 60,
  variables: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: "Relink <relink@example.test>" },
});
let server: TestMailServer;
beforeAll(async () => {
  server = await startMailServer(port);
});
afterAll(() => server.close());

const workspaceId = (): string => world().ids.sofia.workspaceId;
const mailsTo = (name: PersonName) => server.taken.filter(({ to }) => to === `${name}@demo.test`);
const ended = async (): Promise<boolean> => {
  const waiting =
    "select 1 from notification where mail is not null and digest_id is null union all select 1 from timer where kind = 'sendMail'";
  return (await world().database.query(waiting)).length === 0;
};
const preferences = `mutation ($input: NotificationPreferencesInput!) { done: updateNotificationPreferences(input: $input) {
  emailOnTeamDisconnect emailOnPersonalDisconnect emailOnMigration digestWindowSeconds fallbackEmail locale } }`;
const prefer = async (name: PersonName, input: object) =>
  (await (await world().asMember(name)).get<{ done: object }>(preferences, { input })).done;

/** Everybody was told in-app of as many events as the workspace's log has. */
async function told(): Promise<void> {
  const behind =
    "select 1 from workspace_log l left join relay_position p using (workspace_id) where l.last_number > coalesce(p.number, 0)";
  await until(async () => (await world().database.query(behind)).length === 0, "all is told");
}

/** All that was told is gathered, and its windows end now. */
async function endWindows(): Promise<void> {
  await told();
  const gathered = "select 1 from notification where mail is not null and digest_id is null";
  await until(async () => (await world().database.query(gathered)).length === 0, "all is gathered");
  expect(server.taken).toEqual([]);
  await world().database.query("update timer set due_at = now() where kind = 'sendMail'");
}

/** So they were, and what is to be mailed went out. */
async function settled(): Promise<void> {
  await told();
  await until(ended, "all is mailed");
}

async function disconnect(inbox: ReturnType<typeof teamInbox>, reason = "ACCESS_REVOKED"): Promise<void> {
  await append(world().database, workspaceId(), inbox, [{ type: "DISCONNECTED", more: { reason: reason as "ACCESS_REVOKED" } }]);
}

test("500 inboxes that are disconnected at once are 500 notices in the app, and one mail a person", { timeout: 120_000 }, async () => {
  const connectedBy = world().ids.ola.memberId;
  // Its end is brought on once all is gathered: how long this machine takes to tell 500 events is not what is asked here.
  for (const name of ["sofia", "adam", "ola"] as const) await prefer(name, { digestWindowSeconds: 86_400 });
  await Promise.all(Array.from({ length: 500 }, () => disconnect(teamInbox(newId(), connectedBy))));
  await endWindows();
  await settled();
  for (const name of ["sofia", "adam", "ola"] as const) {
    await prefer(name, { digestWindowSeconds: 1 });
    expect(mailsTo(name)).toHaveLength(1);
    const mail = await simpleParser(mailsTo(name)[0]?.raw ?? "");
    expect(mail.subject).toBe("500 inboxes are disconnected");
    expect(mail.text).toContain("And 450 more: all of them are in the app.");
    expect(mail.text).toContain(`${world().url}/notifications`);
  }
  const [notices] = await world().database.query<{ count: number }>(
    "select count(*)::int as count from notification where template = 'disconnected'",
  );
  expect(notices?.count).toBe(1_500);
  expect(server.taken).toHaveLength(3);
  expect(new Set(server.taken.map(({ raw }) => /^Message-ID: (.+)$/im.exec(raw)?.[1])).size).toBe(3);
});

test("one notice says what, why, since when, and leads straight to the remedy, in the reader's language; one click stops its kind", async () => {
  server.taken.length = 0;
  expect(await prefer("bruno", { locale: "pl", digestWindowSeconds: 0 })).toMatchObject({ locale: "pl", emailOnPersonalDisconnect: true });
  const inbox = personalInbox(world().ids.bruno.memberId);
  await disconnect(inbox);
  await settled();
  const mail = await simpleParser(mailsTo("bruno")[0]?.raw ?? "");
  expect(mail.subject).toMatch(/odłączona/);
  expect(mail.text).toMatch(/Od: \d+ \p{L}+ \d{4}.* UTC\./u);
  expect(mail.text).toContain(`${world().url}/inboxes/inbox_${inbox.id.replaceAll("-", "")}`);
  expect(mail.html).toContain("Połącz ponownie");
  expect(mail.text).toContain("Piszemy do Ciebie, bo to Twoja skrzynka.");
  expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  const raw = mailsTo("bruno")[0]?.raw.replace(/\r?\n[ \t]+/g, "") ?? "";
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/im);
  const link = /^List-Unsubscribe:\s*<(.+?)>/im.exec(raw)?.[1] ?? "";
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const click = (url: string) => fetch(url, { method: "POST", headers, body: "List-Unsubscribe=One-Click" });
  expect((await click(link.replace(/token=./, "token=_"))).status).toBe(400);
  expect((await click(link.replace(/of=.*/, "of=ALWAYS"))).status).toBe(400);
  expect(await prefer("bruno", {})).toMatchObject({ emailOnPersonalDisconnect: true });
  expect((await click(link)).status).toBe(204);
  expect((await click(link)).status).toBe(204);
  expect(await prefer("bruno", {})).toMatchObject({ emailOnPersonalDisconnect: false, emailOnTeamDisconnect: true });
  await disconnect(personalInbox(world().ids.bruno.memberId));
  await settled();
  expect(mailsTo("bruno")).toHaveLength(1);
});

test("a mail about what only its reader can end offers no way to stop it", async () => {
  server.taken.length = 0;
  await prefer("bruno", { locale: "en", digestWindowSeconds: 0 });
  await world().database.query(
    `insert into notification (workspace_id, id, member_id, template, params, because, severity, episode, href, created_at, mail)
     values ($1, $2, $3, 'providerAccessOpen', $4, 'REMOVED_IT', 'WARNING', 'open', '/settings/email', $5, 'ALWAYS')`,
    [workspaceId(), newId(), world().ids.bruno.memberId, { address: "bruno@elsewhere.test", provider: "IMAP" }, new Date()],
  );
  await settled();
  const [{ raw = "" } = {}] = mailsTo("bruno");
  const mail = await simpleParser(raw);
  expect(mail.subject).toContain("bruno@elsewhere.test");
  expect(mail.text).toContain("Show the guide");
  expect(raw).not.toMatch(/^List-Unsubscribe/im);
  expect(mail.text + String(mail.html)).not.toContain("/unsubscribe");
});

test("what is over within the window is not mailed; who asked for no mails gets none, and is told in the app all the same", async () => {
  server.taken.length = 0;
  await prefer("ola", { digestWindowSeconds: 86_400 });
  await prefer("sofia", { emailOnTeamDisconnect: false });
  await prefer("adam", { emailOnTeamDisconnect: false });
  const inbox = personalInbox(world().ids.ola.memberId);
  await disconnect(inbox);
  await append(world().database, workspaceId(), inbox, [{ type: "RECOVERED" }]);
  await disconnect(teamInbox(newId(), world().ids.sofia.memberId));
  await endWindows();
  await settled();
  expect(server.taken).toEqual([]);
  const [notices] = await world().database.query<{ count: number }>(
    "select count(*)::int as count from notification where template = 'disconnected' and mail is null and member_id = $1",
    [world().ids.adam.memberId],
  );
  expect(notices?.count).toBe(1);
});

test("a mail goes to the fallback address while the sign-in address is itself the inbox that is disconnected", async () => {
  server.taken.length = 0;
  await prefer("ola", { digestWindowSeconds: 1, fallbackEmail: "ola.at.home@elsewhere.test" });
  const { database } = world();
  const inbox = personalInbox(world().ids.ola.memberId);
  const row = `insert into inbox (workspace_id, id, kind, owner_id, address, address_key, provider, state, state_changed_at, reason, disconnected_at, grant_id, version, created_at)
    values ($1, $2, 'PERSONAL', $3, 'Ola@demo.test', 'ola@demo.test', 'IMAP', 'DISCONNECTED', $4, 'BAD_CREDENTIALS', $4, $2, 2, $4)`;
  await database.query(row, [workspaceId(), inbox.id, inbox.ownerId, new Date()]);
  await disconnect(inbox, "BAD_CREDENTIALS");
  await settled();
  expect(server.taken.map(({ to }) => to)).toEqual(["ola.at.home@elsewhere.test"]);
  await database.query("update inbox set state = 'REMOVED' where id = $1", [inbox.id]);
  await disconnect(personalInbox(world().ids.ola.memberId));
  await settled();
  expect(server.taken.map(({ to }) => to)).toEqual(["ola.at.home@elsewhere.test", "ola@demo.test"]);
});

test("a server that is down: each mail comes once it is back, and one refused recipient holds up nobody", async () => {
  await server.close();
  await prefer("sofia", { emailOnTeamDisconnect: true });
  await prefer("adam", { emailOnTeamDisconnect: true });
  await disconnect(teamInbox(newId(), world().ids.ola.memberId));
  const tried = "select 1 from timer where kind = 'sendMail' and tries > 0";
  await until(async () => (await world().database.query(tried)).length === 3, "all three were tried");
  server = await startMailServer(port, { refuse: (to) => to === "adam@demo.test" });
  await settled();
  expect(server.taken.map(({ to }) => to).toSorted()).toEqual(["ola@demo.test", "sofia@demo.test"]);
});

test("bad preferences change nothing and say which field", async () => {
  const ola = await world().asMember("ola");
  const before = await prefer("ola", {});
  for (const [input, field] of [
    [{ digestWindowSeconds: -1, emailOnMigration: false }, "digestWindowSeconds"],
    [{ digestWindowSeconds: 86_401 }, "digestWindowSeconds"],
    [{ locale: "de", emailOnMigration: false }, "locale"],
  ] as const) {
    expect(await ola.refused(preferences, { input })).toMatchObject({ code: "BAD_USER_INPUT", extensions: { field } });
  }
  expect(await prefer("ola", { emailOnMigration: null })).toEqual(before);
  expect(await prefer("ola", { fallbackEmail: null })).toEqual({ ...before, fallbackEmail: null });
});
