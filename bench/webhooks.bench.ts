import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { makeCertificate } from "../apps/api/src/mail/mail-server.fixture.ts";
import { createWebhookSecrets } from "../apps/api/src/mail/webhook-secrets.ts";
import { type Bus, createBus } from "../apps/api/src/platform/bus.ts";
import { parseKeyRing } from "../apps/api/src/platform/key-ring.ts";
import { bundleProgram } from "./candidates/bundle.ts";
import { type Contestant, type Protocol, type Round, runRounds } from "./measure/rounds.ts";
import { type ServerProcess, startServerProcess } from "./measure/server-process.ts";
import { startBaseline } from "./world/api-process.ts";
import type { World } from "./world/world.ts";

/** How many requests an endpoint gets at once. */
const atOnce = 8;
const perSecond = 1_000;

/** An endpoint that gets everything of one workspace, whose log ends here. */
async function makeEndpoint(world: World, url: string): Promise<string> {
  const ring = parseKeyRing(world.apiEnv["RELINK_KEYS"] ?? "");
  if (typeof ring === "string") throw new Error(ring);
  const workspaceId = world.turners[0]?.workspaceId ?? "";
  const [endpointId, id] = [randomUUID(), randomUUID()];
  const sealed = createWebhookSecrets(ring).seal(`whsec_${Buffer.alloc(32, 1).toString("base64")}`, { workspaceId, endpointId, id });
  const endpoint = { id: endpointId, url, types: null, ordered: true, signing: "SYMMETRIC", public_key: null, created_at: new Date() };
  const audit = {
    workspace_id: workspaceId,
    id,
    at: new Date(),
    actor_kind: "SYSTEM",
    actor_name: "bench",
    action: "bench",
    outcome: "DONE",
  };
  await world.pool.query("select create_webhook_endpoint($1, $2::jsonb, $3::jsonb, 20, $4::jsonb, null)", [
    workspaceId,
    JSON.stringify(endpoint),
    JSON.stringify({ id, sealed }),
    JSON.stringify(audit),
  ]);
  return workspaceId;
}

/** One event of each of so many inboxes, at the end of the log; of a type that nobody is notified of, so that webhooks alone are measured. */
async function happen(world: World, workspaceId: string, count: number): Promise<void> {
  await world.pool.query(
    `with grown as (
       insert into workspace_log as l (workspace_id, last_number) values ($1, $2) on conflict (workspace_id) do update set last_number = l.last_number + $2 returning last_number)
     insert into inbox_event (workspace_id, number, at, id, inbox_id, type, inbox_version, kind, owner_id, body)
       select $1, g.last_number - $2 + n, now(), gen_random_uuid(), gen_random_uuid(), 'CREDENTIALS_DESTROYED', 3, 'PERSONAL', gen_random_uuid(),
         jsonb_build_object('id', 'event_' || n, 'type', 'CREDENTIALS_DESTROYED', 'at', now(), 'actorKind', 'SYSTEM', 'actorName', 'Relink', 'reason', null,
           'providerCode', null, 'fromState', 'REMOVED', 'toState', 'REMOVED', 'inboxId', 'inbox_' || n, 'inboxVersion', 3, 'padding', repeat('x', 500))::text
       from grown g, generate_series(1, $2) n`,
    [workspaceId, count],
  );
}

function createCandidate(world: World, bus: Bus, workspaceId: string, worker: ServerProcess, receiver: ServerProcess): Contestant {
  const delivered = async (): Promise<number> =>
    (await world.pool.query<{ n: number }>("select count(*)::int as n from webhook_delivery where state = 'DELIVERED' and attempts = 1"))
      .rows[0]?.n ?? 0;
  return {
    async run(ms) {
      const count = Math.round((perSecond * ms) / 1_000);
      const [before, taken] = [await delivered(), Number(await receiver.ask("taken", "taken"))];
      const [cpu, database, start] = [await worker.cpuMs(), world.databaseCpu(), performance.now()];
      await happen(world, workspaceId, count);
      bus.logGrew(workspaceId);
      await receiver.ask({ until: taken + count }, "reached");
      const wallMs = performance.now() - start;
      while ((await delivered()) < before + count) await wait(20);
      const slice = { operations: count, wallMs, cpuMs: (await worker.cpuMs()) - cpu, databaseCpuMs: world.databaseCpu() - database };
      const came = Number(await receiver.ask("taken", "taken")) - taken;
      if ((await delivered()) !== before + count || came !== count) throw new Error(`${count} webhooks, but ${came} came.`);
      return slice;
    },
  };
}

