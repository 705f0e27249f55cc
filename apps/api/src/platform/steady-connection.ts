import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";

export interface SteadyConnectionOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  /** Each time that a connection stands, before it is handed out. A throw closes it and tries again. */
  readonly onConnected: (client: pg.Client) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** One connection of its own that comes back by itself: for LISTEN and NOTIFY, which a pool can't serve. */
export interface SteadyConnection {
  /** Null while it is away. */
  current(): pg.Client | null;
  close(): Promise<void>;
}

const firstBackOffMs = 50;
const lastBackOffMs = 5_000;
/** A peer that vanished without a word is noticed by an unanswered query. */
const heartbeatMs = 10_000;

async function untilEnded(client: pg.Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await wait(heartbeatMs, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await client.query("select 1");
  }
}

/** Connects in the background; after a loss again, with a growing wait of 50 ms to 5 s and jitter. */
export function createSteadyConnection(options: SteadyConnectionOptions): SteadyConnection {
  const closing = new AbortController();
  let current: pg.Client | null = null;
  let backOff = firstBackOffMs;

  const live = async (): Promise<void> => {
    const over = new AbortController();
    const end = (): void => over.abort();
    const client = new pg.Client({
      connectionString: options.url,
      application_name: options.name,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    client.on("end", end);
    client.on("error", (error) => {
      end();
      if (!closing.signal.aborted) options.onError(error);
    });
    closing.signal.addEventListener("abort", end);
    try {
      await client.connect();
      await options.onConnected(client);
      backOff = firstBackOffMs;
      current = client;
      await untilEnded(client, over.signal);
    } finally {
      current = null;
      closing.signal.removeEventListener("abort", end);
      await client.end().catch(() => undefined);
    }
  };

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await live().catch((error: unknown) => {
        if (!closing.signal.aborted) options.onError(error);
      });
      await wait(backOff * (0.5 + Math.random() / 2), undefined, { signal: closing.signal }).catch(() => undefined);
      backOff = Math.min(backOff * 2, lastBackOffMs);
    }
  };

  const running = run();
  return {
    current: () => current,
    async close() {
      closing.abort();
      await running;
    },
  };
}
