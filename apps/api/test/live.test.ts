import { expect, test } from "vitest";
import type { Following, MemberClient } from "./api-client.ts";
import { findFreePort, startApi } from "./api-process.ts";
import { type PersonName, useApiWorld } from "./api-world.ts";
import { act, connectImap, createShared, removeFully } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

const world = useApiWorld();
const events =
  "subscription ($after: Cursor, $filter: InboxEventFilter) { inboxEvents(after: $after, filter: $filter) { id cursor type inboxId inbox { state } } }";
const notices = "subscription { notificationAdded { id title severity because inbox { id } } }";

interface SeenEvent {
  readonly id: string;
  readonly cursor: string;
  readonly type: string;
  readonly inboxId: string;
  readonly inbox: { readonly state: string } | null;
}

async function logHead(member: MemberClient): Promise<string> {
  return (await member.get<{ logHead: string }>("{ logHead }")).logHead;
}

async function logFrom(member: MemberClient, after: string): Promise<readonly SeenEvent[]> {
  const query = "query ($after: Cursor) { inboxEvents(after: $after, first: 200) { nodes { id cursor type inboxId inbox { state } } } }";
  return (await member.get<{ inboxEvents: { nodes: SeenEvent[] } }>(query, { after })).inboxEvents.nodes;
}

const seenIds = ({ seen }: Following<{ inboxEvents: SeenEvent }>) => seen.map(({ inboxEvents }) => inboxEvents.id);

/** Two events each. */
async function toggle(member: MemberClient, inboxId: string, times: number): Promise<void> {
  for (let done = 0; done < times; done += 1) {
    await act(member, "turnOff", inboxId);
    await act(member, "turnOn", inboxId);
  }
}

test("a client that stops, misses 20 events and comes back with its cursor gets exactly those, in order, then live ones", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  const begin = await logHead(ola);
  const first = ola.follow<{ inboxEvents: SeenEvent }>(events, { after: begin });
  await toggle(ola, id, 1);
  await first.has(2);
  const cursor = first.seen.at(-1)?.inboxEvents.cursor ?? "";
  await first.stop();
  await toggle(ola, id, 10);
  const missed = await logFrom(ola, cursor);
  expect(missed).toHaveLength(20);
  const second = ola.follow<{ inboxEvents: SeenEvent }>(events, { after: cursor });
  await second.has(20);
  expect(seenIds(second)).toEqual(missed.map((event) => event.id));
  await toggle(ola, id, 1);
  await second.has(22);
  expect(seenIds(second)).toEqual((await logFrom(ola, cursor)).map((event) => event.id));
  expect(first.seen).toHaveLength(2);
  const only = ola.follow<{ inboxEvents: SeenEvent }>(events, { after: cursor, filter: { types: ["TURNED_ON"], inboxId: id } });
  await only.has(11);
  expect(only.seen.map(({ inboxEvents }) => inboxEvents.type)).toEqual(Array.from({ length: 11 }, () => "TURNED_ON"));
});

test("two processes on one database: a change through one reaches the subscribers of the other", async () => {
  const port = await findFreePort();
  const other = await startApi({ ...world().variables, PORT: String(port) });
  const otherUrl = `http://localhost:${port}`;
  try {
    const [here, there] = [await world().asMember("ola"), await world().asMember("ola", otherUrl)];
    const after = await logHead(here);
    const [live, liveThere] = [
      here.follow<{ inboxEvents: SeenEvent }>(events, { after }),
      there.follow<{ inboxEvents: SeenEvent }>(events, { after }),
    ];
    const { id } = await connectImap(world(), here, "new@imap.demo.test");
    await liveThere.has(2);
    expect(liveThere.seen[1]?.inboxEvents).toMatchObject({ type: "CONNECTED", inboxId: id, inbox: { state: "CONNECTED" } });
    await act(there, "turnOff", id);
    await live.has(3);
    await act(here, "remove", id);
    await Promise.all([live.has(5), liveThere.has(5)]);
    expect(seenIds(live)).toEqual((await logFrom(here, after)).map((event) => event.id));
    expect(seenIds(liveThere)).toEqual(seenIds(live));
  } finally {
    await other.close();
  }
});

interface Told {
  readonly notificationAdded: { readonly id: string; readonly because: string; readonly inbox: { readonly id: string } | null };
}

async function listen(...names: PersonName[]): Promise<Record<string, Following<Told>>> {
  const all = await Promise.all(names.map(async (name) => [name, (await world().asMember(name)).follow<Told>(notices)] as const));
  await Promise.all(all.map(([, following]) => following.stands()));
  return Object.fromEntries(all);
}

const because = (who: string) => `You are told because you are ${who} of this workspace.`;
const own = "You are told because it is your inbox.";

function told(listening: Record<string, Following<Told>>): Record<string, readonly string[]> {
  return Object.fromEntries(
    Object.entries(listening).map(([name, { seen }]) => [name, seen.map(({ notificationAdded }) => notificationAdded.because)]),
  );
}

test("a deleted channel is told, live, to super admins, admins and who connected it, each once, and to nobody else", async () => {
  const [sofia, adam, ola] = [await world().asMember("sofia"), await world().asMember("adam"), await world().asMember("ola")];
  const role = "mutation ($id: ID!, $role: Role!) { setMemberRole(memberId: $id, role: $role) { id role } }";
  const become = async (to: string) => {
    await sofia.get(role, { id: world().memberId("ola"), role: to });
    await until(
      async () => (await ola.get<{ viewer: { role: string } }>("{ viewer { role } }")).viewer.role === to,
      "the session knows it",
    );
  };
  await become("ADMIN");
  const sharedInboxId = await createShared(adam, "Billing");
  const { id } = await connectImap(world(), ola, "billing@imap.demo.test", { kind: "TEAM", sharedInboxId });
  await become("MEMBER");
  const listening = await listen("sofia", "adam", "ola", "bruno", "olga");
  await act(adam, "deleteChannel", id);
  await Promise.all(["sofia", "adam", "ola"].map((name) => listening[name]?.has(1)));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(told(listening)).toEqual({
    sofia: [because("a super admin")],
    adam: [because("an admin")],
    ola: ["You are told because you connected it."],
    bruno: [],
    olga: [],
  });
  const rows = await world().database.query<{ n: number }>("select count(*)::int as n from notification where template = 'channelDeleted'");
  expect(rows[0]?.n).toBe(3);
});

test("a personal inbox that somebody else turns off and removes is told to its owner alone; one's own is told to nobody", async () => {
  const [ola, sofia] = [await world().asMember("ola"), await world().asMember("sofia")];
  const [mine, theirs] = [await connectImap(world(), ola, "new@imap.demo.test"), await connectImap(world(), ola, "spare@imap.demo.test")];
  const listening = await listen("sofia", "adam", "ola", "bruno");
  await removeFully(ola, mine.id);
  await removeFully(sofia, theirs.id);
  await listening["ola"]?.has(2);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(told(listening)).toEqual({ sofia: [], adam: [], ola: [own, own], bruno: [] });
  expect(new Set(listening["ola"]?.seen.map(({ notificationAdded }) => notificationAdded.inbox?.id))).toEqual(new Set([theirs.id]));
});
