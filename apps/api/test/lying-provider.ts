import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { toDiscovery } from "../src/mail/hostile-oauth.fixture.ts";

/** A provider that issues good tokens beside an ID token that is not to be believed. */
export interface LyingProvider {
  readonly url: string;
  /** What userinfo answers: whose the access token is; null: 503. */
  owner: { readonly sub: string; readonly email: string } | null;
  /** What the ID token says beyond who it is about and the right nonce. */
  lie: Readonly<Record<string, string | number>>;
  /** Whether its key set has the key that signs. */
  showsKey: boolean;
  /** Refresh tokens that were revoked. */
  readonly revoked: readonly string[];
  close(): void;
}

export const clientId = "relink-at-a-liar";
/** A refresh token that may stand nowhere. */
export const refreshToken = "canary-refresh-of-a-stranger";

/** Set up so that any code brings tokens. `nonce` is that of the newest sign-in, as the authorization address carried it. */
export async function startLyingProvider(): Promise<LyingProvider & { nonce: string }> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" };
  const revoked: string[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = {
    url,
    nonce: "",
    owner: null as LyingProvider["owner"],
    lie: {} as LyingProvider["lie"],
    showsKey: true,
    revoked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json = (body: object, status = 200) =>
      void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const body = await readText(request);
    switch (request.url) {
      case "/.well-known/openid-configuration":
        return json({ ...toDiscovery(url), userinfo_endpoint: `${url}/me` });
      case "/keys":
        return json({ keys: provider.showsKey ? [jwk] : [] });
      case "/token":
        return json({
          access_token: "a",
          refresh_token: refreshToken,
          token_type: "Bearer",
          expires_in: 3600,
          scope,
          id_token: await sign(),
        });
      case "/me":
        return provider.owner ? json(provider.owner) : json({}, 503);
      case "/revoke":
        revoked.push(new URLSearchParams(body).get("token") ?? "");
        return json({});
      default:
        return json({}, 404);
    }
  }

  async function sign(): Promise<string> {
    const at = Math.floor(Date.now() / 1_000);
    const claims = { iss: url, aud: clientId, sub: "1", nonce: provider.nonce, iat: at, exp: at + 600, ...provider.lie };
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(privateKey);
  }
  return provider;
}

const scope = "openid email https://mail.google.com/";

async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) text += String(part);
  return text;
}
