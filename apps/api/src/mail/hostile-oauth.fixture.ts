import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { createGoogle } from "./google.ts";
import { createMicrosoft } from "./microsoft.ts";
import type { SignInOutcome, SignInProvider } from "./sign-in-provider.ts";

export type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** An OAuth server that answers as a test tells it, and honestly where a test says nothing. */
export interface HostileServer {
  readonly url: string;
  /** What it was asked, as `METHOD /path`. */
  readonly hits: string[];
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  /** What a path answers from now on; null: honestly again. */
  say(path: string, answer: Answer | null): void;
  signIdToken(more: Readonly<Record<string, unknown>>, key?: CryptoKey): Promise<string>;
  toClaims(more: Readonly<Record<string, unknown>>): Record<string, unknown>;
  close(): void;
}

export const paths = { discovery: "/.well-known/openid-configuration", keys: "/keys", token: "/token", revoke: "/revoke" } as const;
export const asked = { state: "s".repeat(43), nonce: "n".repeat(43), codeVerifier: "v".repeat(43) };
/** Tokens that may stand in no error. */
export const tokens = {
  access_token: "canary-access",
  refresh_token: "canary-refresh",
  token_type: "Bearer",
  expires_in: 3600,
  scope: "openid email https://mail.google.com/ https://outlook.office.com/IMAP.AccessAsUser.All",
};

export const reply =
  (status: number, type: string, body: string, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) =>
    void response.writeHead(status, { "content-type": type, ...headers }).end(body);

export const json = (body: object): Answer => reply(200, "application/json", JSON.stringify(body));

export async function startHostile(): Promise<HostileServer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const said = new Map<string, Answer>();
  const hits: string[] = [];
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    const answer = said.get(request.url ?? "") ?? honest.get(request.url ?? "") ?? reply(404, "text/plain", "");
    answer(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const toClaims = (more: Readonly<Record<string, unknown>>) => {
    const at = Math.floor(Date.now() / 1_000);
    const microsoft = { tid: "tenant", oid: "object", preferred_username: "ola@relink.test" };
    const { nonce } = asked;
    return {
      iss: url,
      aud: "relink",
      sub: "12345",
      email: "ola@relink.test",
      ...microsoft,
      nonce,
      iat: at,
      exp: at + 600,
      ...more,
    };
  };
  const signIdToken: HostileServer["signIdToken"] = (more, key = privateKey) =>
    new SignJWT(toClaims(more)).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(key);
  const honest = new Map<string, Answer>([
    [paths.discovery, json(toDiscovery(url))],
    [paths.keys, json({ keys: [jwk] })],
    [paths.revoke, json({})],
    [paths.token, (response, request) => void signIdToken({}).then((id_token) => json({ ...tokens, id_token })(response, request))],
  ]);
  return {
    url,
    hits,
    privateKey,
    jwk,
    toClaims,
    signIdToken,
    say: (path, answer) => void (answer ? said.set(path, answer) : said.delete(path)),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A discovery document. */
export function toDiscovery(url: string): Record<string, unknown> {
  return {
    issuer: url,
    authorization_endpoint: `${url}/auth`,
    token_endpoint: `${url}/token`,
    jwks_uri: `${url}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

/** Both providers, as they meet that server; what one of them has learnt of it, another one does not know. */
export function providersAt(url: string): { readonly google: SignInProvider; readonly microsoft: SignInProvider } {
  const redirectUri = "https://relink.test/cb";
  const application = { issuer: url, clientId: "relink", clientSecret: "canary-secret", redirectUri, insecure: true };
  const imap = { host: "imap.relink.test", port: 993, security: "TLS" } as const;
  const place = { appName: "Relink", accountUrl: null, imap, smtp: null, personalSmtp: null, permissions: ["openid"] };
  return {
    google: createGoogle(application, { ...place, revocationUrl: `${url}/revoke` }, Date.now),
    microsoft: createMicrosoft(application, place, Date.now),
  };
}

export function complete(provider: SignInProvider): Promise<SignInOutcome> {
  return provider.complete({ ...asked, callbackUrl: new URL(`https://relink.test/cb?code=c1&state=${asked.state}`) });
}

const page = "<!doctype html><title>Sign in to the hotel's network</title>";

const dripping: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 1_000);
  response.on("close", () => clearInterval(timer));
};

const endless: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const block = Buffer.alloc(64 * 1024, " ");
  const pour = () => {
    while (!response.destroyed && response.write(block));
    if (!response.destroyed) response.once("drain", pour);
  };
  pour();
};

const redirect =
  (status: number): Answer =>
  (response) =>
    void response.writeHead(status, { location: "/elsewhere" }).end();

/** What no endpoint of OAuth says. Each is a failure that may pass, whichever endpoint it comes from. */
export const hostileAnswers: readonly (readonly [string, Answer])[] = [
  ["a page", reply(200, "text/html", page)],
  ["a page that calls itself JSON", reply(200, "application/json", page)],
  ["a page and 502", reply(502, "text/html", page)],
  ["429", reply(429, "application/json", '{"error":"rate_limit_exceeded"}', { "retry-after": "30" })],
  ["503", reply(503, "application/json", '{"error":"temporarily_unavailable"}')],
  ["a redirect", redirect(302)],
  ["a redirect that repeats what was sent", redirect(307)],
  ["an end of the connection", (response) => void response.destroy()],
  ["NUL bytes", reply(200, "application/json", "\u0000\u0000\u0000")],
  ["nothing but brackets", reply(200, "application/json", "[".repeat(200_000))],
  ["a list", reply(200, "application/json", "[{}]")],
  ["a body without end", endless],
  ["one byte a second", dripping],
  ["nothing", () => undefined],
];
