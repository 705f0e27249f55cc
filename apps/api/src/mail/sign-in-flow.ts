import type { AccountKind, TokenReply, Verdict } from "@relink/domain";
import type { IDToken, UserInfoResponse } from "openid-client";
import type { MailServer } from "./mailbox.ts";
import type { OAuthClient } from "./oauth-client.ts";
import type {
  AuthorizationRequest,
  CallbackRequest,
  RefreshOutcome,
  RevokeOutcome,
  SignedInAccount,
  SignInFailure,
  SignInOutcome,
  SignInProvider,
  Tokens,
} from "./sign-in-provider.ts";
import { parseTokens, toClaimsChallenge } from "./token-body.ts";

/** Why a sign-in failed, before what came with it. */
export type Failing = Pick<SignInFailure, "failure" | "reason" | "providerCode" | "applicationRefused">;

/** Where two providers differ. All but `revoke` is pure. */
export interface ProviderProfile {
  readonly provider: "GOOGLE" | "MICROSOFT";
  authorizationParameters(request: AuthorizationRequest): Readonly<Record<string, string>>;
  /** Judges a redirect that carries `error` instead of a code (RFC 6749, 4.1.2.1). */
  judgeRedirect(query: URLSearchParams): Failing;
  judgeToken(reply: TokenReply): Verdict;
  /** Judges a refused code, which says less about the account than a refused refresh token. */
  judgeExchange(reply: TokenReply): Failing;
  provesEnd(reply: TokenReply, kind: AccountKind): boolean;
  opensMail(scopes: readonly string[]): boolean;
  toAccount(claims: IDToken): SignedInAccount | null;
  /** Whether accounts of that kind may sign in by this application. */
  admits(account: SignedInAccount): boolean;
  /** Whose an access token is, to end what came with it; null where the provider's answer names no account. */
  toOwner: ((said: UserInfoResponse) => SignedInAccount) | null;
  revoke: ((refreshToken: string) => Promise<RevokeOutcome>) | null;
}

export interface ProviderPlace {
  readonly appName: string;
  readonly accountUrl: string | null;
  readonly imap: MailServer;
  readonly smtp: MailServer | null;
  readonly personalSmtp: MailServer | null;
  /** The scopes that are asked for. */
  readonly permissions: readonly string[];
}

export function failing(failure: SignInFailure["failure"], providerCode: string | null, more: Partial<Failing> = {}): Failing {
  return { failure, providerCode, reason: null, applicationRefused: false, ...more };
}

/** What a verdict on the provider's answer means to a person who is signing in. */
export function toFailing(verdict: Exclude<Verdict, { readonly verdict: "ok" }>): Failing {
  switch (verdict.verdict) {
    case "passing":
      return failing("PROVIDER_UNAVAILABLE", verdict.providerCode);
    case "ours":
      return failing("PROVIDER_UNAVAILABLE", verdict.code, { applicationRefused: true });
    case "refused":
      return failing("PROVIDER_REFUSED", verdict.providerCode, { reason: verdict.reason });
    case "uncoded":
      return failing("PROVIDER_REFUSED", verdict.providerCode);
  }
}

function fail(why: Failing, stray: Tokens | null, account: SignedInAccount | null = null): SignInFailure {
  return { type: "failed", ...why, stray, account };
}

/** The tokens came, and the ID token could not be believed, or its keys not be had. */
function judgeIdToken(fault: string | null): Failing {
  const doubtful = fault === null || (fault.startsWith("OAUTH_") && !/NOT_CONFORM|NOT_JSON/.test(fault));
  return failing(doubtful ? "PROVIDER_REFUSED" : "PROVIDER_UNAVAILABLE", fault ?? "ID_TOKEN_INCOMPLETE");
}

/** Nobody is signed in by this: it only tells which account's grant is to be ended. */
async function findOwner(profile: ProviderProfile, client: OAuthClient, { accessToken }: Tokens): Promise<SignedInAccount | null> {
  const said = profile.toOwner && (await client.owner(accessToken));
  return said ? (profile.toOwner?.(said) ?? null) : null;
}

async function complete(
  profile: ProviderProfile,
  permissions: readonly string[],
  client: OAuthClient,
  now: () => number,
  request: CallbackRequest,
): Promise<SignInOutcome> {
  const query = request.callbackUrl.searchParams;
  if (query.get("state") !== request.state) return fail(failing("PROVIDER_REFUSED", "STATE_MISMATCH"), null);
  if (query.has("error")) return fail(profile.judgeRedirect(query), null);
  const { heard, claims, fault } = await client.exchange(request);
  const tokens = parseTokens(heard?.granted ?? null, permissions, null, now());
  if (!tokens) {
    // Nothing was asked where the redirect itself does not hold: no code, or another issuer's (RFC 9207).
    if (!heard) return fail(failing("PROVIDER_REFUSED", fault), null);
    return fail(profile.judgeExchange(heard.reply), null);
  }
  // An access token revokes its refresh token too (Google), so something is there to end even where none came.
  const stray = tokens.refreshToken === "" ? { ...tokens, refreshToken: tokens.accessToken } : tokens;
  const account = claims ? profile.toAccount(claims) : null;
  if (!account) return fail(judgeIdToken(fault), stray, await findOwner(profile, client, tokens));
  if (!profile.admits(account)) return fail(failing("PROVIDER_REFUSED", "TENANT_NOT_ADMITTED"), stray, account);
  if (!profile.opensMail(tokens.scopes)) return fail(failing("SCOPE_MISSING", null, { reason: "SCOPE_MISSING" }), stray, account);
  if (tokens.refreshToken === "") return fail(failing("PROVIDER_REFUSED", "NO_REFRESH_TOKEN"), stray, account);
  return { type: "granted", account, tokens };
}

async function refresh(
  profile: ProviderProfile,
  permissions: readonly string[],
  client: OAuthClient,
  now: () => number,
  refreshToken: string,
  kind: AccountKind,
): Promise<RefreshOutcome> {
  const { reply, granted } = await client.refresh(refreshToken);
  const verdict = profile.judgeToken(reply);
  if (verdict.verdict !== "ok")
    return { type: "judged", verdict, provesEnd: profile.provesEnd(reply, kind), claims: toClaimsChallenge(reply) };
  const tokens = parseTokens(granted, permissions, refreshToken, now());
  if (!tokens) return { type: "judged", verdict: { verdict: "passing", providerCode: "UNEXPECTED_REPLY" }, provesEnd: false, claims: null };
  return { type: "refreshed", tokens };
}

/** A provider from its profile. `now` gives milliseconds since 1970. */
export function createSignInProvider(
  profile: ProviderProfile,
  place: ProviderPlace,
  client: OAuthClient,
  now: () => number,
): SignInProvider {
  const { permissions } = place;
  const scope = permissions.join(" ");
  return {
    provider: profile.provider,
    ...place,
    authorizationUrl: (request) => client.authorizationUrl(request, { scope, ...profile.authorizationParameters(request) }),
    complete: (request) => complete(profile, permissions, client, now, request),
    refresh: (refreshToken, kind) => refresh(profile, permissions, client, now, refreshToken, kind),
    revoke: (refreshToken) => profile.revoke?.(refreshToken) ?? null,
  };
}
