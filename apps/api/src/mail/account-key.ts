import { createHmac } from "node:crypto";
import type { Provider } from "@relink/domain";

/** The id of an account at an IMAP server: host and user, the host's letter case aside. */
export function imapAccountId(host: string, user: string): string {
  return `${host.toLowerCase().replace(/\.$/, "")}|${user}`;
}

/**
 * What two grants of one account share, in any workspace, without telling whose account it is: HMAC-SHA-256 in hex.
 * `key` is derived from the ring for the purpose `provider-account`.
 */
export function accountKey(key: Buffer, provider: Provider, accountId: string): string {
  return createHmac("sha256", key).update(`${provider}\0${accountId}`).digest("hex");
}
