import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { portNames } from "./env.ts";
import type { PortName } from "./env.ts";
import { writeFileWhole } from "./platform/whole-file.ts";

type HostFacts = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accountUrl: string;
  /** `host:port`, TLS from the first byte. */
  readonly imap: string;
  readonly smtp: string;
  readonly appName: string;
};

/** What `sandbox.json` and the line on stdout say: all that is needed to use the sandbox as a provider. */
export type Ready = {
  readonly ready: true;
  readonly pid: number;
  readonly httpPort: number;
  readonly httpUrl: string;
  readonly imapPort: number;
  readonly smtpPort: number;
  readonly dnsPort: number;
  readonly caFile: string;
  readonly google: HostFacts & { readonly revocationUrl: string };
  readonly microsoft: HostFacts & { readonly tenant: string };
  readonly imapHost: { readonly host: string; readonly imapPort: number; readonly smtpPort: number };
  /** Where Relink's own notices can be sent. */
  readonly smtpUrl: string;
};

const fileName = "sandbox.json";
const submissionUser = "relink";

export async function writeReadyFile(dataDir: string, ready: Ready): Promise<void> {
  await writeFileWhole(join(dataDir, fileName), `${JSON.stringify(ready, null, 2)}\n`, 0o600);
}

/** What is kept from the last run in this folder, so that who was told of it need not be told again. */
export async function readLastRun(dataDir: string): Promise<{
  readonly ports: Readonly<Record<PortName, number | null>>;
  readonly submission: { readonly user: string; readonly password: string };
}> {
  const last = await readJson(join(dataDir, fileName));
  const ports = Object.fromEntries(portNames.map((name) => [name, toPort(last[`${name}Port`])]));
  const smtpUrl = typeof last["smtpUrl"] === "string" && URL.canParse(last["smtpUrl"]) ? new URL(last["smtpUrl"]) : null;
  return {
    ports: ports as Record<PortName, number | null>,
    submission: { user: submissionUser, password: smtpUrl?.password || randomBytes(18).toString("base64url") },
  };
}

async function readJson(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(file, "utf8"));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    // Not there, or not whole: the sandbox starts as for the first time, only with other ports.
    return {};
  }
}

function toPort(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value <= 65535 ? value : null;
}
