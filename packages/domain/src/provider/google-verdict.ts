import { judgeTransport, passing, refused, toProviderCode, type RevocationVerdict, type TokenReply, type Verdict } from "./verdict.ts";

/** Errors about our application or our request (providers.md 1.4): no mailbox is to blame. */
const ours: ReadonlySet<string> = new Set([
  "invalid_client",
  "deleted_client",
  "disabled_client",
  "unauthorized_client",
  "invalid_scope",
  "invalid_request",
  "unsupported_grant_type",
]);

/** Workspace session control: the consent still stands, only a sign-in is wanted. */
const sessionControl: ReadonlySet<string> = new Set(["invalid_rapt", "rapt_required"]);

/**
 * Judges what Google's token endpoint answered to a refresh.
 * Source: developers.google.com/identity/protocols/oauth2, "Refresh token expiration". An error that is not known is a passing failure.
 */
export function judgeGoogleToken(reply: TokenReply): Verdict {
  const transport = judgeTransport(reply);
  if (transport || reply.kind === "noReply") return transport ?? passing(null);
  const body = reply.body ?? {};
  const error = body.error ?? "unknown";
  if (ours.has(error)) return { verdict: "ours", code: error };
  if (error === "admin_policy_enforced") return refused("POLICY_BLOCKED", error);
  if (error !== "invalid_grant") return passing(toProviderCode(error), reply.retryAfterMs);
  const session = sessionControlOf(body.error_subtype, body.error_description);
  if (session) return refused("SESSION_EXPIRED", session);
  const description = body.error_description ?? "";
  // A fault of the code exchange: the sign-in is begun anew, and no grant is judged by it.
  if (/malformed auth code/i.test(description)) return passing(error);
  if (/account has been deleted/i.test(description)) return refused("MAILBOX_NOT_FOUND", error);
  return refused("ACCESS_REVOKED", error);
}

function sessionControlOf(subtype: string | undefined, description: string | undefined): string | null {
  if (subtype !== undefined && sessionControl.has(subtype)) return subtype;
  const named = /\b(invalid_rapt|rapt_required)\b/.exec(description ?? "");
  return named?.[1] ?? null;
}

/**
 * Judges what Google's revocation endpoint answered: 400 `invalid_token` means that it was gone already, unlike RFC 7009.
 * A page is a proxy's, also with 200: who believed it would leave the access open. Where it was Google's after all, asking once more says so.
 */
export function judgeGoogleRevocation(reply: TokenReply): RevocationVerdict {
  if (reply.kind === "noReply") return { type: "failed", code: toProviderCode(reply.code) };
  const error = reply.body?.error;
  if (reply.status === 200 && reply.body !== null && error === undefined) return { type: "accepted", alreadyGone: false };
  if (reply.status === 400 && error === "invalid_token") return { type: "accepted", alreadyGone: true };
  return { type: "failed", code: error === undefined ? `HTTP_${reply.status}` : toProviderCode(error) };
}

/** Whether the reply to a forced refresh proves that our credentials open nothing: `invalid_grant`, session control aside. */
export function provesGoogleEnd(reply: TokenReply): boolean {
  const verdict = judgeGoogleToken(reply);
  return verdict.verdict === "refused" && verdict.providerCode === "invalid_grant";
}
