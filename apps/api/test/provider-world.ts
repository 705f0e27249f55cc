import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterAll, beforeAll, inject } from "vitest";
import { type Env, readEnv } from "../src/env.ts";

interface Place {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accountUrl: string;
  readonly imap: string;
  readonly smtp: string;
}

/** What the rehearsal servers say of themselves when they are ready. */
interface Ready {
  readonly httpUrl: string;
  readonly imapPort: number;
  readonly smtpPort: number;
  readonly dnsPort: number;
  readonly caFile: string;
  readonly smtpUrl: string;
  readonly google: Place & { readonly revocationUrl: string };
  readonly microsoft: Place;
}

export interface ProviderWorld {
  readonly ready: Ready;
  /** The settings with which our server meets them, as it meets the real providers. */
  readonly variables: Readonly<Record<string, string>>;
  readonly env: Env;
  /** More accounts, each like one that is there: same provider, same password. */
  addAccounts(like: string, addresses: readonly string[]): Promise<void>;
  /** Does something to an account, or to a provider's answers. */
  trouble(path: string, body: Readonly<Record<string, unknown>>): Promise<void>;
}

function toVariables(ready: Ready): Record<string, string> {
  const of = (prefix: string, place: Place) => ({
    [`${prefix}_CLIENT_ID`]: place.clientId,
    [`${prefix}_CLIENT_SECRET`]: place.clientSecret,
    [`${prefix}_ISSUER`]: place.issuer,
    [`${prefix}_IMAP`]: place.imap,
    [`${prefix}_SMTP`]: place.smtp,
    [`${prefix}_ACCOUNT_URL`]: place.accountUrl,
  });
  return {
    ...of("GOOGLE", ready.google),
    ...of("MICROSOFT", ready.microsoft),
    GOOGLE_REVOCATION_URL: ready.google.revocationUrl,
    RELINK_DNS_SERVERS: `127.0.0.1:${ready.dnsPort}`,
    RELINK_MAIL_PORTS: `${ready.imapPort},${ready.smtpPort}`,
    RELINK_EXTRA_CA: ready.caFile,
    SMTP_URL: ready.smtpUrl,
    RELINK_ALLOWED_PRIVATE_HOSTS: "*.demo.test",
  };
}

async function createDatabase(): Promise<string> {
  const { adminUrl } = inject("server");
  const name = `world_${randomUUID().replaceAll("-", "")}`;
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function addAccounts(databaseUrl: string, like: string, addresses: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const subject = "case provider when 'google' then '2' || lpad((random() * 1e15)::bigint::text, 20, '0') else gen_random_uuid()::text end";
  const sql = `insert into sandbox.account (address, provider, kind, subject, tenant, name, password_salt, password_hash, mailbox, uid_validity)
    select a, provider, kind, ${subject}, tenant, name, password_salt, password_hash, a, uid_validity from sandbox.account, unnest($2::text[]) a where address = $1`;
  await client.query(sql, [like, addresses]).finally(() => client.end());
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("The rehearsal servers have no output.");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("The rehearsal servers ended before they were ready.");
}

async function startWorld(dataDir: string): Promise<{ world: ProviderWorld; stop(): Promise<void> }> {
  const main = join(import.meta.dirname, "../../sandbox/src/main.ts");
  const tsx = createRequire(import.meta.url).resolve("tsx/cli");
  const databaseUrl = await createDatabase();
  const child = spawn(process.execPath, [tsx, main], {
    env: { PATH: process.env["PATH"], SANDBOX_DATABASE_URL: databaseUrl, SANDBOX_DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const ready = JSON.parse(await firstLine(child)) as Ready;
  const variables = toVariables(ready);
  const world: ProviderWorld = {
    ready,
    variables,
    env: readEnv(variables),
    addAccounts: (like, addresses) => addAccounts(databaseUrl, like, addresses),
    async trouble(path, body) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${ready.httpUrl}/sandbox/api/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    },
  };
  return { world, stop: () => (child.kill("SIGTERM"), ended) };
}

/** Gives the tests of a file the rehearsal servers, in a process of their own; call the answer inside them. */
export function useProviderWorld(): () => ProviderWorld {
  let running: Awaited<ReturnType<typeof startWorld>> | null = null;
  const dataDir = mkdtempSync(join(tmpdir(), "relink-world-"));
  beforeAll(async () => {
    running = await startWorld(dataDir);
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return () => {
    if (!running) throw new Error("The rehearsal servers are there once the tests run.");
    return running.world;
  };
}
