import { afterAll, expect, test } from "vitest";
import { toGlobalId } from "../src/platform/global-id.ts";
import type { MemberClient } from "./api-client.ts";
import { type PersonName, useApiWorld } from "./api-world.ts";
import { connect, createShared, getInbox, type SeenInbox, verbs, walk } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// A day is 30 s. A check, with its refresh, comes every 2 s, and a sign-in may take as long as it takes.
const timeScale = 2_880;
const dayMs = 86_400_000 / timeScale;
const world = useApiWorld({ timeScale, variables: { RELINK_WAITS: "checkInterval=96m,forceRefresh=96m,attempt=90d" } });
const lasts = (days: number | null) =>
  world().sandbox.trouble("oauth/google", { accessLastsSeconds: days === null ? null : (days * dayMs) / 1_000 });
afterAll(() => lasts(null));

interface Told {
  readonly title: string;
  readonly because: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
  readonly inbox: { readonly id: string } | null;
}

/** What a member was told of an inbox's access that lapses, the oldest first. */
async function toldTo(name: PersonName, inboxId: string): Promise<readonly Told[]> {
  const query = "{ notifications(first: 200) { nodes { title because createdAt closedAt inbox { id } } } }";
  const { notifications } = await (await world().asMember(name)).get<{ notifications: { nodes: Told[] } }>(query);
  return notifications.nodes.filter(({ inbox, title }) => inbox?.id === inboxId && title.includes("lapses")).toReversed();
}

async function lapsesAt(member: MemberClient, id: string): Promise<number | null> {
  const query = "query ($id: ID!) { inbox(id: $id) { health { accessExpiresAt } } }";
  const { inbox } = await member.get<{ inbox: { health: { accessExpiresAt: string | null } } }>(query, { id });
  return inbox.health.accessExpiresAt === null ? null : Date.parse(inbox.health.accessExpiresAt);
}

async function reconnect(member: MemberClient, { id, address }: SeenInbox): Promise<void> {
  const { done } = await member.get<{ done: { authorizationUrl: string } }>(verbs.reconnect, { input: { inboxId: id } });
  await walk(done.authorizationUrl, address);
}

/** The notice that says it so many days before, told in that very day. */
async function expectTold(name: PersonName, { id }: SeenInbox, says: string, because: string, lapses: number, days: number): Promise<void> {
  const told = (await toldTo(name, id)).filter(({ title }) => title.endsWith(says));
  expect(told).toMatchObject([{ because, closedAt: null }]);
  const left = lapses - Date.parse(told[0]!.createdAt);
  expect(left).toBeLessThanOrEqual(days * dayMs);
  expect(left).toBeGreaterThan((days - 1) * dayMs);
}

/** When each inbox's lapse is looked after next. */
async function nextLooks(): Promise<ReadonlyMap<string, number>> {
  const sql = "select inbox_id as id, (extract(epoch from due_at) * 1000)::float8 as at from timer where kind = 'accessLapses'";
  const rows = await world().database.query<{ id: string; at: number }>(sql);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  return new Map(rows.map(({ id, at }) => [toGlobalId("inbox", id), at]));
}

test("access that Google grants for days is told 7 days and 1 day before to whom it concerns, each once, and no more once it is granted anew", async () => {
  const [sofia, ola] = [await world().asMember("sofia"), await world().asMember("ola")];
  await world().sandbox.addAccounts("new@google.demo.test", ["own@google.demo.test", "channel@google.demo.test"]);
  const sharedInboxId = await createShared(sofia, "Support");
  await lasts(7.1);
  const own = await connect(ola, "own@google.demo.test");
  await lasts(1.1);
  const channel = await connect(sofia, "channel@google.demo.test", { kind: "TEAM", sharedInboxId });
  const [ownLapses, channelLapses] = [(await lapsesAt(ola, own.id)) ?? 0, (await lapsesAt(sofia, channel.id)) ?? 0];
  expect(Math.abs(ownLapses - Date.now() - 7.1 * dayMs)).toBeLessThan(dayMs / 4);
  expect(Math.abs(channelLapses - Date.now() - 1.1 * dayMs)).toBeLessThan(dayMs / 4);

  // Seven days before: the owner, and nobody else. It is looked at again for the last day.
  await until(async () => (await toldTo("ola", own.id)).length > 0, "the owner is told");
  await expectTold("ola", own, "in 7 days", "You are told because it is your inbox.", ownLapses, 7);
  await until(async () => ((await nextLooks()).get(own.id) ?? 0) > Date.now(), "it is looked after from then on");
  expect((await nextLooks()).get(own.id)).toBeCloseTo(ownLapses - dayMs, -2);

  // One day before, of a channel: who connected it, and the admins.
  for (const name of ["sofia", "adam"] as const)
    await until(async () => (await toldTo(name, channel.id)).length > 0, `${name} is told of the channel`);
  await expectTold("sofia", channel, "tomorrow", "You are told because you connected it.", channelLapses, 1);
  await expectTold("adam", channel, "tomorrow", "You are told because you are an admin of this workspace.", channelLapses, 1);

  // Every check hears the same end again.
  const before = await countChecks();
  await until(async () => (await countChecks()) >= before + 6, "each is checked thrice more");
  const counts = async () =>
    Promise.all(
      (["ola", "sofia", "adam", "bruno"] as const).map(async (name) => [
        (await toldTo(name, own.id)).length,
        (await toldTo(name, channel.id)).length,
      ]),
    );
  const once = [
    [1, 0],
    [0, 1],
    [0, 1],
    [0, 0],
  ];
  expect(await counts()).toEqual(once);

  // They sign in again, and this time for good.
  await lasts(null);
  await reconnect(ola, own);
  await reconnect(sofia, channel);
  for (const [name, { id }] of [
    ["ola", own],
    ["sofia", channel],
    ["adam", channel],
  ] as const)
    await until(async () => (await toldTo(name, id)).every(({ closedAt }) => closedAt !== null), `${name}'s notice is closed`);
  expect([await lapsesAt(ola, own.id), await lapsesAt(sofia, channel.id)]).toEqual([null, null]);
  // All that is looked after now is how long tokens last that nobody uses.
  for (const at of (await nextLooks()).values()) expect(at).toBeGreaterThan(Date.now() + 100 * dayMs);

  // The old end comes and goes: nobody hears of it, and nothing is disconnected.
  await until(() => Date.now() > channelLapses + 5_000, "the old end is past", 2 * dayMs);
  expect(await counts()).toEqual(once);
  for (const { id } of [own, channel]) expect((await getInbox(sofia, id)).state).toBe("CONNECTED");
});

async function countChecks(): Promise<number> {
  const [row] = await world().database.query<{ count: number }>("select count(*)::int as count from inbox_check where verdict = 'OK'");
  return row?.count ?? 0;
}
