import { execFileSync } from "node:child_process";
import { loadavg, cpus } from "node:os";
import { parseArgs } from "node:util";
import { benchAppend } from "./append.bench.ts";
import { benchCatchUp } from "./catch-up.bench.ts";
import { benchCommitToClient } from "./commit-to-client.bench.ts";
import { benchDueChecks } from "./due-checks.bench.ts";
import { benchFanOut } from "./fan-out.bench.ts";
import { benchIdleMemory } from "./idle-memory.bench.ts";
import { benchList } from "./list.bench.ts";
import type { Figure } from "./measure/figures.ts";
import { createRandom, type Protocol, type Round } from "./measure/rounds.ts";
import { benchMutation } from "./mutation.bench.ts";
import { benchPipeline } from "./pipeline.bench.ts";
import { benchRealChecks } from "./real-checks.bench.ts";
import { benchSlowSubscriber } from "./slow-subscriber.bench.ts";
import { benchWebhooks } from "./webhooks.bench.ts";
import { printResult } from "./table.ts";
import { notMeasuredHere, type TargetId, targets } from "./targets.ts";
import { makeWorld, type World } from "./world/world.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    seed: { type: "string" },
    subscribers: { type: "string", default: "1000" },
    workspaces: { type: "string", default: "500" },
    inboxes: { type: "string", default: "100" },
    /** Due checks of G9 and G9b. */
    rows: { type: "string", default: "1000000" },
    /** For finding out where the time goes: node's options for the candidate, such as --cpu-prof. */
    node: { type: "string", multiple: true, default: [] },
  },
});

const seed = Number(values.seed ?? Math.trunc(performance.timeOrigin) % 1_000_000);
const wanted = new Set(values.only?.split(","));
const times = values.quick
  ? { settleMs: 1_000, rounds: 3, warmUpMs: 500, sliceMs: 1_500 }
  : { settleMs: 15_000, rounds: 5, warmUpMs: 2_000, sliceMs: 5_000 };
const protocol: Protocol = { ...times, random: createRandom(seed) };
const subscribers = Number(values.subscribers);

function bench(id: TargetId, world: World): Promise<readonly Round[] | { readonly figures: readonly Figure[] }> {
  switch (id) {
    case "G1":
      return benchMutation(world, protocol, values.node);
    case "G2":
      return benchList(world, protocol, values.node);
    case "G3a":
      return benchPipeline(world.folder, "one", protocol, values.node);
    case "G3b":
      return benchPipeline(world.folder, "list", protocol, values.node);
    case "G4":
      return benchFanOut(world, { subscribers, selections: 1 }, protocol, values.node);
    case "G4b":
      return benchFanOut(world, { subscribers, selections: 20 }, protocol, values.node);
    case "G5":
      return benchIdleMemory(world, subscribers, protocol, values.node);
    case "G6":
      return benchCatchUp(world, protocol, values.node);
    case "G7":
      return benchAppend(world, "in a transaction", protocol, values.node);
    case "G7alone":
      return benchAppend(world, "alone", protocol, values.node);
    case "G8":
      return benchCommitToClient(world, protocol, values.node);
    case "slow":
      return benchSlowSubscriber(world, protocol, values.node);
    case "G9":
      return benchDueChecks(world, Number(values.rows), protocol, say, values.node);
    case "G10":
      return benchRealChecks(world, protocol, values.node);
    case "G11":
      return benchWebhooks(world, protocol, values.node);
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function commit(): string {
  return execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
}

const world = await makeWorld({ workspaces: Number(values.workspaces), inboxesEach: Number(values.inboxes), watchers: subscribers });
let failed = false;
try {
  const load = loadavg()[0]?.toFixed(2);
  const { rows } = await world.pool.query<{ version: string }>("select current_setting('server_version') as version");
  say(
    `seed ${seed}, commit ${commit()}, node ${process.versions.node}, PostgreSQL ${rows[0]?.version} (fsync on), ${cpus().length} cores, load before ${load}`,
  );
  say(
    `${values.quick ? "QUICK, says little: " : ""}${times.rounds} rounds of ${times.sliceMs} ms after ${times.warmUpMs} ms of warm-up, and ${times.settleMs} ms once before them, candidate and baseline in turn.`,
  );
  say(
    `${values.workspaces} workspaces of ${values.inboxes} inboxes. CPU/op is the server process alone, "with PG" adds all of PostgreSQL's. Above 1: better than the baseline.\n`,
  );
  for (const target of targets) {
    if (wanted.size > 0 && !wanted.has(target.id)) continue;
    try {
      say(`${printResult(target, await bench(target.id, world))}\n`);
    } catch (error) {
      failed = true;
      say(`${target.id}  ${target.what}\n    VOID: ${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
  say(`Not measured by this program: ${notMeasuredHere.join(", ")}. Load after ${loadavg()[0]?.toFixed(2)}.`);
} finally {
  await world.close();
}
process.exitCode = failed ? 1 : 0;
