import { afterAll, expect, test } from "vitest";
import { toGlobalId } from "../src/platform/global-id.ts";
import type { MemberClient } from "./api-client.ts";
import { type PersonName, useApiWorld } from "./api-world.ts";
import { connect, createShared, getInbox, type SeenInbox } from "./inbox-steps.ts";
import { countMoves, incidentsOf } from "./incident-steps.ts";
import { until } from "./log-world.ts";

// An interval of 20 s, each check with a refresh, which is what a policy refuses; a second chance comes with every interval, too.
const windowMs = 40_000;
const world = useApiWorld({ timeScale: 30, variables: { RELINK_WAITS: "forceRefresh=10m,secondChance=10m" } });
const domain = "microsoft.demo.test";
const recover = () => fetch(`${world().sandbox.ready.httpUrl}/sandbox/api/rehearsals`, { method: "DELETE" });
afterAll(recover);

interface Told {
  readonly title: string;
  readonly because: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
  readonly inbox: { readonly id: string } | null;
  readonly incident: { readonly id: string } | null;
}

/** What a member was told, the oldest first. */
async function toldTo(name: PersonName): Promise<readonly Told[]> {
  const query = "{ notifications(first: 200) { nodes { title because createdAt closedAt inbox { id } incident { id } } } }";
  const { notifications } = await (await world().asMember(name)).get<{ notifications: { nodes: Told[] } }>(query);
  return notifications.nodes.toReversed();
}

const ofInboxes = async (name: PersonName) =>
  (await toldTo(name)).filter(({ inbox, title }) => inbox !== null && title.includes("is disconnected"));
const ofIncidents = async (name: PersonName) => (await toldTo(name)).filter(({ incident }) => incident !== null);

/** Three of Ola's own, and two channels that Adam connected. */
async function connectFive(ola: MemberClient, adam: MemberClient): Promise<readonly SeenInbox[]> {
  const sharedInboxId = await createShared(adam, "Support");
  const addresses = Array.from({ length: 5 }, (_none, index) => `policy-${index}@${domain}`);
  await world().sandbox.addAccounts(`new@${domain}`, addresses);
  const inboxes: SeenInbox[] = [];
  for (const [index, address] of addresses.entries()) {
    inboxes.push(await (index < 3 ? connect(ola, address) : connect(adam, address, { kind: "TEAM", sharedInboxId })));
  }
  return inboxes;
}

async function disconnectedAt(): Promise<readonly { readonly id: string; readonly at: number }[]> {
  const sql = "select inbox_id as id, (extract(epoch from at) * 1000)::float8 as at from inbox_event where type = 'DISCONNECTED'";
  return (await world().database.query<{ id: string; at: number }>(sql)).map(({ id, at }) => ({ id: toGlobalId("inbox", id), at }));
}

const noPolicyNoticeWaits = async (): Promise<boolean> =>
  (await world().database.query("select 1 from timer where kind = 'policyNotice'")).length === 0;

test("a domain's administrators block five inboxes by a policy: one incident, one notice an admin, owners told at once, and all are back with its end", async () => {
  const [sofia, adam, ola] = await Promise.all((["sofia", "adam", "ola"] as const).map((name) => world().asMember(name)));
  const inboxes = await connectFive(ola!, adam!);
  const other = await connect(ola!, "new@google.demo.test");

  await world().sandbox.trouble("rehearsals", { kind: "policy-blocked", scope: "domain", name: domain });
  for (const { id } of inboxes) {
    await until(async () => (await getInbox(sofia!, id)).state === "DISCONNECTED", "the policy disconnects it");
    expect((await getInbox(sofia!, id)).disconnection).toEqual({ reason: "POLICY_BLOCKED", providerCode: "AADSTS53003" });
  }
  // Whose they are, or who connected them, is told at once, while admins wait for the window.
  await until(async () => (await ofInboxes("ola")).length === 3 && (await ofInboxes("adam")).length === 2, "they are told");
  const gone = new Map((await disconnectedAt()).map(({ id, at }) => [id, at]));
  for (const [name, because] of [
    ["ola", "You are told because it is your inbox."],
    ["adam", "You are told because you connected it."],
  ] as const) {
    for (const told of await ofInboxes(name)) {
      expect(told.because).toBe(because);
      expect(Date.parse(told.createdAt) - (gone.get(told.inbox?.id ?? "") ?? 0)).toBeLessThan(windowMs);
    }
  }
  await until(async () => (await incidentsOf(sofia!)).length > 0, "an incident opens");
  expect(await incidentsOf(sofia!)).toMatchObject([
    { kind: "DOMAIN_POLICY", provider: "MICROSOFT", providerCode: "AADSTS53003", affected: 5, open: true },
  ]);

  // One notice an admin; once the window is over as well, and nobody hears of it as an inbox of theirs that is none.
  for (const admin of ["sofia", "adam"] as const) await until(async () => (await ofIncidents(admin)).length === 1, `${admin} is told`);
  await until(noPolicyNoticeWaits, "the window is over");
  expect([await ofInboxes("sofia"), await ofIncidents("ola")]).toEqual([[], []]);
  expect((await ofInboxes("adam")).length).toBe(2);
  const [opening] = await ofIncidents("sofia");
  expect(opening).toMatchObject({ title: expect.stringContaining(domain), closedAt: null });

  // They lift it: each is looked at again by itself, and the incident ends with the last.
  await recover();
  for (const { id } of inboxes) {
    await until(async () => (await getInbox(sofia!, id)).state === "CONNECTED", "it is back by itself");
  }
  await until(async () => (await incidentsOf(sofia!)).every(({ open }) => !open), "the incident closes");
  for (const admin of ["sofia", "adam"] as const) {
    await until(async () => (await ofIncidents(admin)).length === 2, `${admin} is told of its end`);
    for (const told of await ofIncidents(admin)) expect(told.closedAt).not.toBeNull();
  }
  await until(async () => (await ofInboxes("ola")).every(({ closedAt }) => closedAt !== null), "her notices are closed");
  expect(await incidentsOf(sofia!)).toHaveLength(1);
  expect((await getInbox(ola!, other.id)).state).toBe("CONNECTED");
  // Each was disconnected once.
  expect(await countMoves(world())).toBe(5);
});
