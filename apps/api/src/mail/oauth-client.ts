import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  type IDToken,
  refreshTokenGrant,
  skipSubjectCheck,
  type UserInfoResponse,
} from "openid-client";
import { failureCode, hear, type HeardReply, recordingFetch, requestTimeoutMs } from "./bounded-fetch.ts";
import { type AuthorizationRequest, type CallbackRequest, ProviderUnavailable } from "./sign-in-provider.ts";

/** Our application at one provider. */
export interface OAuthApplication {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** One for each provider, so that an answer of one can't be taken for the other's (RFC 9700, 4.4). */
  readonly redirectUri: string;
  /** Allows http: only ever for a provider on this machine, outside production. */
  readonly insecure: boolean;
}

export interface Exchanged {
  /** Null where the token endpoint was not asked. */
  readonly heard: HeardReply | null;
  /** Of the ID token, its signature, issuer, audience, nonce and times verified; null where that failed. */
  readonly claims: IDToken | null;
  readonly fault: string | null;
}

/** Speaks OAuth with one provider and judges nothing. */
export interface OAuthClient {
  /** Throws ProviderUnavailable. */
  authorizationUrl(request: AuthorizationRequest, parameters: Readonly<Record<string, string>>): Promise<URL>;
  exchange(request: CallbackRequest): Promise<Exchanged>;
  refresh(refreshToken: string): Promise<HeardReply>;
  /** Whose access token it is, as the provider itself says (OpenID Connect Core 1.0, 5.3); null where it does not say. */
  owner(accessToken: string): Promise<UserInfoResponse | null>;
}

class IncompleteDiscovery extends Error {
  readonly code = "DISCOVERY_INCOMPLETE";
}

async function discover({ issuer, clientId, clientSecret, insecure }: OAuthApplication): Promise<Configuration> {
  // `client_secret_post` is what both providers document, and needs no form-encoding of the secret.
  const found = await discovery(new URL(issuer), clientId, undefined, ClientSecretPost(clientSecret), {
    ...recordingFetch,
    timeout: requestTimeoutMs / 1_000,
    execute: [enableNonRepudiationChecks, ...(insecure ? [allowInsecureRequests] : [])],
  });
  const { authorization_endpoint, token_endpoint, jwks_uri } = found.serverMetadata();
  // What is found is kept as long as this process runs, so half of a document must not be.
  if (!authorization_endpoint || !token_endpoint || !jwks_uri) throw new IncompleteDiscovery("The document does not name its endpoints.");
  return found;
}

/** Fetches the provider's configuration when it is first needed; one that failed is asked for again. */
function lazily(application: OAuthApplication): () => Promise<Configuration> {
  let found: Promise<Configuration> | null = null;
  return async () => {
    found ??= discover(application);
    try {
      return await found;
    } catch (error) {
      found = null;
      throw new ProviderUnavailable(failureCode(error));
    }
  };
}

/** The address that the provider was given, whatever proxies made of it, with the query that came back. */
function atRedirectUri(redirectUri: string, callbackUrl: URL): URL {
  const url = new URL(redirectUri);
  url.search = callbackUrl.search;
  return url;
}

function toUnavailable(error: unknown): ProviderUnavailable {
  if (error instanceof ProviderUnavailable) return error;
  throw error;
}

function unheard(code: string): HeardReply {
  return { reply: { kind: "noReply", code }, granted: null };
}

export function createOAuthClient(application: OAuthApplication): OAuthClient {
  const configuration = lazily(application);
  return {
    async authorizationUrl(request, parameters) {
      return buildAuthorizationUrl(await configuration(), {
        response_type: "code",
        redirect_uri: application.redirectUri,
        state: request.state,
        nonce: request.nonce,
        code_challenge: await calculatePKCECodeChallenge(request.codeVerifier),
        code_challenge_method: "S256",
        ...parameters,
      });
    },
    async exchange({ callbackUrl, state, nonce, codeVerifier }) {
      const config = await configuration().catch(toUnavailable);
      if (config instanceof ProviderUnavailable) return { heard: unheard(config.providerCode), claims: null, fault: config.providerCode };
      const checks = { pkceCodeVerifier: codeVerifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true };
      const { heard, outcome } = await hear(() =>
        authorizationCodeGrant(config, atRedirectUri(application.redirectUri, callbackUrl), checks),
      );
      if (!outcome.ok) return { heard, claims: null, fault: outcome.code };
      return { heard, claims: outcome.value.claims() ?? null, fault: null };
    },
    async refresh(refreshToken) {
      const config = await configuration().catch(toUnavailable);
      if (config instanceof ProviderUnavailable) return unheard(config.providerCode);
      const { heard, outcome } = await hear(() => refreshTokenGrant(config, refreshToken));
      // The endpoint's own words count: a library that stumbles over the rest must not lose a rotated token.
      return heard ?? unheard(outcome.ok ? "NO_REPLY" : outcome.code);
    },
    async owner(accessToken) {
      try {
        return await fetchUserInfo(await configuration(), accessToken, skipSubjectCheck);
      } catch {
        // Whatever it stumbled over: nobody is told apart by it.
        return null;
      }
    },
  };
}
