import { expect, test } from "vitest";
import type { MemberClient } from "./api-client.ts";
import { useApiWorld } from "./api-world.ts";
import { act, connect, connectImap, imapLogin, untilInbox, verbs, walk, type Begun } from "./inbox-steps.ts";

// An hour is a minute: second looks and back-offs need not be sat out; provider sign-ins still fit.
const world = useApiWorld({ timeScale: 60 });

interface Told {
  readonly type: string;
  readonly arrivedMeanwhile: number | null;
  readonly gap: { readonly uidValidity: string; readonly firstUid: string; readonly lastUid: string } | null;
}

async function newestOf(member: MemberClient, id: string, type: string): Promise<Told | undefined> {
  const query = `query ($id: ID!) { inbox(id: $id) { health { lastMailSeenAt } events(first: 20) { nodes { type arrivedMeanwhile gap { uidValidity firstUid lastUid } } } } }`;
  const { inbox } = await member.get<{ inbox: { events: { nodes: readonly Told[] } } }>(query, { id });
  return inbox.events.nodes.find((event) => event.type === type);
}

async function deliver(address: string, count: number): Promise<void> {
  await world().sandbox.trouble(`deliver/${address}`, { from: "a@b.test", subject: "Hello", text: "…", count });
}

function span(told: Told | undefined): number {
  return told?.gap ? Number(told.gap.lastUid) - Number(told.gap.firstUid) + 1 : -1;
}

test("what came while an inbox was off is told when it is turned on; nothing came: 0, and no UIDs", { timeout: 60_000 }, async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  await act(ola, "turnOff", id);
  await deliver("ola@imap.demo.test", 3);
  await act(ola, "turnOn", id);
  const told = await newestOf(ola, id, "TURNED_ON");
  expect(told?.arrivedMeanwhile).toBe(3);
  expect(span(told)).toBe(3);
  await act(ola, "turnOff", id);
  await act(ola, "turnOn", id);
  expect(await newestOf(ola, id, "TURNED_ON")).toMatchObject({ arrivedMeanwhile: 0, gap: null });
});

test(
  "an OAuth inbox: its checks open a session, so that what came until it recovered, or was reconnected, is told, each message once",
  { timeout: 120_000 },
  async () => {
    const ola = await world().asMember("ola");
    const address = "new@microsoft.demo.test";
    const { id } = await connect(ola, address);
    await world().sandbox.trouble(`accounts/${address}`, { suspended: true });
    await untilInbox(ola, id, (inbox) => inbox.state === "DISCONNECTED", "it is refused twice");
    await deliver(address, 2);
    await world().sandbox.trouble(`accounts/${address}`, { suspended: false });
    await act(ola, "check", id);
    const recovered = await newestOf(ola, id, "RECOVERED");
    expect(recovered?.arrivedMeanwhile).toBe(2);
    expect(span(recovered)).toBe(2);

    // Nobody looks by itself at one whose access was withdrawn: all four are there when it comes back.
    await world().sandbox.trouble(`accounts/${address}`, { appAccess: "withdrawn" });
    await act(ola, "check", id);
    await untilInbox(ola, id, (inbox) => inbox.state === "DISCONNECTED", "its access is withdrawn");
    await deliver(address, 4);
    const begun = (await ola.get<{ done: Begun }>(verbs.reconnect, { input: { inboxId: id } })).done;
    await walk(begun.authorizationUrl, address);
    const told = await newestOf(ola, id, "RECONNECTED");
    expect(told?.arrivedMeanwhile).toBe(4);
    expect(span(told)).toBe(4);
    // What came first is told first, and nothing twice.
    expect(told?.gap?.firstUid).toBe(String(Number(recovered?.gap?.lastUid) + 1));
    expect(told?.gap?.uidValidity).toBe(recovered?.gap?.uidValidity);
  },
);

test("when mail last came is seen by a check, and by none where nothing came", { timeout: 60_000 }, async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "billing@imap.demo.test");
  const lastMail = async () => {
    const query = "query ($id: ID!) { inbox(id: $id) { health { lastMailSeenAt lastCheckedAt } } }";
    return (await ola.get<{ inbox: { health: { lastMailSeenAt: string | null; lastCheckedAt: string } } }>(query, { id })).inbox.health;
  };
  await act(ola, "check", id);
  expect((await lastMail()).lastMailSeenAt).toBeNull();
  await deliver("billing@imap.demo.test", 1);
  await act(ola, "check", id);
  const seen = await lastMail();
  expect(seen.lastMailSeenAt).not.toBeNull();
  await act(ola, "check", id);
  const after = await lastMail();
  expect(after.lastMailSeenAt).toBe(seen.lastMailSeenAt);
  expect(Date.parse(after.lastCheckedAt)).toBeGreaterThan(Date.parse(seen.lastCheckedAt));
});

test(
  "a mailbox that its server made anew: its UIDs tell nothing of what came, and the next gap counts from the new ones",
  { timeout: 60_000 },
  async () => {
    const ola = await world().asMember("ola");
    const address = "spare@imap.demo.test";
    const { id } = await connectImap(world(), ola, address);
    await act(ola, "turnOff", id);
    await deliver(address, 3);
    await world().sandbox.trouble(`accounts/${address}`, { mailboxRebuilt: true });
    await act(ola, "turnOn", id);
    expect(await newestOf(ola, id, "TURNED_ON")).toMatchObject({ arrivedMeanwhile: null, gap: null });
    await act(ola, "turnOff", id);
    await deliver(address, 2);
    await act(ola, "turnOn", id);
    const told = await newestOf(ola, id, "TURNED_ON");
    expect(told?.arrivedMeanwhile).toBe(2);
    expect(span(told)).toBe(2);
  },
);

test("another account's UIDs count anew: nothing is told of what came", { timeout: 60_000 }, async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@google.demo.test");
  const { kind: _kind, address: _address, ...login } = imapLogin(world(), "new@imap.demo.test");
  await act(ola, "reconnectImap", id, { ...login, username: "new@imap.demo.test" });
  expect(await newestOf(ola, id, "RECONNECTED")).toMatchObject({ arrivedMeanwhile: null, gap: null });
});
