import { judgeGoogleRevocation, judgeGoogleToken, provesGoogleEnd, type TokenReply } from "@relink/domain";
import type { IDToken, UserInfoResponse } from "openid-client";
import { postForm } from "./bounded-fetch.ts";
import { createOAuthClient, type OAuthApplication } from "./oauth-client.ts";
import { createSignInProvider, type Failing, failing, type ProviderPlace, type ProviderProfile, toFailing } from "./sign-in-flow.ts";
import type { RevokeOutcome, SignedInAccount, SignInProvider } from "./sign-in-provider.ts";

/** The only scope with which IMAP and SMTP open (developers.google.com/workspace/gmail/imap/xoauth2-protocol). */
const mailScope = "https://mail.google.com/";

// Errors at the authorization endpoint that are about our registration there.
const ourErrors: ReadonlySet<string> = new Set([
  "invalid_client",
  "unauthorized_client",
  "invalid_scope",
  "invalid_request",
  "redirect_uri_mismatch",
  "unsupported_response_type",
  "deleted_client",
  "disabled_client",
]);

/** The error that a redirect from Google carries (developers.google.com/identity/protocols/oauth2/web-server). */
export function judgeGoogleRedirect(query: URLSearchParams): Failing {
  const error = query.get("error") ?? "unknown";
  if (error === "access_denied") return failing("CONSENT_DECLINED", error);
  if (error === "admin_policy_enforced" || error === "org_internal") return failing("ADMIN_CONSENT_REQUIRED", error);
  if (error === "server_error" || error === "temporarily_unavailable") return failing("PROVIDER_UNAVAILABLE", error);
  if (ourErrors.has(error)) return failing("PROVIDER_UNAVAILABLE", error, { applicationRefused: true });
  return failing("PROVIDER_REFUSED", /^[a-z_]{1,64}$/.test(error) ? error : "unknown");
}

/** A refused code: `invalid_grant` speaks of the code here, and not of the account. */
export function judgeGoogleExchange(reply: TokenReply): Failing {
  const error = reply.kind === "reply" ? reply.body?.error : undefined;
  if (error === "admin_policy_enforced") return failing("ADMIN_CONSENT_REQUIRED", error);
  if (error === "invalid_grant") return failing("PROVIDER_REFUSED", error);
  const verdict = judgeGoogleToken(reply);
  return verdict.verdict === "ok" ? failing("PROVIDER_UNAVAILABLE", "UNEXPECTED_REPLY") : toFailing(verdict);
}

function toAccount(claims: IDToken | UserInfoResponse): SignedInAccount {
  return { id: claims.sub, claimedAddress: typeof claims["email"] === "string" ? claims["email"] : null, kind: "GOOGLE" };
}

async function revoke(url: string, refreshToken: string): Promise<RevokeOutcome> {
  // In the body and by POST, without client authentication; an address line would be logged on the way.
  const reply = await postForm(url, { token: refreshToken });
  const verdict = judgeGoogleRevocation(reply);
  if (verdict.type === "failed") return { type: "failed", providerCode: verdict.code };
  return { type: "accepted", alreadyGone: verdict.alreadyGone, providerCode: verdict.alreadyGone ? "invalid_token" : null };
}

function toProfile(revocationUrl: string | null): ProviderProfile {
  return {
    provider: "GOOGLE",
    authorizationParameters: ({ loginHint }) => ({
      access_type: "offline",
      // Without it Google sends a refresh token at the very first sign-in only.
      prompt: "consent",
      login_hint: loginHint,
    }),
    judgeRedirect: judgeGoogleRedirect,
    judgeToken: judgeGoogleToken,
    judgeExchange: judgeGoogleExchange,
    provesEnd: provesGoogleEnd,
    opensMail: (scopes) => scopes.includes(mailScope),
    toAccount,
    // An internal application's own page refuses strangers (org_internal).
    admits: () => true,
    toOwner: toAccount,
    revoke: revocationUrl === null ? null : (refreshToken) => revoke(revocationUrl, refreshToken),
  };
}

/** Google, or what answers like it. `now` gives milliseconds since 1970. */
export function createGoogle(
  application: OAuthApplication,
  place: ProviderPlace & { readonly revocationUrl: string | null },
  now: () => number,
): SignInProvider {
  const { revocationUrl, ...rest } = place;
  return createSignInProvider(toProfile(revocationUrl), rest, createOAuthClient(application), now);
}
