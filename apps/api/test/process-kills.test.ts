import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { createBus } from "../src/platform/bus.ts";
import { createCursors, logStart } from "../src/platform/cursor.ts";
import { deriveKey, parseKeyRing } from "../src/platform/key-ring.ts";
import { newId } from "../src/platform/new-id.ts";
import { type ApiChild, findFreePort, spawnApi, testKeys } from "./api-process.ts";
import { useApiWorld } from "./api-world.ts";
import { append, teamInbox, until } from "./log-world.ts";
import { hasRedis, type RedisServer, startRedis } from "./redis-server.ts";
import { openResumingSocket, type ResumingSocket } from "./resuming-clients.ts";

/** `npm run soak` takes the long form: 60 s, a kill every 10 s. */
const seconds = Number(process.env["STORM_SECONDS"] ?? 15);
const killEveryMs = seconds >= 60 ? 10_000 : 4_000;
const workspaceCount = 100;
const socketsEach = 4;
const subscriptionsEach = 5;
const perSecond = 200;
/** So many are written at least, a tenth of what is asked for, however long a busy machine takes: nothing is shown by a storm of nothing. */
const leastEvents = (seconds * perSecond) / 10;

if (!hasRedis) process.stderr.write("Left out: the storm over Redis, since redis-server is not installed here.\n");

const world = useApiWorld({ start: false, role: "api" });
const ends: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

interface Workspace {
  readonly id: string;
  readonly cookie: string;
  readonly start: string;
  readonly ids: string[];
}

const people = `with given as (select * from unnest($1::uuid[], $2::uuid[], $3::text[]) as g(workspace_id, user_id, token)),
  w as (insert into workspace (id, name, slug, created_at) select workspace_id, 'Storm', workspace_id::text, now() from given),
  u as (insert into user_account (id, name, email, email_verified, created_at, updated_at)
    select user_id, 'Ola', user_id || '@storm.test', true, now(), now() from given returning id)
  insert into session (id, token, user_id, expires_at, created_at, updated_at)
    select uuidv7(), token, user_id, now() + interval '1 hour', now(), now() from given join u on u.id = user_id`;
const members = `insert into member (workspace_id, id, user_id, role, joined_at)
  select workspace_id, uuidv7(), user_id, 'ADMIN', now() from unnest($1::uuid[], $2::uuid[]) as g(workspace_id, user_id)`;

