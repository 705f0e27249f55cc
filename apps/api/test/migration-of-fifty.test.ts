import { durations } from "@relink/domain";
import { expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { readHistory, type InboxHistory } from "./inbox-history.ts";
import { act, connect, createShared, getInbox, untilInbox, walk, type SeenInbox } from "./inbox-steps.ts";
import { asStranger, linkVerbs, openLink, tokenOf, untilMail, type SeenMail } from "./link-steps.ts";
import { until } from "./log-world.ts";
import { findMigration, migrate, migrationFields, untilLooked, untilMigration, type SeenMigration } from "./migration-steps.ts";

const domain = "google.demo.test";
const timeScale = 20;
const world = useApiWorld({ timeScale });

const addressOf = (index: number): string => `moves-${String(index).padStart(2, "0")}@${domain}`;

/** A few at a time, as people do. */
async function each<Item>(items: readonly Item[], run: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  await Promise.all(
    [1, 2, 3, 4].map(async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await run(next);
    }),
  );
}

/** 30 of Ola's, 10 of Bruno's, and 10 channels that Adam connected. */
async function connectFifty(): Promise<readonly SeenInbox[]> {
  const [ola, bruno, adam] = await Promise.all((["ola", "bruno", "adam"] as const).map((name) => world().asMember(name)));
  const sharedInboxId = await createShared(adam!, "Support");
  const addresses = Array.from({ length: 50 }, (_none, index) => addressOf(index));
  await world().sandbox.addAccounts(`new@${domain}`, addresses);
  const made: SeenInbox[] = [];
  await each([...addresses.entries()], async ([index, address]) => {
    const team = index >= 40;
    const holder = index < 30 ? ola! : team ? adam! : bruno!;
    made.push(await connect(holder, address, team ? { kind: "TEAM", sharedInboxId } : {}));
  });
  return made.toSorted((one, other) => one.address.localeCompare(other.address));
}

async function readHistories(inboxes: readonly SeenInbox[]): Promise<ReadonlyMap<string, InboxHistory>> {
  const sofia = await world().asMember("sofia");
  return new Map(await Promise.all(inboxes.map(async ({ id }) => [id, await readHistory(sofia, id)] as const)));
}

interface Told {
  readonly title: string;
  readonly href: string;
  readonly because: string;
  readonly closedAt: string | null;
  readonly migration: { readonly id: string } | null;
}

async function readTold(member: MemberClient): Promise<readonly Told[]> {
  const query = "{ notifications(first: 200) { nodes { title href because closedAt migration { id } } } }";
  const { notifications } = await member.get<{ notifications: { nodes: Told[] } }>(query);
  return notifications.nodes.filter(({ title }) => title.includes(domain) && !title.includes("@"));
}

async function countEvents(type: string, reason: string | null): Promise<readonly number[]> {
  const rows = await world().database.query<{ count: number }>(
    "select count(*)::int as count from inbox_event where type = $1 and ($2::text is null or body::jsonb->>'reason' = $2) group by inbox_id",
    [type, reason],
  );
  return rows.map(({ count }) => count);
}

