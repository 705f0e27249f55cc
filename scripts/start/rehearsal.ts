import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Child, startChild } from "./child.ts";

interface Host {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accountUrl: string;
  readonly imap: string;
  readonly smtp: string;
  readonly appName: string;
}

/** The line that the rehearsal world prints once it answers. */
interface Ready {
  readonly ready: true;
  readonly httpUrl: string;
  readonly imapPort: number;
  readonly smtpPort: number;
  readonly dnsPort: number;
  readonly caFile: string;
  readonly google: Host & { readonly revocationUrl: string };
  readonly microsoft: Host & { readonly tenant: string };
  readonly imapHost: { readonly host: string; readonly imapPort: number; readonly smtpPort: number };
  readonly smtpUrl: string;
}

/** What is needed to use this world, and to make its demo inboxes. */
export interface Rehearsal {
  readonly settings: Readonly<Record<string, string>>;
  readonly sandboxUrl: string;
  readonly microsoftClientId: string;
  readonly imapHost: Ready["imapHost"];
}

export interface RehearsalOptions {
  readonly root: string;
  readonly dataDir: string;
  readonly runFolder: string;
  readonly databaseUrl: string;
  readonly publicUrl: string;
  readonly redirectOrigins: readonly string[];
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const readyLimitMs = 30_000;

/** Our own child's word, in a form that both sides' tests hold; anything else it prints is passed on. */
function parseReady(line: string): Ready | null {
  if (!line.startsWith('{"ready":true')) return null;
  return JSON.parse(line);
}

export function startRehearsal(options: RehearsalOptions): Child {
  const dataDir = join(options.dataDir, "sandbox");
  mkdirSync(dataDir, { recursive: true });
  const paths = ["/connect/callback/google", "/connect/callback/microsoft"];
  return startChild({
    name: "sandbox",
    program: join(options.root, "apps/sandbox/dist/main.js"),
    cwd: options.root,
    runFolder: options.runFolder,
    readOutput: true,
    variables: {
      ...options.variables,
      SANDBOX_DATABASE_URL: options.databaseUrl,
      SANDBOX_DATA_DIR: dataDir,
      SANDBOX_PUBLIC_URL: options.publicUrl,
      SANDBOX_REDIRECT_URIS: options.redirectOrigins.flatMap((origin) => paths.map((path) => origin + path)).join(","),
    },
  });
}

/** Waits for the ready line and answers what the line says, as settings that make this world the API's providers. */
export function readRehearsal(child: Child): Promise<Rehearsal> {
  return new Promise((done, fail) => {
    const late = setTimeout(() => fail(new Error("The sandbox was not ready within 30 s.")), readyLimitMs);
    void child.ended.then(() => fail(new Error("The sandbox ended before it was ready.")));
    if (!child.process.stdout) return fail(new Error("The sandbox's output can't be read."));
    createInterface({ input: child.process.stdout }).on("line", (line) => {
      const ready = parseReady(line);
      if (!ready) {
        process.stdout.write(`${line}\n`);
        return;
      }
      clearTimeout(late);
      const { httpUrl: sandboxUrl, imapHost, microsoft } = ready;
      done({ settings: toSettings(ready), sandboxUrl, microsoftClientId: microsoft.clientId, imapHost });
    });
  });
}

function hostSettings(prefix: string, host: Host): Record<string, string> {
  return {
    [`${prefix}_CLIENT_ID`]: host.clientId,
    [`${prefix}_CLIENT_SECRET`]: host.clientSecret,
    [`${prefix}_APP_NAME`]: host.appName,
    [`${prefix}_ISSUER`]: host.issuer,
    [`${prefix}_ACCOUNT_URL`]: host.accountUrl,
    [`${prefix}_IMAP`]: host.imap,
    [`${prefix}_SMTP`]: host.smtp,
  };
}

function toSettings(ready: Ready): Readonly<Record<string, string>> {
  return {
    ...hostSettings("GOOGLE", ready.google),
    GOOGLE_REVOCATION_URL: ready.google.revocationUrl,
    ...hostSettings("MICROSOFT", ready.microsoft),
    MICROSOFT_TENANT: ready.microsoft.tenant,
    RELINK_DNS_SERVERS: `127.0.0.1:${ready.dnsPort}`,
    RELINK_MAIL_PORTS: [...new Set([993, 143, 465, 587, ready.imapPort, ready.smtpPort])].join(","),
    RELINK_EXTRA_CA: ready.caFile,
    RELINK_ALLOWED_PRIVATE_HOSTS: "127.0.0.1",
    SMTP_URL: ready.smtpUrl,
    RELINK_SANDBOX_URL: ready.httpUrl,
  };
}
