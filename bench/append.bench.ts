import { join } from "node:path";
import { bundleProgram } from "./candidates/bundle.ts";
import { type Contestant, type Protocol, type Round, runRounds, shuffled } from "./measure/rounds.ts";
import { type ServerProcess, startServerProcess } from "./measure/server-process.ts";
import { startBaseline } from "./world/api-process.ts";
import type { Append } from "./world/append-work.ts";
import type { World } from "./world/world.ts";

const stored = `select (select count(*) from inbox_event)::int as events, (select coalesce(sum(last_number), 0) from workspace_log)::int as numbers`;

/** A worker that appends; each slice must have grown the log by just what it says, and the candidate's counters too. */
function createContestant(world: World, server: ServerProcess, appends: readonly Append[], numbered: boolean): Contestant {
  const read = async () => (await world.pool.query<{ events: number; numbers: number }>(stored)).rows[0] ?? { events: 0, numbers: 0 };
  return {
    async run(ms) {
      const before = await read();
      const [cpu, database, start] = [await server.cpuMs(), world.databaseCpu(), performance.now()];
      const operations = Number(await server.ask({ ms, appends }, "operations"));
      const wallMs = performance.now() - start;
      const slice = { operations, wallMs, cpuMs: (await server.cpuMs()) - cpu, databaseCpuMs: world.databaseCpu() - database };
      const after = await read();
      if (after.events - before.events !== operations)
        throw new Error(`${operations} appends, but ${after.events - before.events} events.`);
      if (numbered && after.numbers - before.numbers !== operations)
        throw new Error(`${operations} appends, but ${after.numbers - before.numbers} numbers.`);
      return slice;
    },
  };
}

/** G7: one event, ten at once, over many workspaces; between begin and commit, or as a statement alone. */
export async function benchAppend(
  world: World,
  how: "in a transaction" | "alone",
  protocol: Protocol,
  nodeOptions: readonly string[] = [],
): Promise<readonly Round[]> {
  await world.pool.query("create sequence if not exists bench_number start 1000000000; grant usage on sequence bench_number to relink_app");
  const { rows } = await world.pool.query<Append>(
    `select distinct on (i.workspace_id) i.workspace_id as "workspaceId", i.id as "inboxId", i.owner_id as "memberId", 1 as version from inbox i order by i.workspace_id`,
  );
  const appends = shuffled(rows, protocol.random);
  const script = await bundleProgram("append", "bench/candidates/append.ts");
  const form = how === "alone" ? { ALONE: "yes" } : {};
  const env = { ...form, DATABASE_URL: world.appUrl };
  const servers = [
    await startServerProcess({ script, env, logFile: join(world.folder, "append.log"), nodeOptions }),
    await startBaseline(world, "append", form),
  ] as const;
  try {
    return await runRounds(
      createContestant(world, servers[0], appends, true),
      createContestant(world, servers[1], appends, false),
      protocol,
    );
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}
