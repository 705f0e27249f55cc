import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { findFreePort } from "./api-process.ts";
import { until } from "./log-world.ts";

/** A real Redis on a port of its own, without a disk. */
export interface RedisServer {
  readonly url: string;
  /** Ends it without a word, as a crash does. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Nothing goes in or out, as if the network were cut; the process stays. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

function isInstalled(): boolean {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export const hasRedis = isInstalled();

async function ask<Answer>(url: string, question: (redis: Redis) => Promise<Answer>): Promise<Answer | null> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 500 });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return await question(redis);
  } catch {
    return null;
  } finally {
    redis.disconnect();
  }
}

/** @param cluster - as a Redis Cluster of one node, which holds all slots. */
export async function startRedis({ cluster = false } = {}): Promise<RedisServer> {
  const port = await findFreePort();
  const url = `redis://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), "relink-redis-"));
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
    child = spawn("redis-server", [...options, ...(cluster ? ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"] : [])], {
      stdio: "ignore",
    });
    await until(async () => (await ask(url, (redis) => redis.ping())) === "PONG", "Redis answers");
    if (!cluster) return;
    await ask(url, (redis) => redis.call("CLUSTER", "ADDSLOTSRANGE", 0, 16_383));
    await until(
      async () => /cluster_state:ok/.test(String(await ask(url, (redis) => redis.call("CLUSTER", "INFO")))),
      "the cluster stands",
    );
  };
  const kill = async (): Promise<void> => {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise((resolve) => dying.once("exit", resolve));
    dying.kill("SIGKILL");
    await gone;
  };
  await start();
  return {
    url,
    start,
    kill,
    freeze: () => void child?.kill("SIGSTOP"),
    thaw: () => void child?.kill("SIGCONT"),
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A Redis Cluster of three nodes, each with a third of the slots and no replica; a node that is gone takes only its own away. */
export interface RedisCluster {
  /** Of the first node. */
  readonly url: string;
  readonly nodes: readonly Pick<RedisServer, "kill" | "start">[];
  stop(): Promise<void>;
}

export async function startRedisCluster(): Promise<RedisCluster> {
  const nodes = await Promise.all([0, 1, 2].map(startNode));
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  execFileSync("redis-cli", ["--cluster", "create", ...addresses, "--cluster-yes"], { stdio: "ignore" });
  const isWhole = async (port: number): Promise<boolean> => {
    const info = String(await ask(`redis://127.0.0.1:${port}`, (redis) => redis.call("CLUSTER", "INFO")));
    return /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info);
  };
  await until(async () => (await Promise.all(nodes.map(({ port }) => isWhole(port)))).every(Boolean), "the cluster stands");
  return {
    url: `redis://${addresses[0]}`,
    nodes,
    async stop() {
      for (const node of nodes) await node.stop();
    },
  };
}

/** Its own place in the cluster is in a file, so that it comes back as itself. */
async function startNode() {
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), "relink-redis-node-"));
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const plain = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
    const cluster = ["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-require-full-coverage", "no"];
    child = spawn("redis-server", [...plain, ...cluster, "--cluster-node-timeout", "1000"], { stdio: "ignore" });
    await until(async () => (await ask(`redis://127.0.0.1:${port}`, (redis) => redis.ping())) === "PONG", "the node answers");
  };
  const kill = async (): Promise<void> => {
    const dying = child;
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return;
    const gone = new Promise((resolve) => dying.once("exit", resolve));
    dying.kill("SIGKILL");
    await gone;
  };
  await start();
  const stop = async (): Promise<void> => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, start, kill, stop };
}
