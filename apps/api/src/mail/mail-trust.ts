import { readFileSync } from "node:fs";
import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

/** What every TLS connection to a mail server is made with. */
export interface MailTrust {
  readonly secureContext: SecureContext;
  readonly rejectUnauthorized: true;
}

/**
 * The authorities that Node trusts by default, NODE_EXTRA_CA_CERTS among them, and those of `extraCaFile` (PEM).
 * One context serves all connections: to read some 150 certificates takes longer than a handshake.
 */
export function createMailTrust(extraCaFile: string | null): MailTrust {
  const extra = extraCaFile === null ? [] : [readFileSync(extraCaFile, "utf8")];
  const secureContext = createSecureContext({ ca: [...getCACertificates("default"), ...extra], minVersion: "TLSv1.2" });
  // Said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED can't undo it.
  return { secureContext, rejectUnauthorized: true };
}
