import { domainOf } from "@relink/domain";

/** A server as a domain's configuration names it: host and user name may hold placeholders for the address. */
export interface ServerPattern {
  readonly host: string;
  readonly port: number;
  readonly security: "TLS" | "STARTTLS";
  /** Null: the address. */
  readonly username: string | null;
}

const name = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function fill(text: string, address: string): string {
  const values: Readonly<Record<string, string>> = {
    "%EMAILADDRESS%": address,
    "%EMAILLOCALPART%": address.slice(0, address.lastIndexOf("@")),
    "%EMAILDOMAIN%": domainOf(address),
  };
  return text.replace(/%EMAIL(?:ADDRESS|LOCALPART|DOMAIN)%/gi, (placeholder) => values[placeholder.toUpperCase()] ?? placeholder);
}

/** @returns the server for this address; null where its host is no full name (an IP address is none). */
export function fillIn(pattern: ServerPattern, address: string): ServerPattern | null {
  const host = fill(pattern.host, address).toLowerCase().replace(/\.$/, "");
  const username = pattern.username === null ? null : fill(pattern.username, address);
  // A placeholder that we don't know, or what no user name has.
  if (!name.test(host) || (username !== null && (/%[A-Z]+%|\p{Cc}/u.test(username) || username.length > 254))) return null;
  return { ...pattern, host, username: username?.toLowerCase() === address.toLowerCase() ? null : username };
}
