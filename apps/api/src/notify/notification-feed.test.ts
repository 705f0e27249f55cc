import { afterEach, beforeEach, expect, test } from "vitest";
import { cutBuses } from "../../test/cut-buses.ts";
import { until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { type Bus, createBus } from "../platform/bus.ts";
import { newId } from "../platform/new-id.ts";
import { createNotificationFeed, type NotificationFeed } from "./notification-feed.ts";
import { createNotificationStore, type Reader } from "./notification.store.ts";

const testDatabase = useTestDatabase();
let bus: Bus;
let feed: NotificationFeed;
let reader: Reader;
/** How far the clock of this test is ahead. */
let aheadMs = 0;
beforeEach(() => {
  const onError = (error: unknown): void => console.error(error);
  bus = createBus({ url: testDatabase().appUrl, onError });
  reader = { workspaceId: newId(), memberId: newId() };
  aheadMs = 0;
  feed = createNotificationFeed({ store: createNotificationStore(testDatabase().database), bus, now: () => new Date(), onError });
});
afterEach(async () => {
  feed.close();
  await bus.close();
});

/** Stored as the relay does it; a lost hint says nothing of them. */
async function tell(count: number, { hinted = true } = {}): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  await testDatabase().database.query(
    `insert into notification (workspace_id, id, member_id, template, params, because, severity, episode, href, created_at)
       select $1, id, $2, 'webhookDisabled', '{"url":"https://a.test/"}', 'SUPER_ADMIN', 'INFO', id::text, '/webhooks', $4 from unnest($3::uuid[]) as id`,
    [reader.workspaceId, reader.memberId, ids, new Date(Date.now() + aheadMs)],
  );
  if (hinted) for (const id of ids) bus.changed({ workspaceId: reader.workspaceId, topic: "NOTIFICATION", id });
  return ids;
}

const follow = (from: Date | null = null) => feed.follow(reader, new AbortController().signal, from);

/** What a reader who keeps up has got. */
function keepUp(from: Date | null = null): string[] {
  const got: string[] = [];
  void (async () => {
    for await (const { id } of follow(from)) got.push(id);
  })();
  return got;
}

test("a reader who does not read for 1,001 notices is told that they were too slow, and holds no more of them", async () => {
  const notices = follow();
  const first = notices.next();
  const quick = keepUp();
  await until(async () => (await tell(1), quick.length > 0), "both follow");
  await first;
  for (let round = 0; round < 3; round += 1) await tell(500);
  await until(() => quick.length >= 1_500, "who keeps up has them all");
  await expect(notices.next()).rejects.toMatchObject({ extensions: { code: "RATE_LIMITED", retryAfterSeconds: 1 } });
  expect((await notices.next()).done).toBe(true);
  expect(new Set(quick).size).toBe(quick.length);
});

test("who has followed for long gets what came while hints were lost, each once, however much there was before", async () => {
  const got = keepUp();
  await until(async () => (await tell(1), got.length > 0), "it follows");
  for (let round = 0; round < 3; round += 1) {
    aheadMs += 120_000;
    await tell(500);
    await until(() => got.length > 500 * (round + 1), "they came");
  }
  const before = got.length;
  // Two minutes later a hint is lost, and then the bus says so.
  aheadMs += 120_000;
  const [heard] = await tell(1);
  await until(() => got.includes(heard ?? ""), "it comes");
  const [missed] = await tell(1, { hinted: false });
  await cutBuses(testDatabase());
  await until(() => got.includes(missed ?? ""), "it comes, too");
  expect([got.length, new Set(got).size]).toEqual([before + 2, before + 2]);
});

test("what was asked for when hints were lost, and comes late, doubles nothing that is forgotten by then", async () => {
  const store = createNotificationStore(testDatabase().database);
  const waiting: (() => void)[] = [];
  let isHeld = false;
  const since: typeof store.since = async (...asked) => {
    const found = await store.since(...asked);
    if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
    return found;
  };
  feed.close();
  feed = createNotificationFeed({ store: { find: store.find, since }, bus, now: () => new Date(), onError: console.error });
  const got = keepUp();
  await until(async () => (await tell(1), got.length > 0), "it follows");
  const [known] = await tell(1);
  await until(() => got.includes(known ?? ""), "it has the last");
  isHeld = true;
  await cutBuses(testDatabase());
  await until(() => waiting.length > 0, "it asks for what it missed");
  aheadMs += 120_000;
  const [later] = await tell(1, { hinted: false });
  bus.changed({ workspaceId: reader.workspaceId, topic: "NOTIFICATION", id: later ?? "" });
  await until(() => got.includes(later ?? ""), "it goes on");
  isHeld = false;
  for (const answer of waiting) answer();
  const [last] = await tell(1);
  await until(() => got.includes(last ?? ""), "it goes on after the late answer");
  expect(new Set(got).size).toBe(got.length);
});

test("who names the newest they have gets what came after it, a minute back at most, and then what comes; each once", async () => {
  aheadMs = -120_000;
  await tell(1, { hinted: false });
  aheadMs = -20_000;
  const [listed] = await tell(1, { hinted: false });
  aheadMs = -10_000;
  const [between] = await tell(1, { hinted: false });
  aheadMs = 0;
  const [late, all, fromNow] = [keepUp(new Date(Date.now() - 15_000)), keepUp(new Date(0)), keepUp()];
  await until(() => late.length === 1 && all.length === 2, "what came before is there");
  const coming: string[] = [];
  await until(async () => (coming.push(...(await tell(1))), fromNow.length > 0), "it goes on");
  await until(() => [late, all].every((got) => got.includes(coming.at(-1) ?? "")), "all have the last");
  expect(late).toEqual([between, ...coming.filter((id) => late.includes(id))]);
  expect(all.slice(0, 2)).toEqual([listed, between]);
  for (const got of [late, all, fromNow]) expect(new Set(got).size).toBe(got.length);
  expect(fromNow.every((id) => coming.includes(id))).toBe(true);
});
