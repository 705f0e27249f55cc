import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { reachDatabase, reachKeyRing, roleOf } from "./app.ts";
import { createApplicationStore, type ListedApplication } from "./application/application.store.ts";
import { parseClientId, parseTenant, retireApplication, saveApplication } from "./application/manage-applications.ts";
import type { OAuthProvider } from "./connect/connect-needs.ts";
import type { Env } from "./env.ts";
import { createClientSecrets } from "./mail/client-secrets.ts";
import { type Database, openDatabase } from "./platform/database.ts";
import { migrate } from "./platform/migrate.ts";
import { SettingError } from "./platform/setting-reader.ts";

export const applicationsUsage = `npm run relink -- applications add --workspace slug --provider google|microsoft --client-id id --secret-file file --name "As people see it"
    [--tenant common|organizations|id] [--secret-expires YYYY-MM-DD]
  The people of this workspace sign in with its own application from now on; one that is known gets this secret, name and date.
  --secret-file - reads the secret from standard input. Microsoft needs --tenant. docs/operate/register-applications.md
npm run relink -- applications list --workspace slug
npm run relink -- applications retire --workspace slug --provider google|microsoft --client-id id
  Nobody signs in with it any more. What came by it goes on by it; once nothing does, the same command destroys its secret.
`;

type Say = (line: string) => void;
type Values = Readonly<Record<string, string | undefined>>;

const text = { type: "string" } as const;
const options = {
  workspace: text,
  provider: text,
  "client-id": text,
  "secret-file": text,
  name: text,
  tenant: text,
  "secret-expires": text,
};

/** `relink applications …`. False: the command is none, or lacks something. */
export async function applicationsCommand(env: Env, args: readonly string[], say: Say): Promise<boolean> {
  const [verb, ...rest] = args;
  const run = verb === "add" ? add : verb === "list" ? list : verb === "retire" ? retire : null;
  const values = run && parseValues(rest);
  if (!run || !values?.["workspace"]) return false;
  const access = await reachDatabase(env, () => undefined);
  try {
    await migrate({ ownerUrl: access.ownerUrl, appRole: roleOf(access.appUrl) });
    const applicationName = "relink applications";
    const database = await openDatabase({ url: access.appUrl, poolSize: 1, applicationName, onConnectionError: () => undefined });
    try {
      return await run({ env, database, say, values, workspaceId: await getWorkspace(database, values["workspace"]) });
    } finally {
      await database.close();
    }
  } finally {
    await access.stop();
  }
}

function parseValues(args: readonly string[]): Values | null {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    return null;
  }
}

async function getWorkspace(database: Database, slug: string): Promise<string> {
  const [found] = await database.query<{ id: string }>("select id from workspace where slug = $1", [slug]);
  if (!found) throw new SettingError(`There is no workspace ${slug}: --workspace takes its slug.`);
  return found.id;
}

interface Run {
  readonly env: Env;
  readonly database: Database;
  readonly say: Say;
  readonly values: Values;
  readonly workspaceId: string;
}

const now = (): Date => new Date();

async function add({ env, database, say, values, workspaceId }: Run): Promise<boolean> {
  const found = toNamed(values);
  const { name, "secret-file": secretFile } = values;
  if (!found || !name?.trim() || name.length > 120 || !secretFile) return false;
  const { provider, clientId } = found;
  const installations = (provider === "GOOGLE" ? env.google : env.microsoft).application?.clientId;
  if (clientId === installations) throw new SettingError("This is the installation's own application: every workspace has it already.");
  const tenant = values["tenant"] === undefined ? null : parseTenant(values["tenant"]);
  if ((provider === "MICROSOFT") !== (tenant !== null))
    throw new SettingError("--tenant is for Microsoft, which needs it: common, organizations, or the tenant's id or domain.");
  const secretExpiresAt = toDay(values["secret-expires"]);
  const clientSecret = readSecret(secretFile);
  const needs = { database, now, secrets: createClientSecrets(reachKeyRing(env)) };
  await saveApplication(needs, { workspaceId, provider, clientId, clientSecret, name: name.trim(), tenant, secretExpiresAt });
  const path = provider.toLowerCase();
  say(
    `The people of ${values["workspace"]} sign in at ${path} with ${name.trim()} from now on. What they connected before goes on as it is.`,
  );
  say(`Its redirect URI there has to be ${env.publicUrl}/connect/callback/${path}`);
  return true;
}

async function list({ database, say, workspaceId }: Run): Promise<boolean> {
  const found = await createApplicationStore(database).list(workspaceId);
  if (found.length === 0) say("This workspace has no applications of its own: its people sign in with the installation's.");
  for (const application of found) say(toLine(application, now()));
  return true;
}

async function retire({ database, say, values, workspaceId }: Run): Promise<boolean> {
  const found = toNamed(values);
  if (!found) return false;
  const uses = await retireApplication({ database, now }, workspaceId, found.provider, found.clientId);
  if (uses === null) throw new SettingError("This workspace has no such application: `applications list` shows those that it has.");
  say("Nobody signs in with it any more.");
  say(
    uses === 0
      ? "Nothing needs its secret: it is destroyed."
      : `${uses} connections still need its secret, so it is kept for them: leave the application at the provider as it is until the same command says that the secret is destroyed.`,
  );
  return true;
}

function toNamed({ provider, "client-id": given = "" }: Values): { provider: OAuthProvider; clientId: string } | null {
  const clientId = parseClientId(given);
  if (clientId === null || (provider !== "google" && provider !== "microsoft")) return null;
  return { provider: provider === "google" ? "GOOGLE" : "MICROSOFT", clientId };
}

/** The whole day counts: the secret is good until its end. */
function toDay(day: string | undefined): Date | null {
  if (day === undefined) return null;
  const date = new Date(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(date.getTime()))
    throw new SettingError("--secret-expires is a date like 2027-01-31.");
  return date;
}

/** Never an argument: other users of the machine see those. */
function readSecret(file: string): string {
  let secret: string;
  try {
    secret = readFileSync(file === "-" ? 0 : file, "utf8").trim();
  } catch {
    throw new SettingError("--secret-file names a file that can't be read.");
  }
  if (secret === "" || secret.length > 1_000) throw new SettingError("--secret-file holds no client secret.");
  return secret;
}

const dayMs = 86_400_000;

function toLine(application: ListedApplication, at: Date): string {
  const { provider, client_id, name, tenant, secret_expires_at: expires, inboxes, uses } = application;
  const days = expires === null ? null : Math.floor((Date.parse(expires) - at.getTime()) / dayMs);
  const lapse =
    expires === null || days === null ? null : `secret lapses ${expires.slice(0, 10)}${days < 0 ? ", which is over" : `, in ${days} days`}`;
  const state =
    application.retired_at === null ? "signs in" : application.secret_kept ? "retired, still needed" : "retired, secret destroyed";
  const done =
    application.retired_at !== null && application.secret_kept && uses === 0 ? "nothing needs it any more: retire it once more" : null;
  return [provider.toLowerCase(), client_id, name, tenant, state, `${inboxes} inboxes`, lapse, done]
    .filter((part) => part !== null)
    .join(" · ");
}
