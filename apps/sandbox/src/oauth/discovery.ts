import type { Middleware } from "koa";
import type { SignInHost } from "./sign-in-host.ts";

/** What the providers' own discovery documents name (providers.md 1.1, 2.1, 2.4): nothing else is shown. */
const shown = [
  "issuer",
  "authorization_endpoint",
  "token_endpoint",
  "userinfo_endpoint",
  "jwks_uri",
  "response_types_supported",
  "response_modes_supported",
  "subject_types_supported",
  "id_token_signing_alg_values_supported",
  "scopes_supported",
  "claims_supported",
  "code_challenge_methods_supported",
  "grant_types_supported",
];

export function discoveryMiddleware(host: SignInHost, issuer: string): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path === "/.well-known/openid-configuration" && isRecord(ctx.body)) {
      ctx.body = toDocument(ctx.body, host, issuer);
    }
    if (host === "microsoft") dropIssuerFromRedirect(ctx.response);
  };
}

function toDocument(full: Record<string, unknown>, host: SignInHost, issuer: string): Record<string, unknown> {
  const document = Object.fromEntries(shown.filter((name) => name in full).map((name) => [name, full[name]]));
  return {
    ...document,
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    ...(host === "google" ? { revocation_endpoint: `${issuer}/revoke` } : { response_modes_supported: ["query", "fragment", "form_post"] }),
  };
}

/** Microsoft sends no RFC 9207 `iss` with the code. */
function dropIssuerFromRedirect(response: { get(name: string): string; set(name: string, value: string): void }): void {
  const location = response.get("location");
  if (!URL.canParse(location)) return;
  const url = new URL(location);
  if (!url.searchParams.has("iss")) return;
  url.searchParams.delete("iss");
  response.set("location", url.href);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Buffer.isBuffer(value);
}
