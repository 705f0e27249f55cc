import type { Client } from "pg";
import { busListenerName, createBusCompany } from "./bus-company.ts";
import { type BusChangeItem, type BusMessage, parseBusPayload, toBusPayloads, toHelloPayload } from "./bus-payload.ts";
import { type BusMouth, BusSpeaker } from "./bus-speaker.ts";
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

/** A hint is no data: nothing is lost with it, so it need not wait for the disk, nor make others wait. */
async function speakFast(client: Client): Promise<void> {
  await client.query("set synchronous_commit = off");
}

/** The connection that only speaks. */
function createMouth({ url, onError }: BusLinkOptions): BusMouth {
  const connection = createSteadyConnection({ url, onError, name: "relink bus speaker", onConnected: speakFast });
  return {
    isUp: () => connection.current() !== null,
    async say(message) {
      const client = connection.current();
      if (client === null) throw new Error("The connection for hints is away.");
      await client.query(`select pg_notify('${channel}', payload) from unnest($1::text[]) payload`, [toBusPayloads(message)]);
    },
    close: () => connection.close(),
  };
}

/**
 * Hints by PostgreSQL's NOTIFY. While no other process listens nothing is said: each hint would cost a transaction, and
 * nobody would hear it.
 */
export function createBusLink(options: BusLinkOptions): BusLink {
  const speaker = new BusSpeaker({ origin: options.origin, onError: options.onError, mouth: createMouth(options) });
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
