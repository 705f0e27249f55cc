import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { reachDatabase, roleOf } from "./app.ts";
import { applicationsCommand, applicationsUsage } from "./cli-applications.ts";
import { keysRotate, keysUsage } from "./cli-keys.ts";
import { type Env, readEnv } from "./env.ts";
import { createDemoPeople } from "./people/demo-people.ts";
import { createPerson } from "./people/create-person.ts";
import { openDatabase } from "./platform/database.ts";
import { migrate } from "./platform/migrate.ts";
import { SettingError } from "./platform/setting-reader.ts";

const usage = `npm run relink -- init --email you@example.com [--name "Your Name"] [--workspace "Company"] [--locale en|pl]
  Makes the first workspace and its SUPER_ADMIN, and prints a password for them.
npm run relink -- demo-people
  Makes the people of the demo world (npm start does it). Embedded mode only: everybody knows their password.
${keysUsage}${applicationsUsage}`;

function toSlug(name: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (
    plain
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 60) || "workspace"
  );
}

interface Init {
  readonly email: string;
  readonly name: string;
  readonly workspace: string;
  readonly locale: "en" | "pl";
}

function parseInit(args: readonly string[]): Init | null {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ args: [...args], options: { email: text, name: text, workspace: text, locale: text } });
  const { email, name, workspace, locale } = values;
  if (!email || !/^[^\s@]+@[^\s@]+$/.test(email)) return null;
  return { email, name: name ?? email, workspace: workspace ?? "Workspace", locale: locale === "pl" ? "pl" : "en" };
}

async function init(env: Env, { email, name, workspace, locale }: Init): Promise<void> {
  const say = (message: string): boolean => process.stderr.write(`${message}\n`);
  const access = await reachDatabase(env, say);
  try {
    await migrate({ ownerUrl: access.ownerUrl, appRole: roleOf(access.appUrl) });
    const database = await openDatabase({
      url: access.appUrl,
      poolSize: 1,
      applicationName: "relink init",
      onConnectionError: () => undefined,
    });
    const password = randomBytes(15).toString("base64url");
    const person = { workspace: { name: workspace, slug: toSlug(workspace) }, email, name, role: "SUPER_ADMIN", password, locale } as const;
    const made = await createPerson({ database, now: () => new Date() }, person);
    await database.close();
    process.stdout.write(
      made.userCreated
        ? `Sign in at ${env.publicUrl} as ${email} with the password ${password}\n`
        : `${email} is known already; their password stays as it was.\n`,
    );
  } finally {
    await access.stop();
  }
}

async function demoPeople(env: Env): Promise<void> {
  if (env.production || env.databaseUrl !== null)
    throw new SettingError("The demo world's passwords are known to everybody: it is only made in embedded mode.");
  const access = await reachDatabase(env, () => undefined);
  try {
    const database = await openDatabase({
      url: access.appUrl,
      poolSize: 1,
      applicationName: "relink demo",
      onConnectionError: () => undefined,
    });
    await createDemoPeople({ database, now: () => new Date() });
    await database.close();
  } finally {
    await access.stop();
  }
}

async function main(): Promise<void> {
  const [command, ...args] = process.argv.slice(2);
  if (command === "demo-people") return demoPeople(readEnv());
  if (command === "keys" && args[0] === "rotate") {
    if (!(await keysRotate(readEnv(), (line) => process.stdout.write(`${line}\n`)))) process.exitCode = 1;
    return;
  }
  if (command === "applications" && (await applicationsCommand(readEnv(), args, (line) => process.stdout.write(`${line}\n`)))) return;
  const wanted = command === "init" ? parseInit(args) : null;
  if (!wanted) {
    process.stderr.write(usage);
    process.exitCode = 2;
    return;
  }
  await init(readEnv(), wanted);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof SettingError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
