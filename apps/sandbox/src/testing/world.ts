import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as oidc from "openid-client";
import { Client } from "pg";
import { inject } from "vitest";
import type { Env } from "../env.ts";
import type { Fact } from "../facts/fact.store.ts";
import type { SignInHost } from "../oauth/sign-in-host.ts";
import { hostProfiles } from "../oauth/sign-in-host.ts";
import type { Ready } from "../ready-file.ts";
import { Browser } from "./browser.ts";
import type { Page } from "./browser.ts";

export type Place = { readonly env: Env; readonly remove: () => Promise<void> };

/** A database and a folder of their own for one sandbox. */
export async function makePlace(changes: Partial<Env> = {}): Promise<Place> {
  const server = new URL(inject("serverUrl"));
  const name = `sandbox_${randomBytes(6).toString("hex")}`;
  await withServer(server.href, `create database ${name}`);
  const dataDir = await mkdtemp(join(tmpdir(), "relink-sandbox-"));
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  return {
    env: {
      databaseUrl,
      dataDir,
      ports: { http: 0, imap: 0, smtp: 0, dns: 0 },
      publicUrl: null,
      redirectUris: null,
      timeScale: 1,
      ...changes,
    },
    remove: async () => {
      await withServer(server.href, `drop database ${name} with (force)`);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function withServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

/** The application's side of a sign-in, as Relink does it: openid-client, PKCE, state and nonce. */
export async function discover(ready: Ready, host: SignInHost): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = ready[host];
  return oidc.discovery(new URL(issuer), clientId, clientSecret, oidc.ClientSecretPost(clientSecret), {
    execute: [oidc.allowInsecureRequests],
  });
}

export type Asked = Readonly<Record<string, string>>;

export type Started = {
  readonly config: oidc.Configuration;
  readonly url: string;
  readonly finish: (callback: URL) => Promise<Tokens>;
};

export type Tokens = Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>;

export async function start(ready: Ready, host: SignInHost, asked: Asked = {}): Promise<Started> {
  const config = await discover(ready, host);
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: `http://localhost:9/connect/callback/${host}`,
    scope: hostProfiles[host].scopes.join(" "),
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    ...(host === "google" ? { access_type: "offline", prompt: "consent" } : {}),
    ...asked,
  });
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  return { config, url: url.href, finish: (callback) => oidc.authorizationCodeGrant(config, callback, checks) };
}

export const password = "relink-demo";

/** Signs in by the pages; gives the page after the password: consent, or the way back to the application. */
export async function signIn(browser: Browser, url: string, email: string): Promise<Page> {
  const page = await browser.open(url);
  return browser.open(page.url, { form: { action: "sign-in", email, password } });
}

/** Signs in, consents, and exchanges the code. */
export async function connect(ready: Ready, host: SignInHost, email: string, browser = new Browser()): Promise<Tokens> {
  const started = await start(ready, host);
  const consent = await signIn(browser, started.url, email);
  // Microsoft asks once: who consented before is sent straight back.
  const back = consent.left ? consent : await browser.open(consent.url, { form: { action: "allow", mail: "on" } });
  if (!back.left) throw new Error(`No way back to the application: ${back.status} ${back.text}`);
  return started.finish(back.left);
}

export type RefreshReply = {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
};

export async function refresh(
  ready: Ready,
  host: SignInHost,
  refreshToken: string,
  secret = ready[host].clientSecret,
): Promise<RefreshReply> {
  const response = await fetch(`${ready[host].issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${ready[host].clientId}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

export async function revoke(ready: Ready, token: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(ready.google.revocationUrl, { method: "POST", body: new URLSearchParams({ token }) });
  return { status: response.status, body: await response.json() };
}

export async function callApi(ready: Ready, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const url = `${ready.httpUrl}/sandbox/api/${path}`;
  const headers = { "content-type": "application/json" };
  const response = await (body === undefined ? fetch(url) : fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
  return { status: response.status, body: await response.json() };
}

export async function facts(ready: Ready, search: Asked): Promise<Fact[]> {
  return (await callApi(ready, `log?${new URLSearchParams(search)}`)).body as Fact[];
}

/** What a token response has, or a test that says what it lacked. */
export function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The token response lacks a token.");
  return value;
}
