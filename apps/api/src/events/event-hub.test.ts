import { afterEach, beforeEach, expect, test } from "vitest";
import { append, personalInbox, teamInbox, until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { type Bus, createBus } from "../platform/bus.ts";
import { newId } from "../platform/new-id.ts";
import { createTransactions } from "../platform/transaction.ts";
import { createEventHub, type EventHub, type Following, LogExpired } from "./event-hub.ts";
import { createEventLog, type EventLog } from "./event-log.store.ts";

const testDatabase = useTestDatabase();
const silent = { onLogGrew: () => () => undefined, onLost: () => () => undefined };
let open: { close(): void | Promise<void> }[] = [];
let signal: AbortController;
let workspaceId: string;

beforeEach(() => {
  signal = new AbortController();
  workspaceId = newId();
  open = [];
});
afterEach(async () => {
  signal.abort();
  for (const one of open) await one.close();
});

function keep<Thing extends { close(): void | Promise<void> }>(thing: Thing): Thing {
  open.push(thing);
  return thing;
}

function fail(error: unknown): never {
  throw error;
}

function hubOn(
  bus: Pick<Bus, "onLogGrew" | "onLost"> = silent,
  log: EventLog = createEventLog(testDatabase().database),
  pollMs = 50,
): EventHub {
  return keep(createEventHub({ log, bus, onError: fail, pollMs }));
}

function collect(hub: EventHub, following: Partial<Following> = {}): { numbers: number[]; ended: Promise<void> } {
  const numbers: number[] = [];
  const read = async (): Promise<void> => {
    for await (const batch of hub.follow({ workspaceId, after: null, signal: signal.signal, ...following }))
      numbers.push(...batch.map((event) => event.number));
  };
  return { numbers, ended: read() };
}

const add = (count: number, inbox = teamInbox(), at = Date.now()) =>
  append(
    testDatabase().database,
    workspaceId,
    inbox,
    Array.from({ length: count }, () => ({ at })),
  );
const upTo = (last: number, from = 1): number[] => Array.from({ length: last - from + 1 }, (_, index) => from + index);

test("a cursor's reader gets what it missed from the log, then what comes, without gap or double", async () => {
  await add(1_203);
  const hub = hubOn();
  const reader = collect(hub, { after: { number: 700, at: null } });
  await add(7);
  await until(() => reader.numbers.length >= 510, "all is seen");
  await add(3);
  await until(() => reader.numbers.length >= 513, "the live ones are seen");
  expect(reader.numbers).toEqual(upTo(1_213, 701));
});

test("without a cursor it begins with what comes from then on", async () => {
  await add(5);
  const log = createEventLog(testDatabase().database);
  let heads = 0;
  const answered: EventLog = { ...log, head: (...args) => log.head(...args).finally(() => (heads += 1)) };
  const hub = hubOn(silent, answered);
  const reader = collect(hub);
  await until(() => hub.followed() === 1 && heads > 0, "it is followed, and knows where it begins");
  await add(2);
  await until(() => reader.numbers.length >= 2, "the new ones are seen");
  expect(reader.numbers).toEqual([6, 7]);
});

test("one growth is read once for all who follow the workspace", async () => {
  const log = createEventLog(testDatabase().database);
  let reads = 0;
  const counting: EventLog = { ...log, read: (...args) => ((reads += 1), log.read(...args)) };
  const hub = hubOn(silent, counting);
  await add(1);
  const readers = Array.from({ length: 50 }, () => collect(hub, { after: { number: 1, at: null } }));
  await until(() => hub.followed() === 1, "it is followed");
  await new Promise((resolve) => setTimeout(resolve, 100));
  reads = 0;
  await add(3);
  await until(() => readers.every((reader) => reader.numbers.length >= 3), "all have seen it");
  // 50 would be one for each; a poll may fall between the three.
  expect(reads).toBeLessThanOrEqual(6);
});

test("a reader that stands still falls back to the log and misses nothing", async () => {
  const hub = hubOn();
  const slow = hub.follow({ workspaceId, after: { number: 0, at: null }, signal: signal.signal });
  await add(1);
  const first = await slow.next();
  expect(first.value?.map((event: { number: number }) => event.number)).toEqual([1]);
  for (let round = 0; round < 5; round += 1) await add(500);
  const fast = collect(hub, { after: { number: 2_490, at: null } });
  await until(() => fast.numbers.length >= 11, "the tail is at the end");
  const numbers = [1];
  while (numbers.length < 2_501) {
    const step = await slow.next();
    numbers.push(...(step.value ?? []).map((event: { number: number }) => event.number));
  }
  expect(numbers).toEqual(upTo(2_501));
});

test("a change in one process reaches a follower of the other long before its poll", async () => {
  const { appUrl, database } = testDatabase();
  const here = keep(createBus({ url: appUrl, onError: () => undefined }));
  const there = keep(createBus({ url: appUrl, onError: () => undefined }));
  const hub = hubOn(there, createEventLog(database), 3_600_000);
  let heard = 0;
  there.onLogGrew(() => (heard += 1));
  await until(() => (here.logGrew(workspaceId), heard > 0), "the two hear each other");
  const reader = collect(hub, { after: { number: 0, at: null } });
  await add(2);
  here.logGrew(workspaceId);
  await until(() => reader.numbers.length === 2, "it came through the bus");
  expect(reader.numbers).toEqual([1, 2]);
});

test("only what a follower may see comes to it, and the rest does not hold it up", async () => {
  const [own, other] = [personalInbox(), personalInbox()];
  const hub = hubOn();
  const reader = collect(hub, { after: { number: 0, at: null }, wants: (event) => event.ownerId === own.ownerId });
  await add(600, other);
  await add(2, own);
  await add(1, other);
  await add(1, own);
  await until(() => reader.numbers.length >= 3, "its own are seen");
  expect(reader.numbers).toEqual([601, 602, 604]);
});

test("leaving while nothing happens ends at once, and the last one takes the poll along", async () => {
  const hub = hubOn();
  const stream = hub.follow({ workspaceId, after: null, signal: signal.signal });
  const waiting = stream.next();
  await until(() => hub.followed() === 1, "it is followed");
  await stream.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(hub.followed()).toBe(0);
});

test("a signal ends also a follower that does not ask on", async () => {
  await add(3);
  const hub = hubOn();
  const standing = hub.follow({ workspaceId, after: { number: 0, at: null }, signal: signal.signal });
  await standing.next();
  expect(hub.followed()).toBe(1);
  signal.abort();
  await until(() => hub.followed() === 0, "it let go");
  expect(await standing.next()).toEqual({ done: true, value: undefined });
});

test("closing ends every follower without an error", async () => {
  const hub = hubOn();
  const readers = [collect(hub), collect(hub, { after: { number: 0, at: null } })];
  await until(() => hub.followed() === 1, "they follow");
  hub.close();
  await Promise.all(readers.map((reader) => reader.ended));
  expect(hub.followed()).toBe(0);
});

test("a cursor older than the log is refused and told where the log begins", async () => {
  await add(5);
  await testDatabase().database.query("delete from inbox_event where workspace_id = $1 and number <= 3", [workspaceId]);
  const reader = collect(hubOn(), { after: { number: 1, at: null } });
  await expect(reader.ended).rejects.toBeInstanceOf(LogExpired);
  await expect(reader.ended).rejects.toMatchObject({ oldest: { number: 3 } });
  const atTheEdge = collect(hubOn(), { after: { number: 3, at: null } });
  await until(() => atTheEdge.numbers.length === 2, "the edge is readable");
});

test("a cursor is refused, not waited upon, where retention has left nothing behind it, and what comes then is read", async () => {
  await add(5);
  await testDatabase().database.query("delete from inbox_event where workspace_id = $1", [workspaceId]);
  const log = createEventLog(testDatabase().database);
  let reads = 0;
  const hub = hubOn(silent, { ...log, read: (...args) => ((reads += 1), log.read(...args)) });
  await expect(collect(hub, { after: { number: 2, at: Date.now() } }).ended).rejects.toMatchObject({ oldest: { number: 5 } });
  await expect(collect(hub, { after: { number: 2, at: null } }).ended).rejects.toBeInstanceOf(LogExpired);
  expect(reads).toBe(2);
  const atTheEnd = collect(hub, { after: { number: 5, at: Date.now() } });
  await add(2);
  await until(() => atTheEnd.numbers.length === 2, "it goes on");
  expect(atTheEnd.numbers).toEqual([6, 7]);
});

test("who follows while all that was added since is dropped is told so, though nothing more comes", async () => {
  await add(2);
  const hub = hubOn(silent, createEventLog(testDatabase().database), 500);
  const standing = collect(hub, { after: { number: 2, at: null } });
  await until(() => hub.followed() === 1, "it is followed");
  await new Promise((resolve) => setTimeout(resolve, 100));
  await createTransactions(testDatabase().database).run(async (connection) => {
    await append(connection, workspaceId, teamInbox(), [{}, {}]);
    await connection.query("delete from inbox_event where workspace_id = $1", [workspaceId]);
  });
  await expect(standing.ended).rejects.toMatchObject({ oldest: { number: 4 } });
});

test("a cursor's time only prunes: a clock that was set back by weeks leaves nothing out", async () => {
  const weeks = 40 * 24 * 60 * 60 * 1_000;
  await add(2);
  await add(2, teamInbox(), Date.now() - weeks);
  await add(1);
  const log = createEventLog(testDatabase().database);
  const events = await log.read(workspaceId, { number: 2, at: Date.now() }, 10);
  expect(events.map((event) => event.number)).toEqual([3, 4, 5]);
  await add(1, teamInbox(), Date.now() - weeks);
  expect((await log.read(workspaceId, { number: 5, at: Date.now() }, 10)).map((event) => event.number)).toEqual([6]);
});

test("a page of large events has fewer of them: what is read at once stays at some 256 KiB", async () => {
  const asked: number[] = [];
  const log = createEventLog(testDatabase().database);
  const hub = hubOn(silent, { ...log, read: (workspace, after, limit) => (asked.push(limit), log.read(workspace, after, limit)) });
  const providerCode = "x".repeat(8_000);
  for (let round = 0; round < 3; round += 1)
    await append(
      testDatabase().database,
      workspaceId,
      teamInbox(),
      Array.from({ length: 100 }, () => ({ more: { providerCode } })),
    );
  await add(700);
  const reader = collect(hub, { after: { number: 0, at: null } });
  await until(() => reader.numbers.length === 1_000, "it has all");
  expect(reader.numbers).toEqual(upTo(1_000));
  const [first, ...others] = asked;
  expect(first).toBe(64);
  // 8 KB each: some thirty of them; then the small ones, as many as a page has at most.
  expect(others[0]).toBeGreaterThan(25);
  expect(others[0]).toBeLessThan(35);
  expect(others.at(-1)).toBe(500);
});