test("a domain moves with 50 inboxes: noticed, disconnected once each, invited by one mail a person, followed live, back under the same ids", async () => {
  const inboxes = await connectFifty();
  const before = await readHistories(inboxes);
  const [sofia, ola, bruno] = await Promise.all((["sofia", "ola", "bruno"] as const).map((name) => world().asMember(name)));
  for (const admin of ["sofia", "adam"] as const) await gatherFor(admin, 3_600_000);
  await untilLooked(world(), domain, "GOOGLE");
  const live = sofia!.follow<{ migrationChanged: SeenMigration }>(`subscription { migrationChanged { ${migrationFields} } }`);
  await new Promise((resolve) => setTimeout(resolve, durations.mxKept / timeScale + 100));

  // It moves, and one of its people is refused for good: one look is enough then.
  await world().sandbox.trouble("rehearsals", { kind: "mx-moved", scope: "domain", name: domain, to: "microsoft" });
  await world().sandbox.trouble(`accounts/${addressOf(0)}`, { appAccess: "removed" });
  const first = inboxes[0]!;
  await until(async () => {
    await act(ola!, "check", first.id).catch(() => undefined);
    return (await getInbox(ola!, first.id)).state === "DISCONNECTED";
  }, "it is refused for good");
  const noticed = await untilMigration(sofia!, domain, ({ state, total }) => state === "CONFIRMED" && total === 50, "it is confirmed");
  expect(noticed).toMatchObject({ fromProvider: "GOOGLE", toProvider: "MICROSOFT", waiting: 50 });
  expect(noticed.evidence).toEqual([
    expect.stringContaining("mail.protection.outlook.com"),
    expect.stringContaining("refused one of its inboxes"),
  ]);

  // Each once, by its domain.
  await each(inboxes, async ({ id }) => {
    await untilInbox(
      sofia!,
      id,
      ({ disconnection }) => disconnection?.reason === "PROVIDER_MIGRATED",
      "it is disconnected by its domain's move",
    );
  });
  expect(await countEvents("DISCONNECTED", "PROVIDER_MIGRATED")).toEqual(Array.from({ length: 50 }, () => 1));
  for (const [member, href] of [
    [sofia!, `/migrations/${noticed.id}`],
    [ola!, "/settings/email"],
    [bruno!, "/settings/email"],
  ] as const) {
    await until(async () => (await readTold(member)).length > 0, "they are told");
    const told = await readTold(member);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ href, migration: member === sofia ? { id: noticed.id } : null, closedAt: null });
  }

  // The admins hear of the domain and of ten channels: by one digest each, and not by eleven mails.
  for (const admin of ["sofia", "adam"] as const) {
    await endWindow(admin, 11);
    await until(async () => (await digestsTo(admin)).length > 0, `${admin} gets a digest`);
    const [digest] = await digestsTo(admin);
    expect(digest?.body).toContain(`${domain} has moved`);
    expect(new Set([...(digest?.body ?? "").matchAll(/moves-4\d@/g)].map(([address]) => address)).size).toBe(10);
  }

  // One mail a person, with a link for each of their inboxes.
  const running = await migrate(sofia!, "invite", { id: noticed.id, idempotencyKey: "invite" });
  expect(running).toMatchObject({ state: "RUNNING", waiting: 0, invited: 50 });
  expect(await migrate(sofia!, "invite", { id: noticed.id, idempotencyKey: "invite" })).toMatchObject({ invited: 50 });
  await migrate(sofia!, "invite", { id: noticed.id });
  const links = new Map<string, string>();
  for (const [person, count] of [
    ["ola", 30],
    ["bruno", 10],
    ["adam", 10],
  ] as const) {
    await until(async () => (await invitationsTo(person)).length > 0, `${person} is invited`);
    const [mail, ...more] = await invitationsTo(person);
    expect(more).toEqual([]);
    const found = [...mail!.matchAll(/(moves-\d\d@[a-z.]+):\s+(http\S+\/r#\S+)/g)];
    expect(found).toHaveLength(count);
    for (const [, address = "", url = ""] of found) links.set(address, url);
  }
  expect(links.size).toBe(50);
  const [{ count: open } = { count: 0 }] = await world().database.query<{ count: number }>(
    "select count(*)::int as count from link where kind = 'RECONNECT' and provider = 'MICROSOFT' and used_at is null and withdrawn_at is null",
  );
  expect(open).toBe(50);

  // They follow, in whatever order, and everybody who looks sees how far.
  await each(inboxes, async ({ address }) => {
    const token = tokenOf(links.get(address) ?? "");
    expect(await openLink(world(), token)).toMatchObject({ provider: "MICROSOFT", state: "OPEN", address });
    const { startLinkSignIn } = await asStranger(world()).get<{ startLinkSignIn: { authorizationUrl: string } }>(linkVerbs.start, {
      token,
    });
    await walk(startLinkSignIn.authorizationUrl, address);
  });
  const completed = await untilMigration(sofia!, domain, ({ state }) => state === "COMPLETED", "all have followed");
  expect(completed).toMatchObject({ waiting: 0, invited: 0, reconnected: 50, skipped: 0 });
  await until(() => live.seen.at(-1)?.migrationChanged.state === "COMPLETED", "who follows it sees its end");
  const progress = live.seen.map(({ migrationChanged }) => migrationChanged.reconnected);
  expect(new Set(progress).size).toBeGreaterThan(5);
  expect(progress).toEqual(progress.toSorted((one, other) => one - other));
  for (const { id, address } of inboxes) {
    const now = await getInbox(sofia!, id);
    expect(now).toMatchObject({ id, address, state: "CONNECTED" });
    expect(now.endedGrants).toHaveLength(1);
  }
  await expectKept(inboxes, before);
  // The old grant's end is closed: Google was asked for each, and refuses what it had granted.
  await until(
    async () => (await world().database.query("select 1 from inbox_grant where ended_at is not null and access <> 'REVOKED'")).length === 0,
    "every old grant is revoked",
  );
  const receipts = await world().database.query<{ provider: string; access: string; signed: boolean }>(
    "select provider, access, receipt_signature is not null as signed from inbox_grant where ended_at is not null",
  );
  expect(receipts).toEqual(Array.from({ length: 50 }, () => ({ provider: "GOOGLE", access: "REVOKED", signed: true })));
  await until(async () => (await readTold(sofia!)).every(({ closedAt }) => closedAt !== null), "its notices are closed");
  expect((await findMigration(sofia!, domain))?.id).toBe(noticed.id);
  // What came after is over, or is not mailed: it stays at one digest.
  for (const admin of ["sofia", "adam"] as const) expect((await digestsTo(admin)).map(({ subject }) => subject)).toHaveLength(1);
  await live.stop();
});

/** The same channel, and nothing of its past is gone: what came is added. */
async function expectKept(inboxes: readonly SeenInbox[], before: ReadonlyMap<string, InboxHistory>): Promise<void> {
  const after = await readHistories(inboxes);
  for (const { id } of inboxes) {
    const [was, now] = [before.get(id)!, after.get(id)!];
    expect(was.checks.length).toBeGreaterThan(0);
    expect(now.sharedInbox).toEqual(was.sharedInbox);
    expect(now.events).toEqual(expect.arrayContaining([...was.events]));
    expect(now.checks).toEqual(expect.arrayContaining([...was.checks]));
    const types = now.events.map(({ type }) => type);
    for (const type of ["CONNECTION_STARTED", "CONNECTED", "DISCONNECTED", "RECONNECTED"]) expect(types).toContain(type);
  }
  expect(inboxes.filter(({ id }) => after.get(id)?.sharedInbox)).toHaveLength(10);
}

/** A machine that is busy takes longer for fifty than a window that this world's time scale has shortened. */
async function gatherFor(person: "sofia" | "adam", windowMs: number): Promise<void> {
  const digestWindowSeconds = (windowMs * timeScale) / 1_000;
  const sql = "mutation ($input: NotificationPreferencesInput!) { updateNotificationPreferences(input: $input) { digestWindowSeconds } }";
  await (await world().asMember(person)).get(sql, { input: { digestWindowSeconds } });
}

/** So many notices were gathered for their next mail: it goes out now, and the windows that follow are short. */
async function endWindow(person: "sofia" | "adam", count: number): Promise<void> {
  const gathered = "select 1 from notification where member_id = $1 and digest_id is not null";
  const { memberId } = world().ids[person];
  await until(async () => (await world().database.query(gathered, [memberId])).length >= count, `${count} are gathered for ${person}`);
  await gatherFor(person, 1_000);
  await world().database.query("update timer set due_at = now() where kind = 'sendMail'");
}

/** The invitations among a person's mails. */
async function invitationsTo(person: string): Promise<readonly string[]> {
  const mails = await untilMail(world(), `${person}@demo.test`, 0);
  return mails.filter(isInvitation).map(({ body }) => body);
}

async function digestsTo(person: string): Promise<readonly SeenMail[]> {
  return (await untilMail(world(), `${person}@demo.test`, 0)).filter((mail) => !isInvitation(mail));
}

function isInvitation({ subject }: SeenMail): boolean {
  return subject.startsWith("Reconnect");
}
