import type { IncomingMessage, ServerResponse } from "node:http";
import Provider from "oidc-provider";
import type { Account as OidcAccount, Configuration, JWK, KoaContextWithOIDC } from "oidc-provider";
import type { Account, Accounts } from "../accounts/account.store.ts";
import type { Facts } from "../facts/fact.store.ts";
import { errorPage } from "../pages/error.page.ts";
import { log } from "../platform/log.ts";
import type { Database } from "../platform/database.ts";
import type { Application, Applications } from "./application.store.ts";
import { toClaims, toPairwiseSub } from "./claims.ts";
import { ClientAdapter } from "./client-adapter.ts";
import type { Consents } from "./consent.store.ts";
import { RecordAdapter } from "./record.store.ts";
import type { RedirectRule } from "./redirect-rule.ts";
import type { HostProfile, SignInHost } from "./sign-in-host.ts";
import { subjectType, toClient } from "./to-client.ts";
import { tokenReplyMiddleware } from "./token-reply.ts";
import { discoveryMiddleware } from "./discovery.ts";

export type OAuthServer = {
  readonly profile: HostProfile;
  readonly provider: Provider;
  readonly application: Application;
  /** `/sandbox/google`: every path of this server begins with it. */
  readonly base: string;
  readonly issuer: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
};

export type OAuthServerNeeds = {
  readonly profile: HostProfile;
  readonly application: Application;
  readonly applications: Applications;
  readonly publicUrl: string;
  readonly timeScale: number;
  readonly redirectRule: RedirectRule;
  readonly database: Database;
  readonly accounts: Accounts;
  readonly consents: Consents;
  readonly facts: Facts;
};

const tenYears = 10 * 365 * 86_400;

export function createOAuthServer(needs: OAuthServerNeeds): OAuthServer {
  const { profile, application, publicUrl } = needs;
  const base = `/sandbox/${profile.host}`;
  const issuer = `${publicUrl}${base}`;
  const provider = new Provider(issuer, toConfiguration(needs, base));
  provider.proxy = true;
  provider.Client.prototype.redirectUriAllowed = (uri: string) => needs.redirectRule(profile.host, uri);
  provider.use(discoveryMiddleware(profile.host, issuer));
  provider.use(tokenReplyMiddleware(needs));
  provider.on("server_error", (_, error) => log.error({ err: error }, `OAuth server ${profile.host} failed`));
  const callback = provider.callback();
  const { host, protocol } = new URL(publicUrl);
  return {
    profile,
    provider,
    application,
    base,
    issuer,
    handle: (request, response) => {
      presentAs(request, base, host, protocol.slice(0, -1));
      callback(request, response).catch(() => response.destroy());
    },
  };
}

/**
 * oidc-provider makes its addresses from the request. Through a proxy, or by another name of this machine, they would
 * differ from the issuer: so each request is presented as one to the public address.
 */
function presentAs(request: IncomingMessage, base: string, host: string, protocol: string): void {
  const url = request.url ?? "/";
  Object.assign(request, { originalUrl: url });
  request.url = withoutSilentSession(url.slice(base.length) || "/", request);
  Object.assign(request, { originalUrl: base + request.url });
  request.headers.host = host;
  request.headers["x-forwarded-host"] = host;
  request.headers["x-forwarded-proto"] = protocol;
}

/**
 * Every authorization walks through our own pages, which know who is signed in in this browser and whether consent is
 * needed. So oidc-provider always sees `prompt=consent`, and what the application asked for stays in `asked_prompt`.
 */
function withoutSilentSession(path: string, request: IncomingMessage): string {
  const url = new URL(path, "http://sandbox");
  if (!url.pathname.startsWith("/auth")) return path;
  request.headers.cookie = (request.headers.cookie ?? "")
    .split(/;\s*/)
    .filter((cookie) => !/^sandbox_(google|microsoft)_session(\.sig)?=/.test(cookie))
    .join("; ");
  const asked = url.searchParams.get("prompt");
  if (url.pathname !== "/auth" || asked === "none") return path;
  url.searchParams.set("prompt", "consent");
  url.searchParams.set("asked_prompt", asked ?? "");
  return `${url.pathname}${url.search}`;
}

function toConfiguration(needs: OAuthServerNeeds, base: string): Configuration {
  const { profile, application, applications, database, accounts, consents, timeScale } = needs;
  const scaled = (seconds: number) => Math.max(1, Math.round(seconds / timeScale));
  return {
    adapter: (model: string) =>
      model === "Client" ? new ClientAdapter(applications, profile) : new RecordAdapter(database, profile.host, model),
    clients: [toClient(application, profile)],
    subjectTypes: [subjectType(profile)],
    pairwiseIdentifier: (_, subject, { clientId }) => toPairwiseSub(application, clientId, subject),
    jwks: { keys: [application.signingKey as JWK] },
    cookies: toCookies(profile.host, application.cookieKey, base),
    scopes: [...profile.scopes],
    claims: profile.claims,
    conformIdTokenClaims: false,
    extraParams: ["access_type", "include_granted_scopes", "asked_prompt", "domain_hint", "hd"],
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_, interaction) => `${base}/interaction/${interaction.uid}` },
    findAccount: (ctx, subject) => findAccount(ctx, subject, profile.host, accounts),
    expiresWithSession: () => false,
    issueRefreshToken: async (_, __, source) =>
      profile.host === "google" ? consents.takeRefreshToken(source.grantId ?? "") : source.scopes.has("offline_access"),
    rotateRefreshToken: () => profile.host === "microsoft",
    renderError: (ctx, out) => {
      ctx.type = "html";
      ctx.body = errorPage(profile, out.error, out.error_description ?? "");
    },
    ttl: {
      AccessToken: scaled(profile.accessTokenLife),
      RefreshToken: scaled(profile.refreshTokenLife),
      AuthorizationCode: 600,
      IdToken: 3600,
      Interaction: 3600,
      Session: 3600,
      Grant: tenYears,
    },
  };
}

function toCookies(host: string, key: string, base: string): NonNullable<Configuration["cookies"]> {
  return {
    keys: [key],
    names: {
      session: `sandbox_${host}_session`,
      interaction: `sandbox_${host}_interaction`,
      resume: `sandbox_${host}_resume`,
    },
    long: { httpOnly: true, sameSite: "lax", signed: true, path: base },
    short: { httpOnly: true, sameSite: "lax", signed: true },
  };
}

async function findAccount(
  ctx: KoaContextWithOIDC,
  subject: string,
  host: SignInHost,
  accounts: Accounts,
): Promise<OidcAccount | undefined> {
  const account = await accounts.findBySubject(subject);
  if (!account) return undefined;
  if (ctx.oidc?.route === "token" && account.provider === host && isRefused(account)) return undefined;
  return { accountId: subject, claims: () => toClaims(host, account) };
}

function isRefused(account: Account): boolean {
  return account.suspended || account.refreshReply !== null || (account.mailboxDeleted && account.provider === "google");
}
