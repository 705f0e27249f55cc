import { randomUUID } from "node:crypto";
import { createBus } from "../apps/api/src/platform/bus.ts";
import { type Contestant, type Protocol, type Round, runRounds } from "./measure/rounds.ts";
import type { ServerProcess } from "./measure/server-process.ts";
import { startApi, startBaseline } from "./world/api-process.ts";
import { toAppendBody } from "./world/append-work.ts";
import { openSubscribers, type Subscribers } from "./world/subscribers.ts";
import type { Person, World } from "./world/world.ts";

const fields = ["id", "cursor", "type", "at", "actorName", "fromState", "toState", "inboxId", "inboxVersion"] as const;
const subscription = `subscription { inboxEvents { ${fields.join(" ")} } }`;

interface Event {
  readonly id: string;
  readonly version: number;
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
        const event = { id: randomUUID(), version: (version += 1) };
        const received = subscribers.receive(`event_${event.id.replaceAll("-", "")}`);
        await send(event);
        operations += await received;
      }
      const wallMs = performance.now() - start;
      return { operations, wallMs, cpuMs: (await server.cpuMs()) - cpu, databaseCpuMs: databaseCpu() - database };
    },
  };
}

function createSend(world: World, { workspaceId }: Person, bus: { logGrew(workspaceId: string): void }) {
  const inbox = { id: randomUUID(), kind: "TEAM", owner_id: null, connected_by: null, shared_inbox_id: randomUUID() };
  return async ({ id, version }: Event): Promise<void> => {
    const at = new Date();
    const events = [
      {
        id,
        at: at.toISOString(),
        type: "TURNED_OFF",
        inbox_version: version,
        actor_id: null,
        body: toAppendBody(id, at, inbox.id, version),
      },
    ];
    await world.pool.query({
      name: "append",
      text: "select append_events($1, $2::jsonb, $3::jsonb)",
      values: [workspaceId, JSON.stringify(inbox), JSON.stringify(events)],
    });
    bus.logGrew(workspaceId);
  };
}

/** What the baseline sends is as long as what the candidate sends. */
function toBaselineEvent({ id, version }: Event, like: Readonly<Record<string, unknown>>): object {
  return { ...like, id: `event_${id.replaceAll("-", "")}`, inboxVersion: version };
}

/** G4: administrators of one workspace, each with a session and a socket of their own, and the same selection. */
export async function benchFanOut(
  world: World,
  count: number,
  protocol: Protocol,
  nodeOptions: readonly string[] = [],
): Promise<readonly Round[]> {
  const people = world.watchers.slice(0, count);
  const [first] = people;
  if (!first) throw new Error("There are no watchers.");
  const bus = createBus({ url: world.appUrl, onError: (error) => process.stderr.write(`${String(error)}\n`) });
  const servers = [await startApi(world, nodeOptions), await startBaseline({ folder: world.folder }, "fan-out")] as const;
  const ends: (() => Promise<void>)[] = [];
  try {
    const live = await openSubscribers(servers[0].url, people, subscription);
    ends.push(live.close);
    const raw = await openSubscribers(servers[1].url, people, subscription);
    ends.push(raw.close);
    const send = createSend(world, first, bus);
    const candidate = createContestant(servers[0], live, world.databaseCpu, send);
    await candidate.run(200);
    const like = live.lastEvent();
    const baseline = createContestant(
      servers[1],
      raw,
      () => 0,
      async (event) => {
        servers[1].tell({ event: toBaselineEvent(event, like) });
      },
    );
    return await runRounds(candidate, baseline, protocol);
  } finally {
    for (const end of ends) await end();
    await Promise.all(servers.map((server) => server.stop()));
    await bus.close();
  }
}
