import { resolve } from "node:path";
import { type Durations, incidentThresholds, type IncidentThresholds } from "@relink/domain";
import { type KeyRing, parseKeyRing } from "./platform/key-ring.ts";
import { type ProviderSettings, readGoogle, readGoogleRisc, readMicrosoft } from "./platform/provider-settings.ts";
import { assertSafeForProduction } from "./platform/production-rules.ts";
import { rehearsalSetting } from "./platform/sandbox-proxy.ts";
import {
  createSettingReader,
  readChoice,
  readInteger,
  readList,
  readUrl,
  type SettingReader,
  type Variables,
} from "./platform/setting-reader.ts";
import { settings } from "./platform/settings.ts";
import { readWaits } from "./platform/waits.ts";

export type ProcessRole = "all" | "api" | "worker";
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** Everything this process was told from outside, parsed. */
export interface Env {
  readonly production: boolean;
  /** 0 takes a free port (tests). */
  readonly port: number;
  /** Origin, without a slash at its end. */
  readonly publicUrl: string;
  /** Origins whose pages may use our cookies. */
  readonly trustedOrigins: readonly string[];
  readonly trustProxy: boolean | string;
  readonly role: ProcessRole;
  readonly logLevel: LogLevel;
  /** Null: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly databaseOwnerUrl: string | null;
  readonly databasePoolSize: number;
  /** How many checks this process runs at once. */
  readonly checksAtOnce: number;
  readonly redisUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  /** Null: the key that is made at first start and kept in `dataDir`. */
  readonly keyRing: KeyRing | null;
  readonly google: ProviderSettings;
  readonly googleRiscConfiguration: string;
  readonly microsoft: ProviderSettings & { readonly tenant: string };
  /** Empty: the system's. */
  readonly dnsServers: readonly string[];
  readonly mailPorts: readonly number[];
  /** A PEM file. */
  readonly extraCaFile: string | null;
  readonly allowedPrivateHosts: readonly string[];
  /** With a slash at its end. Null: nobody outside is asked about a domain's mail servers. */
  readonly ispdbUrl: string | null;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly operatorEmail: string | null;
  /** From when on many failures are one incident. */
  readonly incidents: IncidentThresholds;
  /** The waits that differ from their defaults, milliseconds. */
  readonly waits: Partial<Durations>;
  /** Every wait is divided by it; 1 is real time. */
  readonly timeScale: number;
  readonly crashAt: string | null;
  /** Where the rehearsal world answers, if there is one. */
  readonly rehearsalUrl: string | null;
}

function readKeys(reader: SettingReader): KeyRing | null {
  const text = reader.text("RELINK_KEYS");
  if (text === null) return null;
  const ring = parseKeyRing(text);
  return typeof ring === "string" ? reader.refuse("RELINK_KEYS", ring) : ring;
}

function readPorts(reader: SettingReader): readonly number[] {
  const ports = readList(reader, "RELINK_MAIL_PORTS", ["993", "143", "465", "587"]).map(Number);
  if (ports.some((port) => !Number.isInteger(port) || port < 1 || port > 65_535)) {
    reader.refuse("RELINK_MAIL_PORTS", "must be ports like 993,587");
  }
  return ports;
}

function readIspdbUrl(reader: SettingReader): string | null {
  if (reader.text("RELINK_ISPDB_URL") === "off") return null;
  const url = readUrl(reader, "RELINK_ISPDB_URL", ["https"], "https://autoconfig.thunderbird.net/v1.1/");
  return url === null || url.endsWith("/") ? url : `${url}/`;
}

function readTrustProxy(reader: SettingReader): boolean | string {
  const text = reader.text("RELINK_TRUST_PROXY");
  return text === null || text === "false" ? false : text === "true" ? true : text;
}

