import { type Logger, pino } from "pino";

export type { Logger } from "pino";

const redact = {
  paths: [
    "req.headers.cookie",
    "req.headers.authorization",
    'res.headers["set-cookie"]',
    "headers.cookie",
    "headers.authorization",
    "*.password",
    "*.token",
    "*.accessToken",
    "*.refreshToken",
    "*.clientSecret",
    "password",
    "token",
  ],
  censor: "[left out]",
};

/** Paths whose query string or last segment lets its holder in, or tells a provider's secret. */
export function toLoggedUrl(url: string): string {
  const [path = ""] = url.split("?", 1);
  const start = "/connect/start/";
  if (path.startsWith(start)) return `${start}…`;
  return path.length < url.length ? `${path}?…` : path;
}

/** JSON lines on standard output, without cookies, authorizations, passwords, tokens or query strings. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: { pid: process.pid },
    redact,
    serializers: {
      req: (request: { method?: string; url?: string; id?: string }) => ({
        id: request.id,
        method: request.method,
        url: toLoggedUrl(request.url ?? ""),
      }),
      res: (reply: { statusCode?: number }) => ({ statusCode: reply.statusCode }),
      err: pino.stdSerializers.err,
    },
  });
}
