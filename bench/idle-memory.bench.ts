import { setTimeout as wait } from "node:timers/promises";
import { createBus } from "../apps/api/src/platform/bus.ts";
import { createSend, newEvent, toBaselineEvent } from "./fan-out.bench.ts";
import { type Figure, toFigure } from "./measure/figures.ts";
import type { Protocol, Round } from "./measure/rounds.ts";
import type { ServerProcess } from "./measure/server-process.ts";
import { startApi, startBaseline } from "./world/api-process.ts";
import { readLogHead } from "./world/log-head.ts";
import { openSubscribers, type Subscribers } from "./world/subscribers.ts";
import type { Person, World } from "./world/world.ts";

/** Bytes. */
interface Memory {
  /** V8's heap and what hangs on it, after all garbage is collected. */
  readonly held: number;
}

const mostRounds = 3;
const query =
  "subscription ($after: Cursor) { inboxEvents(after: $after) { id cursor type at actorName fromState toState inboxId inboxVersion } }";

async function readMemory(server: ServerProcess): Promise<Memory> {
  // Whatever a start or an opening left to be done a moment later.
  await wait(1_500);
  return (await server.ask("memory", "memory")) as Memory;
}

/** What each of them holds in a fresh process: all that is more than without them. Each proves that it follows by one event that it gets. */
async function measureConnections(
  server: ServerProcess,
  people: readonly Person[],
  findStart: () => Promise<string | null>,
  sendTo: (subscribers: Subscribers) => Promise<void>,
): Promise<Memory> {
  // From a cursor, so that who has only just subscribed misses nothing.
  const open = async (some: readonly Person[]): Promise<Subscribers> =>
    openSubscribers(server.url, some, [query], { after: await findStart() });
  // What the first ones bring with them, all share.
  const first = await open(people.slice(0, 5));
  await sendTo(first);
  await first.close();
  const before = await readMemory(server);
  const subscribers = await open(people);
  try {
    await sendTo(subscribers);
    const after = await readMemory(server);
    return { held: (after.held - before.held) / people.length };
  } finally {
    await subscribers.close();
  }
}

/** G5: people of one workspace, each signed in with a session and a socket of their own, to whom nothing happens. */
export async function benchIdleMemory(
  world: World,
  count: number,
  protocol: Protocol,
  nodeOptions: readonly string[] = [],
): Promise<{ readonly figures: readonly Figure[] }> {
  const people = world.watchers.slice(0, count);
  const [person] = people;
  if (!person) throw new Error("There are no watchers.");
  const bus = createBus({ url: world.appUrl, onError: () => undefined });
  const send = createSend(world, person, bus);
  let like: Readonly<Record<string, unknown>> = {};
  const measureCandidate = async (): Promise<Memory> => {
    const server = await startApi(world, nodeOptions);
    try {
      const findStart = (): Promise<string> => readLogHead(server.url, person);
      return await measureConnections(server, people, findStart, async (subscribers) => {
        const event = newEvent(1);
        const received = subscribers.receive(event.publicId);
        await send(event);
        await received;
        like = subscribers.lastEvent(query);
      });
    } finally {
      await server.stop();
    }
  };
  const measureBaseline = async (): Promise<Memory> => {
    const server = await startBaseline({ folder: world.folder }, "fan-out");
    try {
      return await measureConnections(
        server,
        people,
        async () => null,
        async (subscribers) => {
          const event = newEvent(1);
          const received = subscribers.receive(event.publicId);
          server.tell({ events: [{ query, event: toBaselineEvent(event, like) }] });
          await received;
        },
      );
    } finally {
      await server.stop();
    }
  };
  const rounds: Round<Memory>[] = [];
  try {
    for (let round = 0; round < Math.min(protocol.rounds, mostRounds); round += 1)
      rounds.push({ candidate: await measureCandidate(), baseline: await measureBaseline() });
  } finally {
    await bus.close();
  }
  return {
    // What is resident says nothing of few: a process keeps room that its start needed.
    figures: [toFigure("held", "KB each", rounds, ({ held }) => held / 1_024)],
  };
}
