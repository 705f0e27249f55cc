import type { IncomingHttpHeaders } from "node:http";

/** A browser sends Origin, and our cookie with it to whatever page asks: so the page must be one of ours. */
export function isTrustedOrigin({ origin }: IncomingHttpHeaders, trustedOrigins: readonly string[]): boolean {
  return origin === undefined || trustedOrigins.includes(origin);
}
