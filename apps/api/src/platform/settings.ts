import { rehearsalSetting } from "./sandbox-proxy.ts";
import type { Setting } from "./setting-reader.ts";

function applicationAt(prefix: string, provider: string): readonly Setting[] {
  return [
    { name: `${prefix}_CLIENT_ID`, purpose: `the client id of our application at ${provider}` },
    { name: `${prefix}_CLIENT_SECRET`, purpose: `the client secret of our application at ${provider}`, secret: true },
    { name: `${prefix}_CLIENT_SECRET_EXPIRES`, purpose: `the day (YYYY-MM-DD) on which that client secret lapses` },
    { name: `${prefix}_APP_NAME`, purpose: `the name under which people see our application at ${provider}` },
    { name: `${prefix}_SCOPES`, purpose: `what is asked for at a sign-in at ${provider}, separated by spaces` },
  ];
}

function endpointsOf(prefix: string, provider: string): readonly Setting[] {
  return [
    { name: `${prefix}_ISSUER`, purpose: `where ${provider}'s sign-in is` },
    { name: `${prefix}_REVOCATION_URL`, purpose: `where access is revoked at ${provider}, if it has such an endpoint` },
    { name: `${prefix}_IMAP`, purpose: `${provider}'s IMAP server as host:port` },
    { name: `${prefix}_SMTP`, purpose: `${provider}'s SMTP server as host:port` },
    { name: `${prefix}_MX`, purpose: `the MX host suffixes by which ${provider} is known` },
    { name: `${prefix}_ACCOUNT_URL`, purpose: `the page at ${provider} where a person removes an application's access` },
  ];
}

/** Every setting there is, in the order of `.env.example`; a test holds the two together. */
export const settings: readonly Setting[] = [
  { name: "NODE_ENV", purpose: "production, which refuses defaults that are unsafe" },
  { name: "PORT", purpose: "the port of the one HTTP server" },
  { name: "PUBLIC_URL", purpose: "the address under which people and providers reach this server" },
  { name: "RELINK_TRUST_PROXY", purpose: "the addresses of reverse proxies whose X-Forwarded-* headers are believed" },
  { name: "RELINK_ROLE", purpose: "what this process does: api, worker, or all" },
  { name: "LOG_LEVEL", purpose: "how much is logged" },
  { name: "DATABASE_URL", purpose: "the PostgreSQL database (15 or newer), with the role that reads and writes", secret: true },
  { name: "DATABASE_OWNER_URL", purpose: "the same database with the role that owns the schema and migrates", secret: true },
  { name: "DATABASE_POOL_SIZE", purpose: "how many database connections a process keeps at most" },
  { name: "RELINK_CHECKS_AT_ONCE", purpose: "how many checks a worker process runs at once" },
  { name: "REDIS_URL", purpose: "carrying events between processes", secret: true },
  { name: "RELINK_DATA_DIR", purpose: "the folder of the embedded database and of the key made at first start" },
  { name: "RELINK_KEYS", purpose: "sealing credentials and signing cookies, links and receipts", secret: true },
  ...applicationAt("GOOGLE", "Google"),
  ...applicationAt("MICROSOFT", "Microsoft"),
  { name: "MICROSOFT_TENANT", purpose: "whose accounts may sign in at Microsoft: common, organizations, or a tenant id" },
  ...endpointsOf("GOOGLE", "Google"),
  { name: "GOOGLE_RISC_CONFIGURATION", purpose: "where Google says who signs its reports of revoked access, sent to /hooks/google/risc" },
  ...endpointsOf("MICROSOFT", "Microsoft"),
  { name: "MICROSOFT_PERSONAL_SMTP", purpose: "the SMTP server of free Outlook.com accounts, unless MICROSOFT_SMTP names another place" },
  { name: "RELINK_DNS_SERVERS", purpose: "the resolvers that are asked for mail servers, as address or address:port" },
  { name: "RELINK_MAIL_PORTS", purpose: "the ports at which mail servers may be reached" },
  { name: "RELINK_EXTRA_CA", purpose: "a PEM file of certificate authorities that are trusted besides the public ones" },
  { name: "RELINK_ALLOWED_PRIVATE_HOSTS", purpose: "mail hosts in private networks that may be reached all the same" },
  { name: "RELINK_ISPDB_URL", purpose: "the public database of mail settings that is told an address's domain, or off" },
  { name: "SMTP_URL", purpose: "the server that sends our mail", secret: true },
  { name: "MAIL_FROM", purpose: "the sender of our mail" },
  { name: "OPERATOR_EMAIL", purpose: "who is told when a provider refuses our application" },
  { name: "RELINK_OUTAGE_INBOXES", purpose: "how many inboxes of one mail host in trouble are the provider's incident" },
  { name: "RELINK_OUTAGE_PERCENT", purpose: "and which share of those checked there, in percent" },
  { name: "RELINK_OUTAGE_OVER_PERCENT", purpose: "below which share such an incident is over, in percent" },
  { name: "RELINK_DOMAIN_POLICY_INBOXES", purpose: "how many inboxes of one domain refused with one policy code are one incident" },
  { name: "RELINK_WAITS", purpose: "the waits, terms and windows that differ from these defaults" },
  { name: "RELINK_TIME_SCALE", purpose: "rehearsals: every wait is divided by it" },
  { name: "RELINK_CRASH_AT", purpose: "crash tests: the named point at which the process kills itself" },
  rehearsalSetting,
];
