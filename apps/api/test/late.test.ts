import { expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connectImap, getInbox, removeFully, untilInbox, verbs } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// A day is a second: only what needs no sign-in at a provider can be tried so fast.
const world = useApiWorld({ timeScale: 86_400 });

async function titles(member: MemberClient, inboxId: string): Promise<readonly { title: string; open: boolean }[]> {
  const { notifications } = await member.get<{
    notifications: { nodes: { title: string; closedAt: string | null; inbox: { id: string } | null }[] };
  }>("{ notifications { nodes { title closedAt inbox { id } } } }");
  return notifications.nodes
    .filter(({ inbox }) => inbox?.id === inboxId)
    .map(({ title, closedAt }) => ({ title, open: closedAt === null }));
}

test("a disconnected inbox: its owner at once, super admins after a day, each once; and closed when it is back", async () => {
  const [ola, sofia, adam] = [await world().asMember("ola"), await world().asMember("sofia"), await world().asMember("adam")];
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { password: "another" });
  await untilInbox(ola, id, (inbox) => inbox.state === "DISCONNECTED", "a check by itself finds it refused, twice");
  await until(async () => (await titles(ola, id)).length >= 1, "the owner is told");
  await until(async () => (await titles(sofia, id)).length === 1, "a super admin is told");
  const [{ at }] = (await world().database.query<{ at: Date }>("select disconnected_at as at from inbox where state = 'DISCONNECTED'")) as [
    { at: Date },
  ];
  const [{ told }] = (await world().database.query<{ told: Date }>(
    "select created_at as told from notification where template = 'stillDisconnectedAfterADay'",
  )) as [{ told: Date }];
  expect(told.getTime() - at.getTime()).toBeGreaterThanOrEqual(1_000);
  expect(await titles(adam, id)).toEqual([]);
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { password: "relink-demo" });
  await act(ola, "check", id);
  await until(
    async () => [...(await titles(ola, id)), ...(await titles(sofia, id))].filter(({ open }) => open).length <= 1,
    "what was open is closed",
  );
  expect(await titles(sofia, id)).toMatchObject([{ open: false }]);
});

test("access that stays open is told after 3 days to who removed it; after 7 the credentials are gone, and nothing can be proved any more", async () => {
  const [ola, sofia] = [await world().asMember("ola"), await world().asMember("sofia")];
  const { id } = await connectImap(world(), ola, "new@imap.demo.test");
  await removeFully(sofia, id);
  await until(async () => (await titles(sofia, id)).length === 1, "who removed it is reminded");
  const gone = await untilInbox(ola, id, (inbox) => inbox.receipts[0]?.credentialsDestroyedAt !== null, "the seal runs out");
  expect(gone).toMatchObject({ providerAccess: "AWAITING_PERSON", receipts: [{ final: false }] });
  expect(await ola.refused(verbs.verify, { input: { inboxId: id } })).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
  expect((await act(ola, "confirm", id)).inbox).toMatchObject({ providerAccess: "ATTESTED", receipts: [{ final: true }] });
  expect(
    await world().database.query("select 1 from grant_secret s join inbox_grant g on g.id = s.grant_id where g.ended_at is not null"),
  ).toEqual([]);
  expect((await getInbox(ola, id)).allowedActions).not.toContain("CONFIRM_ACCESS_REMOVED");
});

test("who was told of a disconnection is reminded after 1, 3 and 7 days while it lasts, and of nothing once it is back", async () => {
  const bruno = await world().asMember("bruno");
  const { id } = await connectImap(world(), bruno, "billing@imap.demo.test");
  await world().sandbox.trouble("accounts/billing@imap.demo.test", { password: "another" });
  await untilInbox(bruno, id, (inbox) => inbox.state === "DISCONNECTED", "it is refused");
  await until(async () => (await titles(bruno, id)).length === 4, "it was told, and reminded of three times");
  expect((await titles(bruno, id)).map(({ title }) => title)).toEqual([
    "billing@imap.demo.test has been disconnected for 7 days",
    "billing@imap.demo.test has been disconnected for 3 days",
    "billing@imap.demo.test has been disconnected for a day",
    "billing@imap.demo.test is disconnected",
  ]);
  await world().sandbox.trouble("accounts/billing@imap.demo.test", { password: "relink-demo" });
  await act(bruno, "check", id);
  await until(async () => (await titles(bruno, id)).filter(({ open }) => open).length <= 1, "what was open is closed");
  const left = "select 1 from timer where kind = 'remindDisconnected' and inbox_id = $1";
  expect(await world().database.query(left, [id.replace("inbox_", "")])).toEqual([]);
});
