import type { AccountKind, DisconnectReason, Verdict } from "@relink/domain";
import type { MailServer } from "./mailbox.ts";

/** What a token endpoint gave. Times are milliseconds since 1970, UTC. */
export interface Tokens {
  readonly refreshToken: string;
  readonly accessToken: string;
  readonly accessExpiresAt: number;
  /** What was granted in the end, which may be less than was asked. */
  readonly scopes: readonly string[];
  /** When the whole permission lapses (`refresh_token_expires_in`); null where the provider doesn't say. */
  readonly accessLapsesAt: number | null;
}

/** Who signed in, by the verified ID token. */
export interface SignedInAccount {
  /** `sub` at Google; `tid.oid` at Microsoft: never an address. */
  readonly id: string;
  /** What the provider calls the account. A claim proves nothing: only a session as that address does. */
  readonly claimedAddress: string | null;
  readonly kind: AccountKind;
}

export type SignInFailureCode =
  | "CONSENT_DECLINED"
  | "ADMIN_CONSENT_REQUIRED"
  | "SCOPE_MISSING"
  | "PROVIDER_REFUSED"
  | "PROVIDER_UNAVAILABLE";

export interface SignInFailure {
  readonly type: "failed";
  readonly failure: SignInFailureCode;
  /** For PROVIDER_REFUSED, where the provider's answer tells it. */
  readonly reason: DisconnectReason | null;
  readonly providerCode: string | null;
  /** The provider refuses our application, which is the operator's to mend (then `failure` is PROVIDER_UNAVAILABLE). */
  readonly applicationRefused: boolean;
  /** Tokens that were issued although the sign-in failed; they must be ended. */
  readonly stray: Tokens | null;
  /** Whose those tokens are, to end them by; null where nobody can tell. Never who signed in. */
  readonly account: SignedInAccount | null;
}

export type SignInOutcome = { readonly type: "granted"; readonly account: SignedInAccount; readonly tokens: Tokens } | SignInFailure;

export type RefreshOutcome =
  /** `tokens` carries the old refresh token where the provider sent no new one. */
  | { readonly type: "refreshed"; readonly tokens: Tokens }
  | {
      readonly type: "judged";
      readonly verdict: Exclude<Verdict, { readonly verdict: "ok" }>;
      /** This answer shows that the provider's end is closed. */
      readonly provesEnd: boolean;
      /** What the next sign-in has to ask for (JSON), where a refusal names it. */
      readonly claims: string | null;
    };

export type RevokeOutcome =
  | { readonly type: "accepted"; readonly alreadyGone: boolean; readonly providerCode: string | null }
  | { readonly type: "failed"; readonly providerCode: string | null };

export interface AuthorizationRequest {
  readonly state: string;
  readonly nonce: string;
  /** PKCE (RFC 7636), S256. */
  readonly codeVerifier: string;
  /** The address that is to be connected. */
  readonly loginHint: string;
  /** Ask for consent even where it was given before. Google always does: it sends no refresh token otherwise. */
  readonly consent: boolean;
  /** What the last refusal wants to be asked for (JSON); only Microsoft names it. */
  readonly claims?: string | null;
  /** Let the person choose among the accounts of their browser (a first connection); where the provider knows the choice. */
  readonly chooseAccount?: boolean;
}

export interface CallbackRequest {
  /** As the browser asked for it, with its query; also the `?error=` form. */
  readonly callbackUrl: URL;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** One provider with OAuth sign-in (RFC 9700; OpenID Connect Core 1.0). No method throws for what a provider says. */
export interface SignInProvider {
  readonly provider: "GOOGLE" | "MICROSOFT";
  /** Our application's name, as people see it there. */
  readonly appName: string;
  /** Where a person removes an application's access; null: it depends on the kind of account. */
  readonly accountUrl: string | null;
  readonly imap: MailServer;
  readonly smtp: MailServer | null;
  /** Where free accounts send; null: as all others. */
  readonly personalSmtp: MailServer | null;
  /** The scopes that are asked for. */
  readonly permissions: readonly string[];
  /** Throws ProviderUnavailable where the provider's configuration can't be had. */
  authorizationUrl(request: AuthorizationRequest): Promise<URL>;
  complete(request: CallbackRequest): Promise<SignInOutcome>;
  /** `kind`: what proves an end at Microsoft differs between work and personal accounts. */
  refresh(refreshToken: string, kind: AccountKind): Promise<RefreshOutcome>;
  /** Null: the provider has no such endpoint. */
  revoke(refreshToken: string): Promise<RevokeOutcome> | null;
}

/** The provider's sign-in can't be reached right now. */
export class ProviderUnavailable extends Error {
  override readonly name = "ProviderUnavailable";
  readonly providerCode: string;
  constructor(providerCode: string) {
    super(`The provider's sign-in can't be reached (${providerCode}).`);
    this.providerCode = providerCode;
  }
}
