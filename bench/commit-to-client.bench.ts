import { randomUUID } from "node:crypto";
import pg from "pg";
import { createBus } from "../apps/api/src/platform/bus.ts";
import { type Figure, quantileOf, toFigure } from "./measure/figures.ts";
import { type Latencies, LatencyMeter, type Pace } from "./measure/latencies.ts";
import { type Contestant, type Protocol, runRounds } from "./measure/rounds.ts";
import type { ServerProcess } from "./measure/server-process.ts";
import { startApi, startBaseline } from "./world/api-process.ts";
import { toAppendBody } from "./world/append-work.ts";
import { openTimedSubscriber, type TimedSubscriber } from "./world/timed-subscriber.ts";
import type { Person, World } from "./world/world.ts";

const workspaces = 20;
const query = "subscription { inboxEvents { id cursor type at actorName fromState toState inboxId inboxVersion } }";
const idPattern = /"id":"(event_[0-9a-f]{32})"/;

const append = "select append_event($1, $2, 'PERSONAL', $3, $3, null, $4, $3, $5, 'TURNED_OFF', 1, $6)";
const insertAndNotify = `with stored as (
    insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, connected_by, actor_id, body)
      values ($1, nextval('bench_pipe'), $4, $5, $2, 'TURNED_OFF', 1, 'PERSONAL', $3, $3, $3, $6))
  select pg_notify('bench_events', $1::text || ' ' || $6)`;

interface Happening {
  readonly pool: pg.Pool;
  readonly people: readonly Person[];
  readonly statement: { readonly name: string; readonly text: string };
  readonly after: (workspaceId: string) => void;
}

/** One event after the other, in the workspaces in turn; timed from when the statement that commits it is sent. */
function createHappen({ pool, people, statement, after }: Happening): Pace["happen"] {
  let turn = 0;
  return async (eventId, began) => {
    const person = people[(turn += 1) % people.length];
    if (!person) throw new Error("There is nobody.");
    const [id, at, inboxId] = [
      eventId.replace("event_", "").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"),
      new Date(),
      randomUUID(),
    ];
    const body = toAppendBody(id, at, inboxId, 1);
    const client = await pool.connect();
    try {
      began();
      await client.query({ ...statement, values: [person.workspaceId, inboxId, person.memberId, at.toISOString(), id, body] });
    } finally {
      client.release();
    }
    after(person.workspaceId);
  };
}

const newId = (): string => `event_${randomUUID().replaceAll("-", "")}`;

async function follow(server: ServerProcess, people: readonly Person[], meter: LatencyMeter): Promise<readonly TimedSubscriber[]> {
  return Promise.all(
    people.map((person) =>
      openTimedSubscriber({
        url: server.url,
        person,
        query,
        variables: { workspaceId: person.workspaceId },
        onEvent: (text) => meter.arrived(idPattern.exec(text)?.[1] ?? text.slice(0, 200), person.memberId),
      }),
    ),
  );
}

/** G8: the events come from another process than the one that has the clients, so that the hint goes through PostgreSQL. */
export async function benchCommitToClient(
  world: World,
  protocol: Protocol,
  nodeOptions: readonly string[] = [],
): Promise<{ readonly figures: readonly Figure[] }> {
  // Each has workspaces of its own: what the baseline writes is not numbered, and would be read as the candidate's log.
  const people = [world.turners.slice(0, workspaces), world.turners.slice(workspaces, 2 * workspaces)] as const;
  if (people[1].length < workspaces) throw new Error(`It takes ${2 * workspaces} workspaces to write in.`);
  await world.pool.query("create sequence if not exists bench_pipe start 1000000000; grant usage on sequence bench_pipe to relink_app");
  const servers = [await startApi(world, nodeOptions), await startBaseline(world, "commit-to-client")] as const;
  const bus = createBus({ url: world.appUrl, onError: () => undefined });
  const pool = new pg.Pool({ connectionString: world.appUrl, max: 8 });
  pool.on("error", () => undefined);
  const meters = [new LatencyMeter(), new LatencyMeter()] as const;
  const subscribers: TimedSubscriber[] = [];
  try {
    subscribers.push(...(await follow(servers[0], people[0], meters[0])), ...(await follow(servers[1], people[1], meters[1])));
    const toContestant = async (
      meter: LatencyMeter,
      perSecond: number,
      happening: Omit<Happening, "pool">,
    ): Promise<Contestant<Latencies>> => {
      const happen = createHappen({ pool, ...happening });
      await meter.prime(workspaces, workspaces, { happen, newId });
      return { run: (ms) => meter.run(ms, { perSecond, deliveries: 1, happen, newId }) };
    };
    const candidate = await toContestant(meters[0], 500, {
      people: people[0],
      statement: { name: "append", text: append },
      after: (workspaceId) => bus.logGrew(workspaceId),
    });
    const baseline = await toContestant(meters[1], 50, {
      people: people[1],
      statement: { name: "notify", text: insertAndNotify },
      after: () => undefined,
    });
    const rounds = await runRounds(candidate, baseline, { ...protocol, settleMs: Math.min(protocol.settleMs, 5_000) });
    return {
      figures: [
        toFigure("p50", "ms", rounds, ({ ms }) => quantileOf(ms, 0.5)),
        { ...toFigure("p99", "ms", rounds, ({ ms }) => quantileOf(ms, 0.99)), limit: 100 },
      ],
    };
  } finally {
    for (const subscriber of subscribers) subscriber.close();
    await Promise.all(servers.map((server) => server.stop()));
    await bus.close();
    await pool.end();
  }
}
