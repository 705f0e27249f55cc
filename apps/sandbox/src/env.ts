/** Every setting of the sandbox. Nothing else in this package reads the environment. */
export type Env = {
  /** Where the sandbox keeps its state: it makes the schema `sandbox` there by itself. */
  readonly databaseUrl: string;
  /** Folder for the certificate authority, its key, and `sandbox.json`. */
  readonly dataDir: string;
  /** 0 lets the sandbox take the port of its last run, or any free one. */
  readonly ports: Readonly<Record<PortName, number>>;
  /** Origin that browsers use; null means the sandbox's own `http://127.0.0.1:PORT`. */
  readonly publicUrl: string | null;
  /** Exact redirect addresses; null allows the two callback paths on any loopback host. */
  readonly redirectUris: readonly string[] | null;
  /** Divides the life of access and refresh tokens; at least 1. */
  readonly timeScale: number;
};

export const portNames = ["http", "imap", "smtp", "dns"] as const;
export type PortName = (typeof portNames)[number];

/** A wrong setting: its message is one sentence for the person who starts the sandbox. */
export class SettingError extends Error {}

type Source = Readonly<Record<string, string | undefined>>;

export function parseEnv(source: Source): Env {
  const databaseUrl = source["SANDBOX_DATABASE_URL"];
  if (!databaseUrl) throw new SettingError("SANDBOX_DATABASE_URL is missing: the PostgreSQL that keeps the sandbox's state.");
  return {
    databaseUrl,
    dataDir: source["SANDBOX_DATA_DIR"] || ".relink/sandbox",
    ports: {
      http: parsePort(source, "SANDBOX_HTTP_PORT"),
      imap: parsePort(source, "SANDBOX_IMAP_PORT"),
      smtp: parsePort(source, "SANDBOX_SMTP_PORT"),
      dns: parsePort(source, "SANDBOX_DNS_PORT"),
    },
    publicUrl: parseOrigin(source["SANDBOX_PUBLIC_URL"]),
    redirectUris: parseList(source["SANDBOX_REDIRECT_URIS"]),
    timeScale: parseScale(source["RELINK_TIME_SCALE"]),
  };
}

function parsePort(source: Source, name: string): number {
  const text = source[name] || "0";
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65535) return port;
  throw new SettingError(`${name} is "${text}": a port is a number from 0 to 65535.`);
}

function parseOrigin(text: string | undefined): string | null {
  if (!text) return null;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new SettingError(`SANDBOX_PUBLIC_URL is "${text}": it must be an http or https address.`);
  }
  return new URL(text).origin;
}

function parseList(text: string | undefined): readonly string[] | null {
  const items = (text ?? "").split(",").map((item) => item.trim());
  const filled = items.filter((item) => item !== "");
  return filled.length > 0 ? filled : null;
}

function parseScale(text: string | undefined): number {
  const scale = Number(text || "1");
  if (scale >= 1) return scale;
  throw new SettingError(`RELINK_TIME_SCALE is "${text}": it must be a number of at least 1.`);
}
