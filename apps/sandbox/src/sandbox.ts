import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { Accounts } from "./accounts/account.store.ts";
import { startDnsServer } from "./dns/dns-server.ts";
import { domainStore } from "./dns/domain.store.ts";
import type { Env, PortName } from "./env.ts";
import { factStore } from "./facts/fact.store.ts";
import { registerApi } from "./http/api.ts";
import { createPages, dispatch, startHttpServer } from "./http/http-server.ts";
import { startImapServer } from "./mail/imap-server.ts";
import { recordedLogIn } from "./mail/mail-facts.ts";
import { mailboxStore } from "./mail/mailbox.store.ts";
import { startSmtpServer } from "./mail/smtp-server.ts";
import { registerAccountPage } from "./oauth/account-page.ts";
import { Applications } from "./oauth/application.store.ts";
import { browserSessionStore } from "./oauth/browser-session.store.ts";
import { Consents } from "./oauth/consent.store.ts";
import { registerInteraction } from "./oauth/interaction.ts";
import { createOAuthServer } from "./oauth/oauth-server.ts";
import type { OAuthServer } from "./oauth/oauth-server.ts";
import { forgetLapsedRecords } from "./oauth/record.store.ts";
import { toRedirectRule } from "./oauth/redirect-rule.ts";
import { registerRevoke } from "./oauth/revoke.ts";
import { hostProfiles, signInHosts } from "./oauth/sign-in-host.ts";
import type { SignInHost } from "./oauth/sign-in-host.ts";
import { registerPanel } from "./rehearsal/panel.ts";
import { registerRehearsalApi } from "./rehearsal/rehearsal-api.ts";
import { troubleStore } from "./rehearsal/trouble.store.ts";
import { openCertificates } from "./platform/certificates.ts";
import { openDatabase } from "./platform/database.ts";
import type { Database } from "./platform/database.ts";
import { readLastRun, writeReadyFile } from "./ready-file.ts";
import { toReady } from "./ready.ts";
import type { Ready } from "./ready-file.ts";

export type Sandbox = { readonly ready: Ready; readonly close: () => Promise<void> };

type Closing = { close: () => Promise<void> };

/** Brings the whole sandbox up; if a part fails, what was opened is closed again. */
export async function startSandbox(env: Env): Promise<Sandbox> {
  const opened: Closing[] = [];
  const close = async (): Promise<void> => {
    // The last opened first: nothing is served from a database that is closed.
    for (const part of opened.splice(0).toReversed()) await part.close();
  };
  const keep = <Part extends Closing>(part: Part): Part => {
    opened.push(part);
    return part;
  };
  try {
    return { ready: await open(env, keep), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Keep = <Part extends Closing>(part: Part) => Part;

async function open(env: Env, keep: Keep): Promise<Ready> {
  const dataDir = resolve(env.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const database = keep(await openDatabase(env.databaseUrl));
  const stores = openStores(database);
  await prepare(database, stores);
  const [certificates, last] = await Promise.all([openCertificates(dataDir), readLastRun(dataDir)]);
  const portsFor = (name: PortName): number[] => toPorts(env.ports[name], last.ports[name]);

  const http = keep(await startHttpServer(portsFor("http")));
  const mail = { certificates, logIn: recordedLogIn(stores, stores.facts), ...stores };
  const imap = keep(await startImapServer({ ...mail, ports: portsFor("imap") }));
  const { submission } = last;
  const smtp = keep(await startSmtpServer({ ...mail, ports: portsFor("smtp"), submission }));
  const zone = async () => ({ domains: await stores.domains.all(), imapPort: imap.port, smtpPort: smtp.port });
  const dns = keep(await startDnsServer({ ports: portsFor("dns"), zone }));

  const publicUrl = env.publicUrl ?? `http://127.0.0.1:${http.port}`;
  const servers = await createServers(env, publicUrl, database, stores);
  const all = Object.values(servers);
  const pages = await createPages((app) => {
    for (const server of all) registerInteraction(app, { ...stores, server });
    for (const server of all) registerAccountPage(app, { ...stores, server });
    registerRevoke(app, { ...stores, server: servers.google });
    registerApi(app, { ...stores, servers: all });
    const rehearsal = { ...stores, servers: all, timeScale: env.timeScale };
    registerRehearsalApi(app, rehearsal);
    registerPanel(app, rehearsal);
  });
  http.serve(dispatch({ servers: all, pages, applications: stores.applications, facts: stores.facts }));

  const ports = { http: http.port, imap: imap.port, smtp: smtp.port, dns: dns.port };
  const ready = toReady({ ports, servers, submission, caFile: certificates.caFile });
  await writeReadyFile(dataDir, ready);
  return ready;
}

function openStores(database: Database) {
  return {
    accounts: new Accounts(database),
    applications: new Applications(database),
    consents: new Consents(database),
    domains: domainStore(database),
    facts: factStore(database),
    mailboxes: mailboxStore(database),
    sessions: browserSessionStore(database),
    troubles: troubleStore(database),
  };
}

type Stores = ReturnType<typeof openStores>;

async function prepare(database: Database, { accounts, domains }: Stores): Promise<void> {
  await accounts.seed();
  await domains.seed();
  await forgetLapsedRecords(database);
}

async function createServers(
  env: Env,
  publicUrl: string,
  database: Database,
  stores: Stores,
): Promise<Readonly<Record<SignInHost, OAuthServer>>> {
  const redirectRule = toRedirectRule(env.redirectUris);
  const create = async (host: SignInHost): Promise<OAuthServer> => {
    const application = await stores.applications.get(host);
    const { timeScale } = env;
    return createOAuthServer({
      profile: hostProfiles[host],
      application,
      publicUrl,
      timeScale,
      redirectRule,
      database,
      ...stores,
    });
  };
  const [google, microsoft] = signInHosts;
  return { google: await create(google), microsoft: await create(microsoft) };
}

/** A port that was asked for is taken or refused; else the last run's, if it is free, else any. */
function toPorts(asked: number, last: number | null): number[] {
  if (asked !== 0) return [asked];
  return last === null ? [0] : [last, 0];
}
