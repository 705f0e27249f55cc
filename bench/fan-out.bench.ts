import { randomUUID } from "node:crypto";
import { createBus } from "../apps/api/src/platform/bus.ts";
import { type Contestant, type Protocol, type Round, runRounds } from "./measure/rounds.ts";
import type { ServerProcess } from "./measure/server-process.ts";
import { startApi, startBaseline } from "./world/api-process.ts";
import { toAppendBody } from "./world/append-work.ts";
import { openSubscribers, type Subscribers } from "./world/subscribers.ts";
import type { Person, World } from "./world/world.ts";

const fields = ["cursor", "type", "at", "actorName", "fromState", "toState", "inboxId", "inboxVersion"] as const;
/** All that follow ask for the same; or for one of so many things, each with fields of its own in an order of its own. */
export type Selections = 1 | 20;

function toQueries(selections: Selections): readonly string[] {
  return Array.from({ length: selections }, (_, index) => {
    const turned = [...fields.slice(index % fields.length), ...fields.slice(0, index % fields.length)];
    // The last of them leave out a field or two, so that no two are the same.
    return `subscription { inboxEvents { id ${turned.slice(0, fields.length - Math.floor(index / fields.length)).join(" ")} } }`;
  });
}

export interface Event {
  readonly id: string;
  /** As the API shows the id. */
  readonly publicId: string;
  readonly version: number;
}

export function newEvent(version: number): Event {
  const id = randomUUID();
  return { id, publicId: `event_${id.replaceAll("-", "")}`, version };
}

/** Sends one event after the other; the next one once everybody has the last. Every delivery is looked at. */
function createContestant(
  server: ServerProcess,
  subscribers: Subscribers,
  databaseCpu: () => number,
  send: (event: Event) => Promise<void>,
): Contestant {
  let version = 0;
  return {
    async run(ms) {
      const [cpu, database, start] = [await server.cpuMs(), databaseCpu(), performance.now()];
      let operations = 0;
      while (performance.now() < start + ms) {
        const event = newEvent((version += 1));
        const received = subscribers.receive(event.publicId);
        await send(event);
        operations += await received;
      }
      const wallMs = performance.now() - start;
      return { operations, wallMs, cpuMs: (await server.cpuMs()) - cpu, databaseCpuMs: databaseCpu() - database };
    },
  };
}

/** Appends an event as every change does, and hints at it. */
export function createSend(world: World, { workspaceId }: Person, bus: { logGrew(workspaceId: string): void }) {
  const [inboxId, sharedInboxId] = [randomUUID(), randomUUID()];
  return async ({ id, version }: Event): Promise<void> => {
    const at = new Date();
    const body = toAppendBody(id, at, inboxId, version);
    await world.pool.query({
      name: "append",
      text: "select append_event($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      values: [workspaceId, inboxId, "TEAM", null, null, sharedInboxId, at.toISOString(), null, id, "TURNED_OFF", version, body],
    });
    bus.logGrew(workspaceId);
  };
}

/** What the baseline sends is as long as what the candidate sends. */
export function toBaselineEvent({ publicId, version }: Event, like: Readonly<Record<string, unknown>>): object {
  return { ...like, id: publicId, ...("inboxVersion" in like ? { inboxVersion: version } : {}) };
}

/** G4 and G4b: administrators of one workspace, each with a session and a socket of their own, and the same selection or one of 20. */
export async function benchFanOut(
  world: World,
  size: { readonly subscribers: number; readonly selections: Selections },
  protocol: Protocol,
  nodeOptions: readonly string[] = [],
): Promise<readonly Round[]> {
  const queries = toQueries(size.selections);
  const people = world.watchers.slice(0, size.subscribers);
  const [first] = people;
  if (!first) throw new Error("There are no watchers.");
  const bus = createBus({ url: world.appUrl, onError: (error) => process.stderr.write(`${String(error)}\n`) });
  const servers = [await startApi(world, nodeOptions), await startBaseline({ folder: world.folder }, "fan-out")] as const;
  const ends: (() => Promise<void>)[] = [];
  try {
    const live = await openSubscribers(servers[0].url, people, queries);
    ends.push(live.close);
    const raw = await openSubscribers(servers[1].url, people, queries);
    ends.push(raw.close);
    const send = createSend(world, first, bus);
    const candidate = createContestant(servers[0], live, world.databaseCpu, send);
    await candidate.run(200);
    const likes = queries.map((query) => ({ query, like: live.lastEvent(query) }));
    const baseline = createContestant(
      servers[1],
      raw,
      () => 0,
      async (event) => {
        servers[1].tell({ events: likes.map(({ query, like }) => ({ query, event: toBaselineEvent(event, like) })) });
      },
    );
    return await runRounds(candidate, baseline, protocol);
  } finally {
    for (const end of ends) await end();
    await Promise.all(servers.map((server) => server.stop()));
    await bus.close();
  }
}
