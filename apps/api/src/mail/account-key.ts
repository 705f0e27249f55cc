import { createHmac } from "node:crypto";
import type { Provider } from "@relink/domain";

/** The id of an account at an IMAP server: host and user, the host's letter case aside. */
export function imapAccountId(host: string, user: string): string {
  return `${host.toLowerCase().replace(/\.$/, "")}|${user}`;
}

/**
 * What two grants of one account share that came by one application, in any workspace, without telling whose account it
 * is: HMAC-SHA-256 in hex. A revocation ends what the account gave one application, and nothing else.
 * `key` is the installation's secret for the purpose `provider-account`.
 * @param clientId - null at IMAP servers, and for the application that the installation began with, whose accounts were hashed
 * before there were others.
 */
export function accountKey(key: Buffer, provider: Provider, accountId: string, clientId: string | null): string {
  return createHmac("sha256", key)
    .update(clientId === null ? `${provider}\0${accountId}` : `${provider}\0${accountId}\0${clientId}`)
    .digest("hex");
}
