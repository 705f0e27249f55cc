import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Agent, buildConnector, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCertificate } from "./mail-server.fixture.ts";
import { createMicrosoft } from "./microsoft.ts";
import type { SignInOutcome } from "./sign-in-provider.ts";

// What is true of issuers at Microsoft is true at its own name alone: a server here answers to it, and this process trusts that server.
const host = "login.microsoftonline.com";
const [ours, stranger, personal] = [
  "11111111-1111-4111-8111-111111111111",
  "22222222-2222-4222-8222-222222222222",
  "9188040d-6c67-4c5b-b112-36a304b66dad",
];
const issuerOf = (tenant: string): string => `https://${host}/${tenant}/v2.0`;
const asked = { state: "s".repeat(43), nonce: "n".repeat(43), codeVerifier: "v".repeat(43) };
const before = getGlobalDispatcher();
const pair = await generateKeyPair("RS256");
let server: Server;
/** What the ID token of the next sign-in says. */
let claims: Readonly<Record<string, unknown>> = {};

/** The issuer of each place (learn.microsoft.com/entra/identity-platform/v2-protocols-oidc): a template for more than one tenant. */
function issuerAt(tenant: string): string {
  if (tenant === "common" || tenant === "organizations") return issuerOf("{tenantid}");
  if (tenant === "consumers") return issuerOf(personal);
  return issuerOf(tenant === "contoso.test" ? ours : tenant);
}

async function answer(path: string): Promise<object> {
  const [, tenant = "", ...rest] = path.split("/");
  const base = `https://${host}/${tenant}`;
  if (rest.join("/") === "v2.0/.well-known/openid-configuration") {
    return {
      issuer: issuerAt(tenant),
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_types_supported: ["code"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
    };
  }
  if (rest.join("/") === "discovery/v2.0/keys")
    return { keys: [{ ...(await exportJWK(pair.publicKey)), kid: "one", alg: "RS256", use: "sig" }] };
  const at = Math.floor(Date.now() / 1_000);
  const said = { aud: "relink", sub: "pairwise", oid: "object", nonce: asked.nonce, iat: at, exp: at + 600, ...claims };
  const scope = "https://outlook.office.com/IMAP.AccessAsUser.All";
  const id_token = await new SignJWT(said).setProtectedHeader({ alg: "RS256", kid: "one" }).sign(pair.privateKey);
  return { access_token: "a", refresh_token: "r", token_type: "Bearer", expires_in: 3600, scope, id_token };
}

beforeAll(async () => {
  const certificate = await makeCertificate(host);
  server = createServer(certificate, (request, response) => {
    void answer(request.url ?? "").then((body) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const connect = buildConnector({ ca: certificate.cert });
  const port = String((server.address() as AddressInfo).port);
  setGlobalDispatcher(
    new Agent({ connect: (options, done) => connect({ ...options, hostname: "127.0.0.1", port, servername: options.hostname }, done) }),
  );
});
afterAll(async () => {
  await getGlobalDispatcher().close();
  setGlobalDispatcher(before);
  server.close();
});

function signIn(tenant: string, said: Readonly<Record<string, unknown>>): Promise<SignInOutcome> {
  claims = said;
  const imap = { host: "outlook.office365.com", port: 993, security: "TLS" } as const;
  const place = { appName: "Relink", accountUrl: null, imap, smtp: null, personalSmtp: null, permissions: ["openid"] };
  const redirectUri = "https://relink.test/cb";
  const application = { issuer: issuerOf(tenant), clientId: "relink", clientSecret: "s", redirectUri, insecure: false };
  const callbackUrl = new URL(`${redirectUri}?code=c1&state=${asked.state}`);
  return createMicrosoft(application, place, Date.now).complete({ ...asked, callbackUrl });
}

/** An honest ID token of a tenant's account. */
const of = (tid: string) => ({ tid, iss: issuerOf(tid), preferred_username: "ola@contoso.test" });

describe("an account at Microsoft, where the application is for", () => {
  it.each([
    ["common", ours, "MICROSOFT_WORK"],
    ["common", personal, "MICROSOFT_PERSONAL"],
    ["organizations", ours, "MICROSOFT_WORK"],
    ["organizations", stranger, "MICROSOFT_WORK"],
    ["consumers", personal, "MICROSOFT_PERSONAL"],
    [ours, ours, "MICROSOFT_WORK"],
    ["contoso.test", ours, "MICROSOFT_WORK"],
  ])("%s, signs in from the tenant %s", async (tenant, tid, kind) => {
    expect(await signIn(tenant, of(tid))).toMatchObject({ type: "granted", account: { id: `${tid}.object`, kind } });
  });

  const wrongIssuer = "OAUTH_JWT_CLAIM_COMPARISON_FAILED";
  it.each([
    ["one tenant", ours, of(stranger), wrongIssuer],
    ["one tenant, by its domain", "contoso.test", of(stranger), wrongIssuer],
    ["one tenant, from a free account", ours, of(personal), wrongIssuer],
    ["one tenant, with that tenant’s number in another’s token", ours, { ...of(stranger), tid: ours }, wrongIssuer],
    ["free accounts", "consumers", of(ours), wrongIssuer],
    ["all, with another tenant’s number in the token", "common", { ...of(stranger), tid: ours }, wrongIssuer],
    ["all, with the template itself as issuer", "common", { ...of(ours), iss: issuerOf("{tenantid}") }, wrongIssuer],
    ["all, with another host as issuer", "common", { ...of(ours), iss: `https://login.else.test/${ours}/v2.0` }, wrongIssuer],
    ["organisations, with another tenant’s number in the token", "organizations", { ...of(stranger), tid: ours }, wrongIssuer],
  ])("%s, is not believed where it is another’s, and what came with it is handed over", async (_what, tenant, said, providerCode) => {
    expect(await signIn(tenant, said)).toMatchObject({
      type: "failed",
      failure: "PROVIDER_REFUSED",
      providerCode,
      account: null,
      stray: { refreshToken: "r" },
    });
  });

  it("organisations, is refused where it is a free one, though it is told whose it is", async () => {
    expect(await signIn("organizations", of(personal))).toMatchObject({
      type: "failed",
      failure: "PROVIDER_REFUSED",
      providerCode: "TENANT_NOT_ADMITTED",
      account: { id: `${personal}.object`, kind: "MICROSOFT_PERSONAL" },
      stray: { refreshToken: "r" },
    });
  });
});
