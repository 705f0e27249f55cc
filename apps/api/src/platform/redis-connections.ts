import { Cluster, Redis, type RedisOptions } from "ioredis";

/** Two connections to one Redis: one that speaks, one that only listens. */
export interface RedisConnections {
  /** Redis Cluster's own channels: a message goes to one shard, not to all. */
  readonly sharded: boolean;
  readonly speaker: Redis | Cluster;
  readonly listener: Redis | Cluster;
}

/** After an outage it is back within half a second. */
const toWait = (times: number): number => Math.min(50 * 2 ** Math.min(times, 10), 500);

const common = {
  connectTimeout: 3_000,
  keepAlive: 5_000,
  noDelay: true,
  maxRetriesPerRequest: 0,
  retryStrategy: toWait,
  autoResubscribe: false,
} satisfies RedisOptions;
/** A silent peer is noticed by an unanswered command; what can't be sent now fails now, and is kept by who sends. */
const speaking = { ...common, enableOfflineQueue: false, commandTimeout: 2_000 } satisfies RedisOptions;
const listening = { ...common, commandTimeout: 5_000 } satisfies RedisOptions;

function toNode(url: string): { readonly host: string; readonly port: number; readonly redisOptions: RedisOptions } {
  const { hostname, port, username, password, protocol } = new URL(url);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || 6379),
    redisOptions: {
      ...(username ? { username: decodeURIComponent(username) } : {}),
      ...(password ? { password: decodeURIComponent(password) } : {}),
      ...(protocol === "rediss:" ? { tls: {} } : {}),
    },
  };
}

function openCluster(url: string, more: RedisOptions & { readonly enableOfflineQueue?: boolean }): Cluster {
  const { host, port, redisOptions } = toNode(url);
  const { retryStrategy: _, enableOfflineQueue = true, ...each } = more;
  return new Cluster([{ host, port }], {
    redisOptions: { ...each, ...redisOptions },
    clusterRetryStrategy: toWait,
    shardedSubscribers: true,
    enableOfflineQueue,
  });
}

/** Whether the server is part of a Redis Cluster. Rejects where it does not answer. */
async function isCluster(url: string): Promise<boolean> {
  const probe = new Redis(url, { ...common, lazyConnect: true, commandTimeout: 2_000, retryStrategy: () => null });
  probe.on("error", () => undefined);
  try {
    await probe.connect();
    return /^cluster_enabled:1/m.test(await probe.info("cluster"));
  } finally {
    probe.disconnect();
  }
}

/** Opens both; they come back by themselves. Rejects where the server does not answer at all. */
export async function openRedis(url: string): Promise<RedisConnections> {
  if (await isCluster(url)) return { sharded: true, speaker: openCluster(url, speaking), listener: openCluster(url, listening) };
  return { sharded: false, speaker: new Redis(url, speaking), listener: new Redis(url, listening) };
}
