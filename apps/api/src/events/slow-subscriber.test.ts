import type { GraphQLSchema } from "graphql";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type FrameSocket, openFrameSocket } from "../../test/frame-socket.ts";
import { buildLiveSchema, createLiveProcess, type LiveProcess, signIn as signInTo } from "../../test/live-process.ts";
import { append, teamInbox, until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { newId } from "../platform/new-id.ts";
import { sinkLimits, tooSlowCode } from "../platform/socket-sink.ts";
import type { MemberViewer } from "../platform/viewer.ts";

const testDatabase = useTestDatabase({ poolSize: 16 });
let schema: GraphQLSchema;
let process: LiveProcess;
let workspaceId: string;
let sockets: FrameSocket[] = [];

beforeAll(async () => {
  schema = await buildLiveSchema(testDatabase().database);
  process = await createLiveProcess(testDatabase(), schema);
});
afterAll(() => process.close());
beforeEach(async () => {
  workspaceId = newId();
  const values = [workspaceId, `demo-${workspaceId}`];
  await testDatabase().database.query("insert into workspace (id, name, slug, created_at) values ($1, 'Demo', $2, now())", values);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

const subscription = "subscription ($after: Cursor) { inboxEvents(after: $after) { id cursor providerCode } }";
/** A frame of some 8 KB. */
const large = { type: "DISCONNECTED" as const, more: { providerCode: "x".repeat(8_000) } };

async function open(viewer: MemberViewer, at = process): Promise<FrameSocket> {
  const socket = await openFrameSocket(at.url, { payload: { authorization: viewer.sessionId } });
  sockets.push(socket);
  return socket;
}

async function happen(count: number): Promise<string[]> {
  const entries = Array.from({ length: count }, () => large);
  const { ids } = await append(testDatabase().database, workspaceId, teamInbox(), entries);
  process.announce(workspaceId);
  return ids.map((id) => `event_${id.replaceAll("-", "")}`);
}

const eventsOf = (socket: FrameSocket, id = "1"): { id: string; cursor: string }[] =>
  socket.answers(id).map((text) => JSON.parse(text).data.inboxEvents);
const idsOf = (socket: FrameSocket): string[] => eventsOf(socket).map((event) => event.id);

async function logHead(socket: FrameSocket): Promise<string> {
  socket.subscribe("head", "{ logHead }");
  await until(() => socket.answers("head").length === 1, "it answers");
  return JSON.parse(socket.answers("head")[0] ?? "").data.logHead;
}

test("a client that stops reading is let go within its bound, with a code that says how to go on; nobody else waits", async () => {
  const viewer = await signInTo(testDatabase().database, workspaceId, "ADMIN");
  const [fast, ...slow] = await Promise.all(Array.from({ length: 6 }, () => open(viewer)));
  if (!fast) throw new Error("There is no fast one.");
  const after = await logHead(fast);
  for (const socket of [fast, ...slow]) socket.subscribe("1", subscription, { after });
  const ids = await happen(1);
  await until(() => [fast, ...slow].every((socket) => socket.answers("1").length === 1), "all follow");
  expect(process.groups()).toBe(1);
  for (const { socket } of slow) socket.pause();
  let most = 0;
  for (let round = 0; round < 30; round += 1) {
    ids.push(...(await happen(100)));
    await until(
      () => ((most = Math.max(most, process.sockets.waitingBytes())), fast.answers("1").length === ids.length),
      "the fast one has all",
    );
  }
  expect(idsOf(fast)).toEqual(ids);
  // They did stand in the way, and never by more than each may.
  expect(most).toBeGreaterThan(sinkLimits.bytes);
  expect(most).toBeLessThan(slow.length * (sinkLimits.bytes + 64 * 1024));
  for (const { socket } of slow) socket.resume();
  for (const one of slow) {
    expect(await one.closed).toEqual({ code: tooSlowCode, reason: "Too slow: resume from your cursor" });
    const again = await open(viewer);
    again.subscribe("1", subscription, { after: eventsOf(one).at(-1)?.cursor });
    const has = one.answers("1").length;
    await until(() => has + again.answers("1").length === ids.length, "it goes on from where it was");
    expect([...idsOf(one), ...idsOf(again)]).toEqual(ids);
  }
});

test("a client for which more than 1,000 small answers wait is let go as well, far below the bytes that it may have", async () => {
  const viewer = await signInTo(testDatabase().database, workspaceId, "ADMIN");
  const [fast, slow] = [await open(viewer), await open(viewer)];
  const small = "subscription { inboxEvents { id } }";
  fast.subscribe("1", small);
  // With what it asks, as much as a socket may: 99 answers for each event.
  for (let index = 0; index < 99; index += 1) slow.subscribe(String(index), small);
  slow.subscribe("asked", "{ logHead }");
  await until(() => slow.answers("asked").length === 1, "it follows");
  const entries = Array.from({ length: 100 }, () => ({}));
  const happenSmall = async (): Promise<void> => {
    await append(testDatabase().database, workspaceId, teamInbox(), entries);
    process.announce(workspaceId);
  };
  slow.socket.pause();
  let [most, before, told] = [0, -1, 0];
  // Until something waits, and no more of it than before: it is sent nothing any more.
  while (most === 0 || most > before) {
    before = most;
    await happenSmall();
    told += entries.length;
    await until(() => ((most = Math.max(most, process.sockets.waitingBytes())), fast.answers("1").length === told), "the other has all");
  }
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(sinkLimits.bytes / 4);
  slow.socket.resume();
  expect(await slow.closed).toEqual({ code: tooSlowCode, reason: "Too slow: resume from your cursor" });
});

test("whoever catches up is sent no more than it reads, and is not let go for it", async () => {
  const viewer = await signInTo(testDatabase().database, workspaceId, "ADMIN");
  const reader = await open(viewer);
  const after = await logHead(reader);
  const ids: string[] = [];
  for (let round = 0; round < 10; round += 1) ids.push(...(await happen(200)));
  reader.subscribe("1", subscription, { after });
  await until(() => reader.answers("1").length > 0, "it begins");
  reader.socket.pause();
  let most = 0;
  for (let look = 0; look < 30; look += 1) {
    most = Math.max(most, process.sockets.waitingBytes());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  expect(most).toBeLessThan(sinkLimits.bytes / 2);
  reader.socket.resume();
  await until(() => reader.answers("1").length === ids.length, "it has all");
  expect(idsOf(reader)).toEqual(ids);
});

test("a client that never answers a ping is gone after two of them", async () => {
  const viewer = await signInTo(testDatabase().database, workspaceId, "ADMIN");
  const hasty = await createLiveProcess(testDatabase(), schema, 300);
  try {
    const [mute, other] = [await open(viewer, hasty), await open(viewer, hasty)];
    for (const socket of [mute, other]) socket.subscribe("1", subscription);
    await until(() => hasty.groups() === 1, "both follow");
    // The library answers pings by itself; a paused socket does not read them.
    mute.socket.pause();
    await until(() => hasty.sockets.count() === 1, "it is gone");
    await happen(1);
    await until(() => other.answers("1").length === 1, "the other one goes on");
  } finally {
    await hasty.close();
  }
});

test("a client that subscribes 10,000 times on one socket gets 100 and is told so for each other; 10 MB at once end it", async () => {
  const viewer = await signInTo(testDatabase().database, workspaceId, "ADMIN");
  const greedy = await open(viewer);
  for (let index = 0; index < 10_000; index += 1) greedy.subscribe(String(index), subscription);
  const ended = (): number => Array.from({ length: 10_000 }, (_, index) => greedy.end(String(index))).filter((end) => end !== null).length;
  await until(() => ended() >= 9_900, "the others are refused");
  const refusal = greedy.end("9999");
  expect(JSON.parse(refusal ?? "").payload[0].extensions.code).toBe("RATE_LIMITED");
  expect(process.groups()).toBe(1);
  await happen(1);
  const answered = (): number =>
    Array.from({ length: 10_000 }, (_, index) => greedy.answers(String(index)).length).reduce((a, b) => a + b, 0);
  await until(() => answered() >= 100, "those that follow are told");
  expect([ended(), answered()]).toEqual([9_900, 100]);
  greedy.socket.send("x".repeat(10_000_000));
  expect((await greedy.closed).code).toBe(1009);
  await until(() => process.groups() === 0, "nothing is left of it");
});

test("who has nothing in common but the workspace is told apart, and a group ends with its last one", async () => {
  const [admin, member] = [
    await signInTo(testDatabase().database, workspaceId, "ADMIN"),
    await signInTo(testDatabase().database, workspaceId, "MEMBER"),
  ];
  const [one, other, third] = [await open(admin), await open(admin), await open(member)];
  one.subscribe("1", subscription);
  other.subscribe("x", subscription, { after: await logHead(other) });
  await until(() => process.groups() === 1, "the two follow together");
  one.subscribe("2", subscription.replace("providerCode", "type"));
  third.subscribe("1", subscription);
  await until(() => process.groups() === 3, "another selection and another role stand apart");
  one.send({ id: "2", type: "complete" });
  third.close();
  await until(() => process.groups() === 1, "they are gone");
  one.close();
  await happen(1);
  await until(() => other.answers("x").length === 1, "the other one goes on");
});