async function makeWorkspaces(): Promise<readonly Workspace[]> {
  const ring = parseKeyRing(testKeys);
  if (typeof ring === "string") throw new Error(ring);
  const secret = deriveKey(ring, "sign-in").toString("base64");
  const cursors = createCursors(deriveKey(ring, "cursor"));
  const made = Array.from({ length: workspaceCount }, () => ({ id: newId(), userId: newId(), token: newId() }));
  const { database } = world();
  await database.query(people, [made.map(({ id }) => id), made.map(({ userId }) => userId), made.map(({ token }) => token)]);
  await database.query(members, [made.map(({ id }) => id), made.map(({ userId }) => userId)]);
  return made.map(({ id, token }) => {
    const signature = createHmac("sha256", secret).update(token).digest("base64");
    const cookie = `relink.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
    return { id, cookie, start: cursors.toCursor(id, logStart), ids: [] };
  });
}

interface Processes {
  readonly urls: readonly string[];
  /** Kills one, as a crash does, and starts it again. */
  crash(index: number): Promise<void>;
}

async function startProcesses(count: number, redis: RedisServer | null): Promise<Processes> {
  const ports = await Promise.all(Array.from({ length: count }, findFreePort));
  const start = (port: number): Promise<ApiChild> => {
    const more = { PORT: String(port), PUBLIC_URL: `http://localhost:${port}`, ...(redis ? { REDIS_URL: redis.url } : {}) };
    return spawnApi({ ...world().variables, ...more });
  };
  const children = await Promise.all(ports.map(start));
  ends.push(() => Promise.all(children.map((child) => child.kill("SIGKILL"))));
  return {
    urls: children.map(({ url }) => url),
    async crash(index) {
      await children[index]?.kill("SIGKILL");
      const port = ports[index];
      if (port !== undefined) children[index] = await start(port);
    },
  };
}

/** 200 events a second in all, one in five without a hint. */
async function write(workspaces: readonly Workspace[], redis: RedisServer | null): Promise<void> {
  const bus = createBus({ url: world().appUrl, redisUrl: redis?.url ?? null, onError: () => undefined });
  ends.push(() => bus.close());
  const inbox = teamInbox();
  const begun = performance.now();
  let count = 0;
  const happen = async (): Promise<void> => {
    const workspace = workspaces[Math.floor(Math.random() * workspaces.length)];
    const hinted = (count += 1) % 5 !== 0;
    if (!workspace) return;
    const { last, ids } = await append(world().database, workspace.id, inbox, [{}]);
    workspace.ids[last - 1] = `event_${ids.join().replaceAll("-", "")}`;
    if (hinted) bus.logGrew(workspace.id);
  };
  const writer = async (): Promise<void> => {
    for (;;) {
      const elapsed = performance.now() - begun;
      if (elapsed > seconds * 1_000 && count >= leastEvents) return;
      if (count < (elapsed / 1_000) * perSecond) await happen();
      else await wait(5);
    }
  };
  await Promise.all(Array.from({ length: 8 }, writer));
}

async function makeTrouble(processes: Processes, redis: RedisServer | null): Promise<{ kills: number; restarts: number }> {
  const end = performance.now() + seconds * 1_000;
  let [kills, restarts] = [0, 0];
  const kill = async (): Promise<void> => {
    for (let at = performance.now() + killEveryMs; at < end; at += killEveryMs) {
      await wait(Math.max(at - performance.now(), 0));
      await processes.crash(kills % processes.urls.length);
      kills += 1;
    }
  };
  const restart = async (): Promise<void> => {
    for (let time = 0; redis && time < 2; time += 1) {
      await wait((seconds * 1_000) / 3);
      await redis.kill();
      await wait(500);
      await redis.start();
      restarts += 1;
    }
  };
  await Promise.all([kill(), restart()]);
  return { kills, restarts };
}

async function storm(count: number, redis: RedisServer | null): Promise<void> {
  const workspaces = await makeWorkspaces();
  const processes = await startProcesses(count, redis);
  let turn = 0;
  const findUrl = (): string => processes.urls[(turn += 1) % processes.urls.length] ?? "";
  const followers = workspaces.map((workspace) => {
    const options = { findUrl, cookie: workspace.cookie, subscriptions: subscriptionsEach, after: workspace.start };
    const sockets = Array.from({ length: socketsEach }, (): ResumingSocket => openResumingSocket(options));
    return { workspace, sockets };
  });
  ends.push(() => followers.forEach(({ sockets }) => sockets.forEach((socket) => socket.close())));
  const [, trouble] = await Promise.all([write(workspaces, redis), makeTrouble(processes, redis)]);
  const all = followers.flatMap(({ workspace, sockets }) => sockets.flatMap((socket) => socket.seen.map((seen) => ({ workspace, seen }))));
  await until(() => all.every(({ workspace, seen }) => seen.length >= workspace.ids.length), "every client has its events");
  for (const { workspace, seen } of all) expect(seen).toEqual(workspace.ids);
  const events = workspaces.reduce((sum, { ids }) => sum + ids.length, 0);
  const returns = followers.reduce((sum, { sockets }) => sum + sockets.reduce((own, socket) => own + socket.returns(), 0), 0);
  process.stderr.write(
    `${all.length} subscribers, ${events} events in ${seconds} s or more, ${trouble.kills} kills, ${trouble.restarts} restarts of Redis, ${returns} returns\n`,
  );
  expect(all).toHaveLength(2_000);
  expect(events).toBeGreaterThanOrEqual(leastEvents);
  expect(trouble.kills).toBeGreaterThanOrEqual(Math.floor(seconds / (killEveryMs / 1_000)) - 1);
  expect(trouble.restarts).toBe(redis ? 2 : 0);
  expect(returns).toBeGreaterThan(0);
}

const timeout = (seconds + 180) * 1_000;

test.runIf(hasRedis)(
  "4 processes and Redis: each client ends with exactly its workspace's events, in order, while processes and Redis crash",
  { timeout },
  async () => {
    const redis = await startRedis();
    ends.push(() => redis.stop());
    await storm(4, redis);
  },
);

test("2 processes without Redis: the same", { timeout }, () => storm(2, null));
