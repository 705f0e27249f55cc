import { afterAll, afterEach, describe, expect, test } from "vitest";
import { append, teamInbox, until } from "../../test/log-world.ts";
import { hasRedis, type RedisServer, startRedis, startRedisCluster } from "../../test/redis-server.ts";
import { useTestDatabase } from "../../test/test-database.ts";
import { createEventHub } from "../events/event-hub.ts";
import { createEventLog } from "../events/event-log.store.ts";
import { type Bus, type BusChange, createBus } from "./bus.ts";
import { newId } from "./new-id.ts";

if (!hasRedis) process.stderr.write("Left out: the tests against Redis, since redis-server is not installed here.\n");

const testDatabase = useTestDatabase();
const servers: { stop(): Promise<void> }[] = [];
const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).toReversed()) await one.close();
});
afterAll(async () => {
  for (const server of servers) await server.stop();
});

async function startServer(cluster = false): Promise<RedisServer> {
  const server = await startRedis({ cluster });
  servers.push(server);
  return server;
}

function createProcess(redisUrl: string): { bus: Bus; grown: string[]; changes: BusChange[]; lost: () => number } {
  const bus = createBus({ url: testDatabase().appUrl, redisUrl, onError: () => undefined });
  open.push(bus);
  let lost = 0;
  const [grown, changes]: [string[], BusChange[]] = [[], []];
  bus.onLogGrew((workspaceId) => grown.push(workspaceId));
  bus.onChanged((change) => changes.push(change));
  bus.onLost(() => (lost += 1));
  return { bus, grown, changes, lost: () => lost };
}

async function createPair(redisUrl: string) {
  const [one, other] = [createProcess(redisUrl), createProcess(redisUrl)];
  await until(() => one.lost() > 0 && other.lost() > 0, "both listen");
  return [one, other] as const;
}

describe.runIf(hasRedis)("hints by Redis", () => {
  for (const cluster of [false, true]) {
    const kind = cluster ? "a Redis Cluster, by sharded channels" : "one Redis";
    test(`${kind}: what happens in one process is heard at once there, and soon in the others, each thing once`, async () => {
      const [one, other] = await createPair((await startServer(cluster)).url);
      const ids = Array.from({ length: 200 }, newId);
      const change: BusChange = { workspaceId: newId(), topic: "NOTIFICATION", id: newId() };
      for (const id of [...ids, ...ids]) one.bus.logGrew(id);
      one.bus.changed(change);
      expect(one.changes).toEqual([change]);
      await until(() => other.grown.length >= 200 && other.changes.length > 0, "the other hears it");
      expect(other.grown.toSorted()).toEqual(ids.toSorted());
      expect(other.changes).toEqual([change]);
      expect(one.grown).toHaveLength(400);
    });

    test(`${kind} that crashes and comes back: hints may be lost meanwhile, which is said, and then it carries on`, async () => {
      const server = await startServer(cluster);
      const [one, other] = await createPair(server.url);
      const before = other.lost();
      await server.kill();
      one.bus.logGrew(newId());
      await server.start();
      await until(() => other.lost() > before, "it listens again");
      const workspaceId = newId();
      await until(() => (one.bus.logGrew(workspaceId), other.grown.includes(workspaceId)), "it hears again");
    });
  }

  test("a cluster of three: each shard carries its workspaces; one that crashes takes only its own away, and they are heard again once it is back", async () => {
    const cluster = await startRedisCluster();
    servers.push(cluster);
    const [one, other] = await createPair(cluster.url);
    const ids = Array.from({ length: 200 }, newId);
    const say = (): void => ids.forEach((id) => one.bus.logGrew(id));
    const heard = (): number => new Set(other.grown).size;
    await until(() => (say(), heard() === 200), "all shards are heard");
    const [crashed] = cluster.nodes.slice(-1);
    await crashed?.kill();
    other.grown.length = 0;
    // A third of the slots is away, and what was said of it is said to be lost or not heard; the rest goes on.
    await until(() => (say(), heard() > 50), "the others are heard");
    expect(heard()).toBeLessThan(200);
    await crashed?.start();
    other.grown.length = 0;
    const back = performance.now();
    await until(() => (say(), heard() === 200), "all are heard again");
    process.stdout.write(
      `A shard that came back was heard again after ${Math.round(performance.now() - back)} ms; the log is read each second meanwhile.\n`,
    );
  });

  test("a Redis that is not there yet is waited for, and nobody else waits with it", async () => {
    const server = await startServer();
    await server.kill();
    const [one, other] = [createProcess(server.url), createProcess(server.url)];
    one.bus.logGrew("here");
    expect(one.grown).toEqual(["here"]);
    await server.start();
    await until(() => one.lost() > 0 && other.lost() > 0, "both listen");
    await until(() => (one.bus.logGrew("there"), other.grown.includes("there")), "it hears");
  });

  test("while Redis is cut off, the log tells what happened within its poll; afterwards hints come again", async () => {
    const server = await startServer();
    const [one, other] = await createPair(server.url);
    const { database } = testDatabase();
    const hub = createEventHub({ log: createEventLog(database), bus: other.bus, onError: () => undefined });
    open.push(hub);
    const workspaceId = newId();
    const seen: number[] = [];
    const read = async (): Promise<void> => {
      const following = hub.follow({ workspaceId, after: { number: 0, at: null }, signal: new AbortController().signal });
      for await (const batch of following) seen.push(...batch.map(({ number }) => number));
    };
    void read();
    const happen = async (): Promise<void> => {
      await append(database, workspaceId, teamInbox(), [{}]);
      one.bus.logGrew(workspaceId);
    };
    await happen();
    await until(() => seen.length === 1, "the first is seen");
    server.freeze();
    await happen();
    await until(() => seen.length === 2, "the second is seen without a hint");
    server.thaw();
    await until(() => (one.bus.logGrew("after"), other.grown.includes("after")), "hints come again");
    await happen();
    await until(() => seen.length === 3, "the third is seen");
    expect(seen).toEqual([1, 2, 3]);
  });

  test("closing says what waits", async () => {
    const [one, other] = await createPair((await startServer()).url);
    one.bus.logGrew("last");
    open.splice(open.indexOf(one.bus), 1);
    await one.bus.close();
    await until(() => other.grown.includes("last"), "it is heard");
  });
});