function readIncidents(reader: SettingReader): IncidentThresholds {
  const { outageInboxes, outageShare, outageOverShare, policyInboxes } = incidentThresholds;
  const share = readInteger(reader, "RELINK_OUTAGE_PERCENT", outageShare * 100, 1, 100);
  return {
    outageInboxes: readInteger(reader, "RELINK_OUTAGE_INBOXES", outageInboxes, 2, 1_000_000),
    outageShare: share / 100,
    outageOverShare: readInteger(reader, "RELINK_OUTAGE_OVER_PERCENT", Math.min(outageOverShare * 100, share), 1, share) / 100,
    policyInboxes: readInteger(reader, "RELINK_DOMAIN_POLICY_INBOXES", policyInboxes, 2, 1_000_000),
  };
}

function readTimeScale(reader: SettingReader): number {
  const text = reader.text("RELINK_TIME_SCALE");
  const scale = text === null ? 1 : Number(text);
  if (!Number.isFinite(scale) || scale <= 0) reader.refuse("RELINK_TIME_SCALE", "must be a number above 0");
  return scale;
}

function trustedOrigins(publicUrl: string, port: number, embedded: boolean): readonly string[] {
  const local = ["localhost", "127.0.0.1", "[::1]"].map((host) => `http://${host}:${port}`);
  return [...new Set([publicUrl, ...(embedded ? local : [])])];
}

function readWhereAndWhat(reader: SettingReader, production: boolean) {
  const port = readInteger(reader, "PORT", 4000, 0, 65_535);
  const publicUrl = new URL(readUrl(reader, "PUBLIC_URL", ["http", "https"], `http://localhost:${port}`) ?? "").origin;
  const databaseUrl = readUrl(reader, "DATABASE_URL", ["postgres", "postgresql"], null);
  return {
    production,
    port,
    publicUrl,
    trustedOrigins: trustedOrigins(publicUrl, port, databaseUrl === null && !production),
    trustProxy: readTrustProxy(reader),
    role: readChoice(reader, "RELINK_ROLE", ["all", "api", "worker"], "all"),
    logLevel: readChoice(reader, "LOG_LEVEL", ["trace", "debug", "info", "warn", "error", "silent"], "info"),
    databaseUrl,
    databaseOwnerUrl: readUrl(reader, "DATABASE_OWNER_URL", ["postgres", "postgresql"], databaseUrl),
    databasePoolSize: readInteger(reader, "DATABASE_POOL_SIZE", 10, 1, 500),
    checksAtOnce: readInteger(reader, "RELINK_CHECKS_AT_ONCE", 64, 1, 5_000),
    redisUrl: readUrl(reader, "REDIS_URL", ["redis", "rediss"], null),
    dataDir: resolve(reader.text("RELINK_DATA_DIR") ?? ".relink"),
  } satisfies Partial<Env>;
}

/**
 * Reads every setting from `variables` (usually `process.env`).
 * Throws SettingError, one sentence, when one is wrong, or unsafe with NODE_ENV=production.
 */
export function readEnv(variables: Variables = process.env): Env {
  const reader = createSettingReader(settings, variables);
  const production = reader.text("NODE_ENV") === "production";
  const where = readWhereAndWhat(reader, production);
  const env: Env = {
    ...where,
    keyRing: readKeys(reader),
    google: readGoogle(reader, production),
    googleRiscConfiguration: readGoogleRisc(reader, production),
    microsoft: readMicrosoft(reader, production),
    dnsServers: readList(reader, "RELINK_DNS_SERVERS"),
    mailPorts: readPorts(reader),
    extraCaFile: reader.text("RELINK_EXTRA_CA"),
    allowedPrivateHosts: readList(reader, "RELINK_ALLOWED_PRIVATE_HOSTS"),
    ispdbUrl: readIspdbUrl(reader),
    smtpUrl: readUrl(reader, "SMTP_URL", ["smtp", "smtps"], null),
    mailFrom: reader.text("MAIL_FROM") ?? `Relink <relink@${new URL(where.publicUrl).hostname}>`,
    operatorEmail: reader.text("OPERATOR_EMAIL"),
    incidents: readIncidents(reader),
    waits: readWaits(reader),
    timeScale: readTimeScale(reader),
    crashAt: reader.text("RELINK_CRASH_AT"),
    rehearsalUrl: readUrl(reader, rehearsalSetting.name, ["http"], null),
  };
  if (production) assertSafeForProduction(reader);
  return env;
}
