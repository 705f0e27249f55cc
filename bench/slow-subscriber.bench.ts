import { randomUUID } from "node:crypto";
import { createBus } from "../apps/api/src/platform/bus.ts";
import { type Figure, quantileOf, toFigure } from "./measure/figures.ts";
import { type Latencies, LatencyMeter, type Pace } from "./measure/latencies.ts";
import { type Contestant, type Protocol, runRounds } from "./measure/rounds.ts";
import { startApi } from "./world/api-process.ts";
import { toAppendBody } from "./world/append-work.ts";
import { openTimedSubscriber, type TimedSubscriber } from "./world/timed-subscriber.ts";
import type { Person, World } from "./world/world.ts";

const others = 50;
const perSecond = 200;
const padding = "x".repeat(8_000);
/** So long the slow one rests after each piece that it has read: less than half of what comes. */
const restMs = 200;
const query = "subscription ($after: Cursor) { inboxEvents(after: $after) { id cursor providerCode } }";
const idPattern = /"id":"(event_[0-9a-f]{32})","cursor":"([^"]+)"/;
const tooSlow = 4413;

const append = "select append_event($1, $2, 'TEAM', null, null, $2, $3, null, $4, 'TURNED_OFF', 1, $5)";

/** One that reads slowly, is let go for it, and comes back with its cursor each time, as a client of ours does. */
class SlowOne {
  readonly #url: string;
  readonly #person: Person;
  #after: string | null = null;
  #one: TimedSubscriber | null = null;
  #closed = true;
  letGo = 0;

  constructor(url: string, person: Person) {
    this.#url = url;
    this.#person = person;
  }

  async open(): Promise<void> {
    this.#closed = false;
    const { socket } = (this.#one = await openTimedSubscriber({
      url: this.#url,
      person: this.#person,
      query,
      variables: { after: this.#after },
      onEvent: (text, from) => {
        this.#after = idPattern.exec(text)?.[2] ?? this.#after;
        if (from.isPaused) return;
        from.pause();
        setTimeout(() => from.resume(), restMs);
      },
      onClosed: (code) => void this.#onClosed(code),
    }));
    if (this.#closed) socket.terminate();
  }

  close(): void {
    this.#closed = true;
    this.#one?.close();
  }

  async #onClosed(code: number): Promise<void> {
    if (this.#closed) return;
    if (code === tooSlow) this.letGo += 1;
    await this.open().catch(() => undefined);
  }
}

/** The others' p99 with a slow one among them, and without: one process, in turn. */
export async function benchSlowSubscriber(
  world: World,
  protocol: Protocol,
  nodeOptions: readonly string[] = [],
): Promise<{ readonly figures: readonly Figure[] }> {
  const [slowPerson, ...people] = world.watchers.slice(0, others + 1);
  if (!slowPerson || people.length < others) throw new Error(`It takes ${others + 1} watchers.`);
  const api = await startApi(world, nodeOptions);
  const bus = createBus({ url: world.appUrl, onError: () => undefined });
  const meter = new LatencyMeter();
  const fast: TimedSubscriber[] = [];
  const slow = new SlowOne(api.url, slowPerson);
  const happen: Pace["happen"] = async (eventId, began) => {
    const [id, at, inboxId] = [
      eventId.replace("event_", "").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
      new Date(),
      randomUUID(),
    ];
    const body = toAppendBody(id, at, inboxId, 1).replace('"providerCode":null', `"providerCode":"${padding}"`);
    began();
    await world.pool.query({ name: "slow", text: append, values: [slowPerson.workspaceId, inboxId, at.toISOString(), id, body] });
    bus.logGrew(slowPerson.workspaceId);
  };
  const newId = (): string => `event_${randomUUID().replaceAll("-", "")}`;
  const pace: Pace = { perSecond, deliveries: others, happen, newId };
  const withSlow: Contestant<Latencies> = {
    async run(ms) {
      await slow.open();
      const latencies = await meter.run(ms, pace);
      slow.close();
      return latencies;
    },
  };
  const without: Contestant<Latencies> = { run: (ms) => meter.run(ms, pace) };
  try {
    for (const person of people) {
      const onEvent = (text: string): void => meter.arrived(idPattern.exec(text)?.[1] ?? text.slice(0, 200), person.memberId);
      fast.push(await openTimedSubscriber({ url: api.url, person, query, onEvent }));
    }
    await meter.prime(others, 1, pace);
    const rounds = await runRounds(withSlow, without, { ...protocol, settleMs: Math.min(protocol.settleMs, 5_000) });
    if (slow.letGo === 0) process.stderr.write("The slow one was never let go: its rounds were too short for that.\n");
    return {
      figures: [
        toFigure("p99", "ms", rounds, ({ ms }) => quantileOf(ms, 0.99)),
        toFigure("p50", "ms", rounds, ({ ms }) => quantileOf(ms, 0.5)),
      ],
    };
  } finally {
    slow.close();
    for (const one of fast) one.close();
    await api.stop();
    await bus.close();
  }
}