function createBaseline(world: World, workspaceId: string, server: ServerProcess, receiver: ServerProcess): Contestant {
  const delivered = async (): Promise<number> =>
    (await world.pool.query<{ n: number }>("select count(*)::int as n from raw_delivery where state = 'DELIVERED'")).rows[0]?.n ?? 0;
  return {
    async run(ms) {
      const count = Math.round((perSecond * ms) / 1_000);
      const [before, taken] = [await delivered(), Number(await receiver.ask("taken", "taken"))];
      const [cpu, database, start] = [await server.cpuMs(), world.databaseCpu(), performance.now()];
      await happen(world, workspaceId, count);
      await server.ask({ posts: count }, "done");
      const wallMs = performance.now() - start;
      const slice = { operations: count, wallMs, cpuMs: (await server.cpuMs()) - cpu, databaseCpuMs: world.databaseCpu() - database };
      const came = Number(await receiver.ask("taken", "taken")) - taken;
      if (came !== count || (await delivered()) !== before + count) throw new Error(`${count} posts, but ${came} came.`);
      return slice;
    },
  };
}

/** G11: the worker as it is shipped, from an event in the log to a delivery that is stored. */
export async function benchWebhooks(world: World, protocol: Protocol, nodeOptions: readonly string[] = []): Promise<readonly Round[]> {
  const files = { key: join(world.folder, "receiver-key.pem"), cert: join(world.folder, "receiver-cert.pem") };
  const certificate = await makeCertificate("localhost");
  writeFileSync(files.key, certificate.key);
  writeFileSync(files.cert, certificate.cert);
  const receiver = await startServerProcess({
    script: fileURLToPath(new URL("./world/receiver.ts", import.meta.url)),
    env: { RECEIVER_KEY: files.key, RECEIVER_CERT: files.cert },
    logFile: join(world.folder, "receiver.log"),
  });
  const workspaceId = await makeEndpoint(world, `${receiver.url}/webhooks`);
  const reach = { RELINK_EXTRA_CA: files.cert, RELINK_ALLOWED_PRIVATE_HOSTS: "localhost,127.0.0.1,::1" };
  const script = await bundleProgram("api", "apps/api/src/main.ts");
  const env = { ...world.apiEnv, ...reach, RELINK_ROLE: "worker", LOG_LEVEL: "warn" };
  await world.pool.query("truncate due_check");
  const worker = await startServerProcess({ script, env, logFile: join(world.folder, "worker.log"), nodeOptions });
  await world.pool.query("create table raw_delivery (like webhook_delivery including all)");
  await world.pool.query("grant select, insert, update on raw_delivery to relink_app");
  // Nobody listens there, so that it is the baseline's alone.
  const bareWorkspace = world.turners[1]?.workspaceId ?? "";
  const bare = await startBaseline(world, "webhooks", {
    WORKSPACE: bareWorkspace,
    RECEIVER: `${receiver.url}/webhooks`,
    AT_ONCE: String(atOnce),
    NODE_EXTRA_CA_CERTS: files.cert,
  });
  const bus = createBus({ url: world.appUrl, onError: () => undefined });
  try {
    return await runRounds(
      createCandidate(world, bus, workspaceId, worker, receiver),
      createBaseline(world, bareWorkspace, bare, receiver),
      protocol,
    );
  } finally {
    await bus.close();
    await Promise.all([worker, bare, receiver].map((server) => server.stop()));
  }
}
