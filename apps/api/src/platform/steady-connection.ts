import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";

export interface SteadyConnectionOptions {
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly name: string;
  /** Each time that a connection stands, before it is handed out. A throw closes it and tries again. */
  readonly onConnected: (client: pg.Client) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** Statements are sent without waiting for the answers to those before; default false. */
  readonly pipeline?: boolean;
}

/** One connection of its own that comes back by itself: for what a pool can't serve, such as LISTEN and NOTIFY. */
export interface SteadyConnection {
  /** Null while it is away. */
  current(): pg.Client | null;
  close(): Promise<void>;
}

const firstBackOffMs = 50;
const lastBackOffMs = 5_000;
/** A peer that vanished without a word is noticed by an unanswered query. */
const heartbeatMs = 10_000;

/** Connects in the background; after a loss again, with a growing wait of 50 ms to 5 s and jitter. */
export function createSteadyConnection(options: SteadyConnectionOptions): SteadyConnection {
  return new Connection(options);
}

class Connection implements SteadyConnection {
  readonly #options: SteadyConnectionOptions;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #current: pg.Client | null = null;
  #backOffMs = firstBackOffMs;

  constructor(options: SteadyConnectionOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  current(): pg.Client | null {
    return this.#current;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#live().catch((error: unknown) => this.#report(error));
      await wait(this.#backOffMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
      this.#backOffMs = Math.min(this.#backOffMs * 2, lastBackOffMs);
    }
  }

  #report(error: unknown): void {
    if (!this.#closing.signal.aborted) this.#options.onError(error);
  }

  /** One connection, from its beginning to its end. */
  async #live(): Promise<void> {
    const over = new AbortController();
    const client = this.#createClient(() => over.abort());
    const signal = AbortSignal.any([over.signal, this.#closing.signal]);
    try {
      await client.connect();
      await this.#options.onConnected(client);
      this.#backOffMs = firstBackOffMs;
      this.#current = client;
      while (!signal.aborted) {
        await wait(heartbeatMs, undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) await client.query("select 1");
      }
    } finally {
      this.#current = null;
      await client.end().catch(() => undefined);
    }
  }

  #createClient(end: () => void): pg.Client {
    const { url, name, pipeline = false } = this.#options;
    const client = new pg.Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: 5_000,
      query_timeout: 10_000,
      keepAlive: true,
      pipeline,
    });
    client.on("end", end);
    client.on("error", (error) => {
      end();
      this.#report(error);
    });
    return client;
  }
}
