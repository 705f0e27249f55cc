import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../test/log-world.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { newId } from "../platform/new-id.ts";
import { createTimerStore, type Timer, type TimerStore } from "./timer.store.ts";
import { createTimerWorker, type TimerHandler, type TimerWorker, type TimerWorkerOptions } from "./timer-worker.ts";

const testDatabase = useTestDatabase({ poolSize: 12 });
const workspaceId = newId();
let workers: TimerWorker[] = [];
let store: TimerStore;

beforeEach(async () => {
  store = createTimerStore(testDatabase().database);
  workers = [];
  await testDatabase().database.query("delete from timer");
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
});

async function set(dueAt: number, kind = "work"): Promise<string> {
  const id = newId();
  await testDatabase().database.query("insert into timer (id, kind, due_at, workspace_id, payload) values ($1, $2, $3, $4, $5)", [
    id,
    kind,
    new Date(dueAt),
    workspaceId,
    { mark: id },
  ]);
  return id;
}

async function left(): Promise<readonly { id: string; tries: number; dueAt: number; lease: Date | null }[]> {
  return testDatabase().database.query(
    `select id, tries, (extract(epoch from due_at) * 1000)::float8 as "dueAt", lease_until as lease from timer order by id`,
  );
}

function work(handler: TimerHandler, more: Partial<TimerWorkerOptions> = {}): TimerWorker {
  const worker = createTimerWorker({ store, handlers: { work: handler }, now: Date.now, onError: () => undefined, ...more });
  workers.push(worker);
  worker.start();
  return worker;
}

test("what is due runs once, with what it carries, and is gone; what is not due waits", async () => {
  const due = await set(Date.now() - 1_000);
  const later = await set(Date.now() + 3_600_000);
  const ran: Timer[] = [];
  work(async (timer) => (ran.push(timer), "done"));
  await until(async () => (await left()).length === 1, "the due one is gone");
  expect(ran.map(({ id, payload, tries, token }) => ({ id, payload, tries, token }))).toEqual([
    { id: due, payload: { mark: due }, tries: 0, token: 1 },
  ]);
  expect((await left())[0]?.id).toBe(later);
});

test("a nudge makes it look at once, and it wakes at the next due time by itself", async () => {
  const ran: string[] = [];
  const worker = work(async (timer) => (ran.push(timer.id), "done"), { pollMs: 3_600_000 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const now = await set(Date.now());
  const soon = await set(Date.now() + 300);
  worker.nudge();
  await until(() => ran.length === 2, "both ran");
  expect(ran).toEqual([now, soon]);
});

test("two workers share what is due: 300 timers, each run once, never more than 8 at once in one", async () => {
  const ids = await Promise.all(Array.from({ length: 300 }, () => set(Date.now() - 1)));
  const ran: string[] = [];
  const most = [0, 0];
  for (const index of [0, 1]) {
    let running = 0;
    work(async (timer) => {
      running += 1;
      most[index] = Math.max(most[index] ?? 0, running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running -= 1;
      ran.push(timer.id);
      return "done";
    });
  }
  await until(async () => (await left()).length === 0, "all are gone");
  expect(ran.toSorted()).toEqual(ids.toSorted());
  expect(Math.max(...most)).toBeLessThanOrEqual(8);
});

test("a timer of a process that died is taken up once its lease has run out", async () => {
  const id = await set(Date.now() - 1);
  const [dead] = await store.claim({ now: Date.now(), leaseUntil: Date.now() + 5_000, limit: 1, kinds: ["work"] });
  expect(dead?.id).toBe(id);
  const ran: Timer[] = [];
  work(async (timer) => (ran.push(timer), "done"), { pollMs: 50 });
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(ran).toEqual([]);
  await until(() => ran.length === 1, "it was taken up");
  expect(ran[0]).toMatchObject({ id, token: 2, tries: 1 });
});

test("who lost a timer can neither complete, renew nor reschedule it", async () => {
  await set(Date.now() - 1);
  const claim = (now: number) => store.claim({ now, leaseUntil: now + 1_000, limit: 1, kinds: ["work"] });
  const [first] = await claim(Date.now());
  const [second] = await claim(Date.now() + 2_000);
  if (!first || !second) throw new Error("Both claim it.");
  expect(await store.complete(first)).toBe(false);
  expect(await store.renew(first, Date.now() + 9_000)).toBe(false);
  expect(await store.reschedule(first, Date.now(), 0)).toBe(false);
  expect(await store.renew(second, Date.now() + 9_000)).toBe(true);
  expect(await store.complete(second)).toBe(true);
  expect(await left()).toEqual([]);
});

test("a long run keeps its lease; one whose lease is lost is told so", async () => {
  await set(Date.now() - 1);
  let lost = false;
  let calls = 0;
  work(
    async (_timer, signal) => {
      calls += 1;
      if (calls > 1) return "done";
      await new Promise((resolve) => setTimeout(resolve, 700));
      await testDatabase().database.query("update timer set token = token + 1, lease_until = now() - interval '1 second'");
      await until(() => signal.aborted, "it is told");
      lost = true;
      return "done";
    },
    { leaseMs: 300, pollMs: 30, concurrency: 2 },
  );
  await until(() => calls === 2, "another run took it up");
  await until(() => lost, "the first one was told");
  await until(async () => (await left()).length === 0, "it is done");
});

test("a throw puts it off, longer with every try; an answer of `again` begins anew", async () => {
  const id = await set(Date.now() - 1);
  const waits: number[] = [];
  const errors: unknown[] = [];
  let calls = 0;
  let clock = Date.now();
  const again = clock + 1_000_000_000;
  work(
    async () => {
      calls += 1;
      if (calls <= 4) throw new Error("not now");
      return { again };
    },
    { now: () => clock, pollMs: 5, backOff: { firstMs: 1_000, mostMs: 4_000 }, onError: (error) => errors.push(error) },
  );
  for (let round = 0; round < 4; round += 1) {
    await until(async () => (await left())[0]?.tries === round + 1 && (await left())[0]?.lease === null, "it was put off");
    const due = (await left())[0]?.dueAt ?? 0;
    waits.push(due - clock);
    clock = due;
  }
  await until(async () => (await left())[0]?.dueAt === again, "it runs again then");
  expect(await left()).toMatchObject([{ id, tries: 0 }]);
  expect(errors).toHaveLength(4);
  for (const [index, most] of [1_000, 2_000, 4_000, 4_000].entries()) {
    expect(waits[index]).toBeGreaterThanOrEqual(most / 2);
    expect(waits[index]).toBeLessThanOrEqual(most);
  }
});

test("kinds that nobody handles here stay for who does", async () => {
  const id = await set(Date.now() - 1, "other");
  await set(Date.now() - 1);
  work(async () => "done");
  await until(async () => (await left()).length === 1, "its own is gone");
  expect((await left())[0]).toMatchObject({ id, tries: 0 });
});

test("stopping waits for what runs and claims no more; past its limit it aborts and leaves the timer to others", async () => {
  await set(Date.now() - 1);
  let ended = false;
  const worker = work(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    ended = true;
    return "done";
  });
  await until(async () => (await left())[0]?.lease !== null, "it runs");
  await worker.stop();
  expect(ended).toBe(true);
  await set(Date.now() - 1);
  worker.nudge();
  let aborted = false;
  const stubborn = work(
    (_timer, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => ((aborted = true), reject(new Error("stopped"))));
      }),
    { stopLimitMs: 50 },
  );
  await until(async () => (await left())[0]?.lease !== null, "it runs");
  await stubborn.stop();
  expect(aborted).toBe(true);
  expect(await left()).toHaveLength(1);
});
