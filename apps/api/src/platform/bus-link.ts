import { setTimeout as wait } from "node:timers/promises";
import { type BusChangeItem, type BusMessage, parseBusPayload, toBusPayloads } from "./bus-payload.ts";
import { createSteadyConnection } from "./steady-connection.ts";

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
    isEmpty: () => grown.size === 0 && changes.size === 0 && !all,
    take(): BusMessage {
      const message: BusMessage = { origin, grown: [...grown], changes: [...changes.values()], all };
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

/** The connection that only speaks. */
function createSpeaker(options: BusLinkOptions) {
  const outbox = createOutbox(options.origin);
  let timer: NodeJS.Timeout | null = null;
  let sending = false;

  const schedule = (): void => {
    if (timer === null && !sending && !outbox.isEmpty()) timer = setTimeout(() => void send(), sendEveryMs);
  };
  const send = async (): Promise<void> => {
    timer = null;
    const client = connection.current();
    // While it is away things wait here; the retry is as slow as a reconnection is.
    if (client === null) return void (timer = setTimeout(() => void send(), sendEveryMs * 5));
    sending = true;
    const message = outbox.take();
    try {
      await client.query(`select pg_notify('${channel}', payload) from unnest($1::text[]) payload`, [toBusPayloads(message)]);
    } catch (error) {
      outbox.putBack(message);
      options.onError(error);
      await wait(sendEveryMs * 10);
    } finally {
      sending = false;
      schedule();
    }
  };
  const connection = createSteadyConnection({
    url: options.url,
    name: "relink bus speaker",
    onError: options.onError,
    onConnected: async () => undefined,
  });

  return {
    outbox,
    schedule,
    async close(): Promise<void> {
      const deadline = performance.now() + closeLimitMs;
      while ((!outbox.isEmpty() || sending) && performance.now() < deadline) await wait(sendEveryMs);
      if (timer !== null) clearTimeout(timer);
      await connection.close();
    },
  };
}

export function createBusLink(options: BusLinkOptions): BusLink {
  const speaker = createSpeaker(options);
  const listener = createSteadyConnection({
    url: options.url,
    name: "relink bus listener",
    onError: options.onError,
    async onConnected(client) {
      client.on("notification", ({ payload }) => {
        const message = parseBusPayload(payload ?? "");
        if (message === null || message.origin === options.origin) return;
        options.onMessage(message);
        if (message.all) options.onLost();
      });
      await client.query(`listen ${channel}`);
      // Whatever was said while nobody listened.
      options.onLost();
    },
  });
  return {
    queueGrown(workspaceId) {
      speaker.outbox.addGrown(workspaceId);
      speaker.schedule();
    },
    queueChange(item) {
      speaker.outbox.addChange(item);
      speaker.schedule();
    },
    async close() {
      await speaker.close();
      await listener.close();
    },
  };
}
