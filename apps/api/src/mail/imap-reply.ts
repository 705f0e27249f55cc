import type { ImapReply } from "@relink/domain";
import type { ImapFlowError } from "imapflow";
import { codeOf } from "./deadline.ts";

const tlsCode = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|EPROTO$)/;

function oauthStatusOf(error: object): string | null {
  if (!("oauthError" in error) || typeof error.oauthError !== "object" || error.oauthError === null) return null;
  const status = "status" in error.oauthError ? error.oauthError.status : null;
  return typeof status === "string" ? status : typeof status === "number" ? String(status) : null;
}

function toFault(error: Error & ImapFlowError): ImapReply {
  const code = codeOf(error);
  const tls = error.tlsFailed === true || (code !== null && tlsCode.test(code));
  // Without a code: STARTTLS is not offered, or no way to log in that we know.
  const named =
    code ??
    (tls
      ? "STARTTLS_REFUSED"
      : error.authenticationFailed || /authentication mechanism/.test(error.message)
        ? "AUTH_UNSUPPORTED"
        : "IMAP_FAILED");
  const fault = { kind: "fault", code: named, tls } as const;
  return typeof error.throttleReset === "number" ? { ...fault, retryAfterMs: error.throttleReset } : fault;
}

/**
 * Describes why a session did not open, for the judge. Of imapflow's flags only one thing is used: `authenticationFailed` with a
 * tagged status marks an answer to LOGIN or AUTHENTICATE, and not to a later command.
 */
export function toImapReply(error: unknown, oauth: boolean): ImapReply {
  if (!(error instanceof Error)) return { kind: "fault", code: "IMAP_FAILED", tls: false };
  const failed = error as Error & ImapFlowError;
  const status = failed.responseStatus;
  if (failed.authenticationFailed && (status === "NO" || status === "BAD") && failed.code !== "ETHROTTLE") {
    const responseCode = failed.serverResponseCode?.toUpperCase() ?? null;
    return { kind: "no", status, responseCode, text: failed.responseText ?? "", oauth, oauthStatus: oauthStatusOf(failed) };
  }
  // Exchange takes the login, and refuses the first command after it.
  if (failed.authenticationFailed && typeof failed.response === "string" && /authenticated but not connected/i.test(failed.response)) {
    return { kind: "no", status: "BAD", responseCode: null, text: failed.response, oauth, oauthStatus: null };
  }
  return toFault(failed);
}
