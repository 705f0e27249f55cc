import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { retireApplication, saveApplication } from "../src/application/manage-applications.ts";
import { createClientSecrets } from "../src/mail/client-secrets.ts";
import { type KeyRing, parseKeyRing } from "../src/platform/key-ring.ts";
import { testKeys } from "./api-process.ts";
import type { ApiWorld } from "./api-world.ts";

/** An application that a company registered for itself at the rehearsal providers. */
export interface Registered {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly name: string;
}

export const acme: Registered = { clientId: "acme-mail.apps.test", clientSecret: "acme-canary-secret-1", name: "Acme Mail" };

export async function register({ sandbox }: ApiWorld, host: "google" | "microsoft", application: Registered): Promise<void> {
  await sandbox.trouble(`oauth/${host}/applications`, { ...application });
}

/** `npm run relink -- …` beside the running API, with `input` as its standard input. */
export async function relink(
  { variables }: Pick<ApiWorld, "variables">,
  args: readonly string[],
  input = "",
  more: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> {
  const tsx = createRequire(import.meta.url).resolve("tsx/cli");
  const cli = join(import.meta.dirname, "../src/cli.ts");
  const child = spawn(process.execPath, [tsx, cli, ...args], { env: { PATH: process.env["PATH"] ?? "", ...variables, ...more } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output };
}

function keyRing(): KeyRing {
  const ring = parseKeyRing(testKeys);
  if (typeof ring === "string") throw new Error(ring);
  return ring;
}

const now = (): Date => new Date();
const nameOf = (host: "google" | "microsoft") => (host === "google" ? "GOOGLE" : "MICROSOFT");

/** The workspace Demo brings its application. */
export async function bring({ database, ids }: ApiWorld, host: "google" | "microsoft", application: Registered): Promise<void> {
  const tenant = host === "microsoft" ? "common" : null;
  const wanted = { ...application, workspaceId: ids.ola.workspaceId, provider: nameOf(host), tenant, secretExpiresAt: null } as const;
  await saveApplication({ database, now, secrets: createClientSecrets(keyRing()) }, wanted);
}

/** Answers how much still needs its secret. */
export function retire({ database, ids }: ApiWorld, host: "google" | "microsoft", { clientId }: Registered): Promise<number | null> {
  return retireApplication({ database, now }, ids.ola.workspaceId, nameOf(host), clientId);
}
