import type { Client } from "pg";
import { setTimeout as wait } from "node:timers/promises";
import { busListenerName, createBusCompany } from "./bus-company.ts";
import { type BusChangeItem, type BusMessage, parseBusPayload, toBusPayloads, toHelloPayload } from "./bus-payload.ts";
import { createSteadyConnection, type SteadyConnection } from "./steady-connection.ts";

export interface BusLinkOptions {
  readonly url: string;
  /** Which process speaks; what comes back to it is passed over. */
  readonly origin: string;
  readonly onMessage: (message: BusMessage) => void;
  /** Messages of others may have been lost. */
  readonly onLost: () => void;
  readonly onError: (error: unknown) => void;
}

export interface BusLink {
  queueGrown(workspaceId: string): void;
  queueChange(item: BusChangeItem): void;
  /** Sends what waits, within 2 s, then closes. */
  close(): Promise<void>;
}

const channel = "relink_bus";
/**
 * `pg_notify` takes a global lock at commit: so hints are sent together, from a connection of their own, never within
 * a transaction that writes.
 */
const sendEveryMs = 10;
const retryMs = 100;
/** More than this waits only while the database is away; then "read all again" says it better. */
const mostWaiting = 10_000;
const closeLimitMs = 2_000;

/** What is to be said, each thing once. */
function createOutbox(origin: string) {
  const grown = new Set<string>();
  const changes = new Map<string, BusChangeItem>();
  let all = false;
  const limit = (): void => {
    if (grown.size + changes.size <= mostWaiting) return;
    grown.clear();
    changes.clear();
    all = true;
  };
  return {
    addGrown(workspaceId: string): void {
      grown.add(workspaceId);
      limit();
    },
    addChange(item: BusChangeItem): void {
      changes.set(item.join(), item);
      limit();
    },
    addAll(): void {
      all = true;
    },
    isEmpty: () => grown.size === 0 && changes.size === 0 && !all,
    take(): BusMessage {
      const message: BusMessage = { origin, grown: [...grown], changes: [...changes.values()], all, hello: false };
      grown.clear();
      changes.clear();
      all = false;
      return message;
    },
    putBack(message: BusMessage): void {
      for (const workspaceId of message.grown) grown.add(workspaceId);
      for (const item of message.changes) if (!changes.has(item.join())) changes.set(item.join(), item);
      all ||= message.all;
      limit();
    },
  };
}

/** A hint is no data: nothing is lost with it, so it need not wait for the disk, nor make others wait. */
async function speakFast(client: Client): Promise<void> {
  await client.query("set synchronous_commit = off");
}

/** The connection that only speaks. */
class Speaker {
  readonly #options: BusLinkOptions;
  readonly #outbox: ReturnType<typeof createOutbox>;
  readonly #connection: SteadyConnection;
  #timer: NodeJS.Timeout | null = null;
  #sending = false;

  constructor(options: BusLinkOptions) {
    const { url, onError } = options;
    this.#options = options;
    this.#outbox = createOutbox(options.origin);
    this.#connection = createSteadyConnection({ url, onError, name: "relink bus speaker", onConnected: speakFast });
  }

  queueGrown(workspaceId: string): void {
    this.#outbox.addGrown(workspaceId);
    this.#schedule(sendEveryMs);
  }

  queueChange(item: BusChangeItem): void {
    this.#outbox.addChange(item);
    this.#schedule(sendEveryMs);
  }

  /** Whatever was not said: read all again. */
  queueAll(): void {
    this.#outbox.addAll();
    this.#schedule(sendEveryMs);
  }

  async close(): Promise<void> {
    const deadline = performance.now() + closeLimitMs;
    while ((!this.#outbox.isEmpty() || this.#sending) && performance.now() < deadline) await wait(sendEveryMs);
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#connection.close();
  }

  #schedule(ms: number): void {
    if (this.#timer === null && !this.#sending && !this.#outbox.isEmpty()) this.#timer = setTimeout(() => void this.#send(), ms);
  }

  async #send(): Promise<void> {
    this.#timer = null;
    const client = this.#connection.current();
    // While it is away things wait here; the retry is as slow as a reconnection is.
    if (client === null) return this.#schedule(retryMs);
    this.#sending = true;
    const message = this.#outbox.take();
    try {
      await client.query(`select pg_notify('${channel}', payload) from unnest($1::text[]) payload`, [toBusPayloads(message)]);
    } catch (error) {
      this.#outbox.putBack(message);
      this.#options.onError(error);
      await wait(retryMs);
    } finally {
      this.#sending = false;
      this.#schedule(sendEveryMs);
    }
  }
}

/** While no other process listens nothing is said: each hint would cost a transaction, and nobody would hear it. */
export function createBusLink(options: BusLinkOptions): BusLink {
  const speaker = new Speaker(options);
  const company = createBusCompany({ onError: options.onError, onCompany: () => speaker.queueAll() });
  const listener = createSteadyConnection({
    url: options.url,
    name: busListenerName,
    onError: options.onError,
    async onConnected(client) {
      client.on("notification", ({ payload }) => {
        const message = parseBusPayload(payload ?? "");
        if (message === null || message.origin === options.origin) return;
        if (message.hello) company.join();
        options.onMessage(message);
        if (message.all) options.onLost();
      });
      await client.query(`listen ${channel}`);
      await client.query(`select pg_notify('${channel}', $1)`, [toHelloPayload(options.origin)]);
      company.watch(client);
      // Whatever was said while nobody listened.
      options.onLost();
    },
  });
  return {
    queueGrown(workspaceId) {
      if (company.isThere()) speaker.queueGrown(workspaceId);
    },
    queueChange(item) {
      if (company.isThere()) speaker.queueChange(item);
    },
    async close() {
      company.close();
      await speaker.close();
      await listener.close();
    },
  };
}
