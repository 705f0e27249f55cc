import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GraphQLSchema } from "graphql";
import type { EntitySchema } from "typeorm";
import type { Env } from "./env.ts";
import { createMailTrust } from "./mail/mail-trust.ts";
import { createMailer, type Mailer } from "./notify/mailer.ts";
import { createAuth } from "./people/auth.ts";
import { createPasswordResetMail } from "./people/password-reset-mail.ts";
import { type Database, openDatabase, poolOf } from "./platform/database.ts";
import { openEmbeddedPostgres } from "./platform/embedded-postgres.ts";
import { buildHttp, type RegisterRoutes } from "./platform/http.ts";
import { type KeyRing, openKeyFile } from "./platform/key-ring.ts";
import { createLogger, type Logger } from "./platform/logger.ts";
import type { Metric } from "./platform/metrics.ts";
import { migrate } from "./platform/migrate.ts";
import { createQuickReads } from "./platform/quick-reads.ts";
import type { CreateContext, Prepare, ReadViewer } from "./platform/request-info.ts";
import type { Queryable } from "./platform/transaction.ts";
import type { ViewerWatch } from "./platform/viewer-watch.ts";
import { createViewerReader, type ViewerReader } from "./platform/viewer.ts";

/** What every feature may stand on. */
export interface Foundation {
  readonly env: Env;
  readonly log: Logger;
  readonly keyRing: KeyRing;
  readonly database: Database;
  readonly quickReads: Queryable;
  /** For connections of one's own, such as LISTEN. */
  readonly appUrl: string;
  readonly viewers: ViewerReader;
  readonly mailer: Mailer;
}

/** What the features make of it. */
export interface Features<Context extends object> {
  readonly schema: GraphQLSchema;
  readonly createContext: CreateContext<Context>;
  /** Called once an operation is known to be valid, before any of its fields is resolved. */
  readonly prepare?: Prepare<Context>;
  readonly readViewer?: ReadViewer;
  readonly watch: ViewerWatch;
  readonly routes?: readonly RegisterRoutes[];
  readonly metrics?: readonly Metric[];
  /** Called once the server listens: timers, checks. */
  readonly start?: () => Promise<void>;
  /** Called after the last request and before the database closes. */
  readonly stop?: () => Promise<void>;
}

export type Compose<Context extends object> = (foundation: Foundation) => Promise<Features<Context>>;

export interface AppOptions<Context extends object> {
  readonly compose: Compose<Context>;
  readonly entities?: readonly EntitySchema[];
  /** Default: what apps/web was built to. */
  readonly webFolder?: string;
}

export interface App {
  /** Listens on `env.port` and answers the address. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

export interface DatabaseAccess {
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** Stops the embedded server if this process owns it. */
  stop(): Promise<void>;
}

/** The database that the settings name, or the embedded one. */
export async function reachDatabase(env: Env, say: (message: string) => void): Promise<DatabaseAccess> {
  if (env.databaseUrl === null) return openEmbeddedPostgres({ dataDir: env.dataDir, say });
  return { ownerUrl: env.databaseOwnerUrl ?? env.databaseUrl, appUrl: env.databaseUrl, stop: async () => undefined };
}

/** The key ring of the settings, or the one that was made at first start. */
export function reachKeyRing(env: Env): KeyRing {
  if (env.keyRing) return env.keyRing;
  mkdirSync(env.dataDir, { recursive: true });
  return openKeyFile(env.dataDir);
}

export function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username) || "postgres";
}

const builtWebFolder = fileURLToPath(new URL("../../web/dist", import.meta.url));

function openApplicationDatabase(env: Env, url: string, log: Logger, entities: readonly EntitySchema[]): Promise<Database> {
  return openDatabase({
    url,
    poolSize: env.databasePoolSize,
    applicationName: "relink",
    entities,
    onConnectionError: (error) => log.warn({ err: error }, "A database connection was lost"),
  });
}

function createSignIn({ env, log, keyRing, database, mailer }: Omit<Foundation, "viewers">) {
  const { publicUrl, trustedOrigins } = env;
  const sendPasswordReset = createPasswordResetMail({
    mailer,
    onUnsent: (error) => log.error({ err: error }, "A password reset was not sent"),
  });
  const onError = (message: string) => log.warn({ library: "better-auth" }, message);
  return createAuth({ pool: poolOf(database), keyRing, publicUrl, trustedOrigins, sendPasswordReset, onError });
}

/** The embedded world has passwords that everybody knows, so only this machine may reach it. */
function hostOf(env: Env): "localhost" | "::" {
  return env.databaseUrl === null ? "localhost" : "::";
}

type Closing = () => Promise<void>;

async function closeAll(closings: readonly Closing[]): Promise<void> {
  for (const close of closings.toReversed()) await close();
}

async function bringUp<Context extends object>(env: Env, options: AppOptions<Context>, closings: Closing[]): Promise<Pick<App, "listen">> {
  const log = createLogger(env.logLevel);
  const keyRing = reachKeyRing(env);
  const access = await reachDatabase(env, (message) => log.info(message));
  closings.push(access.stop);
  const { appUrl } = access;
  const ran = await migrate({ ownerUrl: access.ownerUrl, appRole: roleOf(appUrl) });
  if (ran.length > 0) log.info({ migrations: ran }, "Migrated the database");
  const database = await openApplicationDatabase(env, appUrl, log, options.entities ?? []);
  closings.push(database.close);
  const onError = (error: unknown): void => log.warn({ err: error }, "A database connection was lost");
  const quickReads = createQuickReads({ url: appUrl, pool: database, onError });
  closings.push(quickReads.close);
  const viewers = createViewerReader({ database: quickReads, keyRing, publicUrl: env.publicUrl, now: () => new Date() });
  const mailer = createMailer({ smtpUrl: env.smtpUrl, from: env.mailFrom, trust: createMailTrust(env.extraCaFile) });
  const foundation: Foundation = { env, log, keyRing, database, quickReads, appUrl, viewers, mailer };
  const auth = createSignIn(foundation);
  const features = await options.compose(foundation);
  closings.push(async () => features.stop?.());
  const webFolder = options.webFolder ?? builtWebFolder;
  const http = await buildHttp<Context>({ env, log, database, auth, viewers, webFolder, ...features });
  closings.push(http.close);
  return {
    async listen() {
      const address = await http.listen({ port: env.port, host: hostOf(env) });
      await features.start?.();
      return address;
    },
  };
}

/** Brings up database, sign-in and features, in this order; `close` takes them down in the other. Leaves nothing up when it throws. */
export async function createApp<Context extends object>(env: Env, options: AppOptions<Context>): Promise<App> {
  const closings: Closing[] = [];
  try {
    const { listen } = await bringUp(env, options, closings);
    return { listen, close: () => closeAll(closings) };
  } catch (error) {
    await closeAll(closings);
    throw error;
  }
}
