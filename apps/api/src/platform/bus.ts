import { newId } from "./new-id.ts";
import { type BusLinkOptions, createBusLink } from "./bus-link.ts";
import type { BusMessage } from "./bus-payload.ts";
import { createRedisLink } from "./redis-link.ts";

/** What changed beside the event log: the contract's Topic, sign-in attempts, and migrations. */
export const busTopics = [
  "INBOX_HEALTH",
  "LINK",
  "SHARED_INBOX",
  "MEMBER",
  "INVITATION",
  "API_KEY",
  "WEBHOOK",
  "DELIVERY",
  "INCIDENT",
  "NOTIFICATION",
  "AUDIT",
  "ATTEMPT",
  "MIGRATION",
] as const;
export type BusTopic = (typeof busTopics)[number];

export interface BusChange {
  readonly workspaceId: string;
  readonly topic: BusTopic;
  /** UUID of the thing; null where many changed. */
  readonly id: string | null;
}

/**
 * Hints between processes on one database, sent after a commit. Never the truth: a hint may be lost or come twice, so
 * whoever hears one reads again. Within this process they are heard at once; to others they are sent while there are any.
 */
export interface Bus {
  logGrew(workspaceId: string): void;
  changed(change: BusChange): void;
  /** Each returns a function that ends it. */
  onLogGrew(listener: (workspaceId: string) => void): () => void;
  onChanged(listener: (change: BusChange) => void): () => void;
  /** Hints may have been lost: read again all that is followed. */
  onLost(listener: () => void): () => void;
  /** Sends what waits (within 2 s), then closes both connections. */
  close(): Promise<void>;
}

export interface BusOptions {
  /** The database, whose NOTIFY carries the hints where there is no Redis. */
  readonly url: string;
  /** Redis or Valkey, alone or a cluster. */
  readonly redisUrl?: string | null;
  /** Every error of the two connections; the bus goes on by itself. */
  readonly onError: (error: unknown) => void;
}

interface Listeners {
  readonly logGrew: Set<(workspaceId: string) => void>;
  readonly changed: Set<(change: BusChange) => void>;
  readonly lost: Set<() => void>;
}

function add<Item>(set: Set<Item>, item: Item): () => void {
  set.add(item);
  return () => void set.delete(item);
}

function isBusTopic(text: string): text is BusTopic {
  return busTopics.some((topic) => topic === text);
}

function createDeliverer(listeners: Listeners, onError: (error: unknown) => void) {
  const tell = <Args extends readonly unknown[]>(set: ReadonlySet<(...args: Args) => void>, ...args: Args): void => {
    for (const listener of [...set]) {
      try {
        listener(...args);
      } catch (error) {
        onError(error);
      }
    }
  };
  return {
    logGrew: (workspaceId: string) => tell(listeners.logGrew, workspaceId),
    changed: (change: BusChange) => tell(listeners.changed, change),
    lost: () => tell(listeners.lost),
  };
}

/** Connects in the background and comes back by itself, with a growing wait of 50 ms to 5 s. */
export function createBus(options: BusOptions): Bus {
  const listeners: Listeners = { logGrew: new Set(), changed: new Set(), lost: new Set() };
  const deliver = createDeliverer(listeners, options.onError);
  const linkOptions: BusLinkOptions = {
    url: options.redisUrl ?? options.url,
    origin: newId(),
    onError: options.onError,
    onLost: deliver.lost,
    onMessage(message: BusMessage) {
      for (const workspaceId of message.grown) deliver.logGrew(workspaceId);
      for (const [workspaceId, topic, id] of message.changes) if (isBusTopic(topic)) deliver.changed({ workspaceId, topic, id });
    },
  };
  const link = options.redisUrl ? createRedisLink(linkOptions) : createBusLink(linkOptions);
  return {
    logGrew(workspaceId) {
      link.queueGrown(workspaceId);
      deliver.logGrew(workspaceId);
    },
    changed(change) {
      link.queueChange([change.workspaceId, change.topic, change.id]);
      deliver.changed(change);
    },
    onLogGrew: (listener) => add(listeners.logGrew, listener),
    onChanged: (listener) => add(listeners.changed, listener),
    onLost: (listener) => add(listeners.lost, listener),
    close: () => link.close(),
  };
}
