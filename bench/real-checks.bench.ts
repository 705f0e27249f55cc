import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { makeCertificate } from "../apps/api/src/mail/mail-server.fixture.ts";
import { createVault } from "../apps/api/src/mail/vault.ts";
import { parseKeyRing } from "../apps/api/src/platform/key-ring.ts";
import { bundleProgram } from "./candidates/bundle.ts";
import { type Contestant, type Protocol, type Round, runRounds } from "./measure/rounds.ts";
import { type ServerProcess, startServerProcess } from "./measure/server-process.ts";
import { startBaseline } from "./world/api-process.ts";
import type { World } from "./world/world.ts";

const atOnce = 32;
/** What so many at once do in a second, at 200 ms each. */
const perSecond = atOnce * 5;
const inboxes = 3_000;

/** Connected IMAP inboxes at the slow server, their passwords sealed as the product does. Nothing of them is due; what lies further ahead the worker takes for a clock's error. */
async function makeInboxes(world: World, port: number): Promise<void> {
  const ring = parseKeyRing(world.apiEnv["RELINK_KEYS"] ?? "");
  if (typeof ring === "string") throw new Error(ring);
  const vault = createVault(ring, Buffer.alloc(32));
  await world.pool.query("truncate due_check");
  const { rows } = await world.pool.query<{ workspaceId: string; inboxId: string; grantId: string }>(
    `select i.workspace_id as "workspaceId", i.id as "inboxId", i.grant_id as "grantId" from inbox i where i.state = 'CONNECTED' limit $1`,
    [inboxes],
  );
  const server = { host: "localhost", port, security: "TLS" } as const;
  const sealed = rows.map((row, n) =>
    JSON.stringify(
      vault.seal(
        { kind: "password", username: `person-${n}@slow.test`, password: "correct-horse", imap: server, smtp: null },
        { ...row, field: "credentials" },
      ),
    ),
  );
  const ids = [rows.map((row) => row.workspaceId), rows.map((row) => row.inboxId), rows.map((row) => row.grantId)];
  await world.pool.query(
    `insert into grant_secret (workspace_id, inbox_id, grant_id, sealed, stored_at)
       select w, i, g, s::jsonb, now() from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as u(w, i, g, s)`,
    [...ids, sealed],
  );
  await world.pool.query("update inbox set provider = 'IMAP', mail_host = 'localhost' where id = any($1::uuid[])", [ids[1]]);
  await world.pool.query("update inbox_grant set provider = 'IMAP', account_kind = 'IMAP' where id = any($1::uuid[])", [ids[2]]);
  await world.pool.query(
    "insert into due_check (inbox_id, workspace_id, host, due_at) select i, w, 'localhost', now() + interval '1 hour' from unnest($1::uuid[], $2::uuid[]) as u(w, i)",
    ids.slice(0, 2),
  );
}

/** So many fall due at once; over when each is checked, and each was asked of the server. */
function createCandidate(world: World, worker: ServerProcess, mail: ServerProcess): Contestant {
  const count = async (sql: string): Promise<number> => (await world.pool.query<{ n: number }>(sql)).rows[0]?.n ?? 0;
  const passed = "select count(*)::int as n from inbox_check where verdict = 'OK'";
  return {
    async run(ms) {
      const checks = Math.round((perSecond * ms) / 1_000);
      if (checks > inboxes) throw new Error(`${checks} checks take as many inboxes, and there are ${inboxes}.`);
      const [before, logins] = [await count(passed), Number(await mail.ask("logins", "logins"))];
      const [cpu, database, start] = [await worker.cpuMs(), world.databaseCpu(), performance.now()];
      await world.pool.query(
        "update due_check set due_at = now(), token = token + 1 where inbox_id in (select inbox_id from due_check limit $1)",
        [checks],
      );
      while ((await count(passed)) < before + checks) await wait(10);
      const wallMs = performance.now() - start;
      const slice = { operations: checks, wallMs, cpuMs: (await worker.cpuMs()) - cpu, databaseCpuMs: world.databaseCpu() - database };
      const [after, asked] = [await count(passed), Number(await mail.ask("logins", "logins")) - logins];
      if (after - before !== checks || asked !== checks)
        throw new Error(`${checks} checks, but ${after - before} stored and ${asked} logins.`);
      return slice;
    },
  };
}

function createBaseline(server: ServerProcess, mail: ServerProcess): Contestant {
  return {
    async run(ms) {
      const checks = Math.round((perSecond * ms) / 1_000);
      const logins = Number(await mail.ask("logins", "logins"));
      const [cpu, start] = [await server.cpuMs(), performance.now()];
      await server.ask({ checks }, "done");
      const slice = { operations: checks, wallMs: performance.now() - start, cpuMs: (await server.cpuMs()) - cpu, databaseCpuMs: 0 };
      const asked = Number(await mail.ask("logins", "logins")) - logins;
      if (asked !== checks) throw new Error(`${checks} sessions, but ${asked} logins.`);
      return slice;
    },
  };
}

/** G10: the worker as it is shipped, with its real sessions; throughput counts. */
export async function benchRealChecks(world: World, protocol: Protocol, nodeOptions: readonly string[] = []): Promise<readonly Round[]> {
  const files = { key: join(world.folder, "mail-key.pem"), cert: join(world.folder, "mail-cert.pem") };
  const certificate = await makeCertificate("localhost");
  writeFileSync(files.key, certificate.key);
  writeFileSync(files.cert, certificate.cert);
  const slowMail = fileURLToPath(new URL("./world/slow-mail.ts", import.meta.url));
  const mail = await startServerProcess({
    script: slowMail,
    env: { MAIL_KEY: files.key, MAIL_CERT: files.cert },
    logFile: join(world.folder, "mail.log"),
  });
  await makeInboxes(world, Number(mail.url));
  const reach = {
    RELINK_EXTRA_CA: files.cert,
    RELINK_ALLOWED_PRIVATE_HOSTS: "localhost,127.0.0.1,::1",
    RELINK_MAIL_PORTS: mail.url,
    GOOGLE_IMAP: `localhost:${mail.url}`,
  };
  const script = await bundleProgram("api", "apps/api/src/main.ts");
  const env = { ...world.apiEnv, ...reach, RELINK_ROLE: "worker", RELINK_CHECKS_AT_ONCE: String(atOnce), LOG_LEVEL: "warn" };
  const worker = await startServerProcess({ script, env, logFile: join(world.folder, "worker.log"), nodeOptions });
  const bare = await startBaseline({ folder: world.folder }, "real-checks", {
    MAIL_PORT: mail.url,
    AT_ONCE: String(atOnce),
    NODE_EXTRA_CA_CERTS: files.cert,
  });
  try {
    return await runRounds(createCandidate(world, worker, mail), createBaseline(bare, mail), protocol);
  } finally {
    await Promise.all([worker, bare, mail].map((server) => server.stop()));
  }
}
