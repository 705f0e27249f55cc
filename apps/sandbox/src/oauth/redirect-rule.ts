import type { SignInHost } from "./sign-in-host.ts";

/** May a sign-in at this provider end at that address? */
export type RedirectRule = (host: SignInHost, uri: string) => boolean;

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** A list is compared letter by letter (RFC 9700 2.1); without one, any port of this machine may have its callback. */
export function toRedirectRule(allowed: readonly string[] | null): RedirectRule {
  if (allowed) return (_, uri) => allowed.includes(uri);
  return (host, uri) => {
    if (!URL.canParse(uri)) return false;
    const { protocol, hostname, pathname, search, hash, username } = new URL(uri);
    const isHttp = protocol === "http:" || protocol === "https:";
    const isPlain = search === "" && hash === "" && username === "";
    return isHttp && isPlain && loopbackHosts.has(hostname) && pathname === `/connect/callback/${host}`;
  };
}
