import { setTimeout as wait } from "node:timers/promises";
import type { BusLink, BusLinkOptions } from "./bus-link.ts";
import { type BusChangeItem, type BusMessage, parseBusPayload, toBusPayloads } from "./bus-payload.ts";
import { BusSpeaker } from "./bus-speaker.ts";
import { openRedis, type RedisConnections } from "./redis-connections.ts";

/** Workspaces are spread over these, so that a cluster's shards share the work. */
const channels = Array.from({ length: 16 }, (_, index) => `relink:{${index}}`);
const retryMs = 500;
/** A peer that vanished without a word is noticed by an unanswered ping. */
const heartbeatMs = 5_000;

function channelOf(workspaceId: string): string {
  const sum = workspaceId.split("").reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 65_521, 7);
  return channels[sum % channels.length] ?? "";
}

/** What is said on each channel; to read all again is said on one. */
function toSayings(message: BusMessage): readonly (readonly [channel: string, payload: string])[] {
  const byChannel = new Map<string, { grown: string[]; changes: BusChangeItem[] }>();
  const of = (workspaceId: string) => {
    const channel = channelOf(workspaceId);
    const entry = byChannel.get(channel) ?? { grown: [], changes: [] };
    byChannel.set(channel, entry);
    return entry;
  };
  for (const workspaceId of message.grown) of(workspaceId).grown.push(workspaceId);
  for (const change of message.changes) of(change[0]).changes.push(change);
  if (message.all && byChannel.size === 0) byChannel.set(channels[0] ?? "", { grown: [], changes: [] });
  return [...byChannel].flatMap(([channel, part]) => toBusPayloads({ ...message, ...part }).map((payload) => [channel, payload] as const));
}

/** Hints by Redis or Valkey, sharded where it is a cluster. It connects in the background and comes back by itself. */
export function createRedisLink(options: BusLinkOptions): BusLink {
  return new RedisLink(options);
}

class RedisLink implements BusLink {
  readonly #options: BusLinkOptions;
  readonly #speaker: BusSpeaker;
  readonly #closing = new AbortController();
  readonly #opening: Promise<void>;
  #open: RedisConnections | null = null;
  #heartbeat: NodeJS.Timeout | null = null;

  constructor(options: BusLinkOptions) {
    this.#options = options;
    this.#speaker = new BusSpeaker({
      origin: options.origin,
      onError: options.onError,
      mouth: { isUp: () => this.#open?.speaker.status === "ready", say: (message) => this.#say(message), close: async () => undefined },
    });
    this.#opening = this.#connect();
  }

  queueGrown(workspaceId: string): void {
    this.#speaker.queueGrown(workspaceId);
  }

  queueChange(item: BusChangeItem): void {
    this.#speaker.queueChange(item);
  }

  async close(): Promise<void> {
    await this.#speaker.close();
    this.#closing.abort();
    await this.#opening;
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#open?.speaker.disconnect();
    this.#open?.listener.disconnect();
  }

  async #connect(): Promise<void> {
    const { signal } = this.#closing;
    while (this.#open === null && !signal.aborted) {
      try {
        this.#open = await openRedis(this.#options.url);
        this.#listen(this.#open);
      } catch (error) {
        this.#options.onError(error);
        await wait(retryMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #listen({ speaker, listener, sharded }: RedisConnections): void {
    const onError = (error: unknown): void => {
      if (!this.#closing.signal.aborted) this.#options.onError(error);
    };
    speaker.on("error", onError);
    listener.on("error", onError);
    listener.on(sharded ? "smessage" : "message", (_channel: string, payload: string) => this.#hear(payload));
    // Each time that it is back, whatever was said meanwhile is made up for.
    const subscribe = async (): Promise<void> => {
      for (const channel of channels) await (sharded ? listener.ssubscribe(channel) : listener.subscribe(channel));
      this.#options.onLost();
    };
    const onReady = (): void => void subscribe().catch(onError);
    listener.on("ready", onReady);
    if (listener.status === "ready") onReady();
    if (!sharded) this.#heartbeat = setInterval(() => void listener.ping().catch(() => listener.disconnect(true)), heartbeatMs);
  }

  #hear(payload: string): void {
    const message = parseBusPayload(payload);
    if (message === null || message.origin === this.#options.origin) return;
    this.#options.onMessage(message);
    if (message.all) this.#options.onLost();
  }

  async #say(message: BusMessage): Promise<void> {
    const open = this.#open;
    if (open === null) throw new Error("Redis is away.");
    const said = toSayings(message).map(([channel, payload]) =>
      open.sharded ? open.speaker.spublish(channel, payload) : open.speaker.publish(channel, payload),
    );
    await Promise.all(said);
  }
}
