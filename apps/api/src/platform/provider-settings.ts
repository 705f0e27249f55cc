import { isIP } from "node:net";
import { readDate, readList, readUrl, type SettingReader } from "./setting-reader.ts";

export interface MailServer {
  readonly host: string;
  readonly port: number;
}

/** Our application at a provider, and where that provider is. */
export interface ProviderSettings {
  /** Null: this provider is not offered. */
  readonly application: {
    readonly clientId: string;
    readonly clientSecret: string;
    readonly clientSecretExpires: Date | null;
  } | null;
  readonly appName: string;
  /** What is asked for at a sign-in. */
  readonly scopes: readonly string[];
  readonly issuer: string;
  /** Null where the provider has no revocation endpoint. */
  readonly revocationUrl: string | null;
  readonly imap: MailServer;
  readonly smtp: MailServer;
  /** Where free accounts send, if not there. */
  readonly personalSmtp: MailServer | null;
  /** Host suffixes of its MX records. */
  readonly mx: readonly string[];
  /** Null: the guide of each kind of account names its own page. */
  readonly accountUrl: string | null;
}

interface Defaults {
  readonly scopes: readonly string[];
  readonly issuer: string;
  readonly revocationUrl: string | null;
  readonly imap: string;
  readonly smtp: string;
  readonly mx: readonly string[];
  readonly accountUrl: string | null;
}

const loopbackNames = new Set(["localhost", "[::1]"]);

function isLoopback(hostname: string): boolean {
  return loopbackNames.has(hostname) || (isIP(hostname) === 4 && hostname.startsWith("127."));
}

/** https, or http to loopback outside production. */
function readEndpoint(reader: SettingReader, name: string, fallback: string | null, production: boolean): string | null {
  const text = readUrl(reader, name, ["https", "http"], fallback);
  if (text === null) return null;
  const url = new URL(text);
  if (url.protocol === "http:" && production) reader.refuse(name, "must begin with https:// with NODE_ENV=production");
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    reader.refuse(name, "must begin with https:// unless it is on this machine");
  }
  return text;
}

function readMailServer(reader: SettingReader, name: string, fallback: string): MailServer {
  const text = reader.text(name) ?? fallback;
  const match = /^(.+):(\d{1,5})$/.exec(text);
  const port = Number(match?.[2]);
  if (!match?.[1] || port < 1 || port > 65_535) return reader.refuse(name, "must be like imap.example.com:993");
  return { host: match[1], port };
}

function readApplication(reader: SettingReader, prefix: string): ProviderSettings["application"] {
  const clientId = reader.text(`${prefix}_CLIENT_ID`);
  const clientSecret = reader.text(`${prefix}_CLIENT_SECRET`);
  if (clientId === null || clientSecret === null) return null;
  return { clientId, clientSecret, clientSecretExpires: readDate(reader, `${prefix}_CLIENT_SECRET_EXPIRES`) };
}

/** As an OAuth scope is written (RFC 6749, 3.3): separated by spaces. Without openid nobody would know who signed in. */
function readScopes(reader: SettingReader, name: string, fallback: readonly string[]): readonly string[] {
  const scopes = reader.text(name)?.split(/\s+/) ?? fallback;
  return scopes.includes("openid") ? scopes : reader.refuse(name, "must include openid");
}

function readProvider(reader: SettingReader, prefix: string, defaults: Defaults, production: boolean): ProviderSettings {
  return {
    application: readApplication(reader, prefix),
    appName: reader.text(`${prefix}_APP_NAME`) ?? "Relink",
    scopes: readScopes(reader, `${prefix}_SCOPES`, defaults.scopes),
    issuer: readEndpoint(reader, `${prefix}_ISSUER`, defaults.issuer, production) ?? defaults.issuer,
    revocationUrl: readEndpoint(reader, `${prefix}_REVOCATION_URL`, defaults.revocationUrl, production),
    imap: readMailServer(reader, `${prefix}_IMAP`, defaults.imap),
    smtp: readMailServer(reader, `${prefix}_SMTP`, defaults.smtp),
    personalSmtp: null,
    mx: readList(reader, `${prefix}_MX`, defaults.mx),
    accountUrl: readEndpoint(reader, `${prefix}_ACCOUNT_URL`, defaults.accountUrl, production),
  };
}

/** Defaults from https://accounts.google.com/.well-known/openid-configuration and support.google.com/a/answer/174125. */
export function readGoogle(reader: SettingReader, production: boolean): ProviderSettings {
  const defaults: Defaults = {
    issuer: "https://accounts.google.com",
    revocationUrl: "https://oauth2.googleapis.com/revoke",
    imap: "imap.gmail.com:993",
    smtp: "smtp.gmail.com:465",
    mx: ["google.com", "googlemail.com"],
    scopes: ["openid", "email", "https://mail.google.com/"],
    accountUrl: "https://myaccount.google.com/connections",
  };
  return readProvider(reader, "GOOGLE", defaults, production);
}

const googleRiscConfiguration = "https://accounts.google.com/.well-known/risc-configuration";

/** Where Google says who signs its reports about accounts, and with which keys (Cross-Account Protection). */
export function readGoogleRisc(reader: SettingReader, production: boolean): string {
  return readEndpoint(reader, "GOOGLE_RISC_CONFIGURATION", googleRiscConfiguration, production) ?? googleRiscConfiguration;
}

const microsoftSmtp = "smtp.office365.com:587";
/** Outlook.com, Hotmail and the like (providers.md 2.8; Thunderbird's ISPDB names the same). */
const outlookComSmtp = "smtp-mail.outlook.com:587";

/** Whoever names another place as Microsoft means it for all accounts, unless a server for free ones is named, too. */
function readPersonalSmtp(reader: SettingReader): MailServer {
  const business = reader.text("MICROSOFT_SMTP") ?? microsoftSmtp;
  return readMailServer(reader, "MICROSOFT_PERSONAL_SMTP", business === microsoftSmtp ? outlookComSmtp : business);
}

/** Microsoft revokes no single application's access, so there is no revocation endpoint by default. */
export function readMicrosoft(reader: SettingReader, production: boolean): ProviderSettings & { readonly tenant: string } {
  const tenant = reader.text("MICROSOFT_TENANT") ?? "common";
  const defaults: Defaults = {
    issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
    revocationUrl: null,
    imap: "outlook.office365.com:993",
    smtp: microsoftSmtp,
    scopes: [
      ...["openid", "profile", "email", "offline_access"],
      ...["https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send"],
    ],
    mx: ["mail.protection.outlook.com", "mx.microsoft", "olc.protection.outlook.com"],
    accountUrl: null,
  };
  return { ...readProvider(reader, "MICROSOFT", defaults, production), personalSmtp: readPersonalSmtp(reader), tenant };
}
