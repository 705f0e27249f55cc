import { exportJWK, generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";
import {
  type Answer,
  asked,
  complete,
  type HostileServer,
  hostileAnswers,
  json,
  paths,
  providersAt,
  reply,
  startHostile,
  toDiscovery,
  tokens,
} from "./hostile-oauth.fixture.ts";
import { ProviderUnavailable } from "./sign-in-provider.ts";

// A request may take 10 s, and each of these makes one that fails and one that does not.
const mostMs = 40_000;
const mostBytes = 300 * 1024 * 1024;

/** Runs `look` against a server of its own, within bounded time and memory, and without a request to where a redirect leads. */
async function against(look: (server: HostileServer) => Promise<unknown>): Promise<void> {
  const server = await startHostile();
  const [begun, before] = [performance.now(), process.memoryUsage().rss];
  try {
    const seen = await look(server);
    expect(performance.now() - begun).toBeLessThan(mostMs);
    expect(process.memoryUsage().rss - before).toBeLessThan(mostBytes);
    expect(server.hits.filter((hit) => hit.includes("elsewhere"))).toEqual([]);
    expect(JSON.stringify(seen)).not.toMatch(/canary|hotel/);
  } finally {
    server.close();
  }
}

describe.concurrent("a discovery document that is", () => {
  it.each<readonly [string, Answer]>([
    ...hostileAnswers,
    ["an empty body", reply(200, "application/json", "")],
    ["another issuer's", json(toDiscovery("https://accounts.else.test"))],
    ...["authorization_endpoint", "token_endpoint", "jwks_uri"].map((name): readonly [string, Answer] => [
      `one without ${name}`,
      (response, request) => json({ ...toDiscovery(`http://${request.headers.host}`), [name]: undefined })(response, request),
    ]),
  ])("%s: the provider is not to be had for now, which judges nobody; and it is asked anew the next time", async (_what, said) => {
    await against(async (server) => {
      const { google, microsoft } = providersAt(server.url);
      server.say(paths.discovery, said);
      const seen = await Promise.all(
        [google, microsoft].map(async (provider) => {
          const begun = provider.authorizationUrl({ ...asked, loginHint: "ola@relink.test", consent: false });
          const [refused, signedIn, refreshed] = await Promise.all([
            begun.catch((error: unknown) => error),
            complete(provider),
            provider.refresh("canary-old", "MICROSOFT_WORK"),
          ]);
          expect(refused).toBeInstanceOf(ProviderUnavailable);
          expect((refused as ProviderUnavailable).message).toMatch(/can't be reached \([A-Za-z_]{3,64}\)\.$/);
          const { providerCode } = refused as ProviderUnavailable;
          const unavailable = { type: "failed", failure: "PROVIDER_UNAVAILABLE", providerCode, applicationRefused: false };
          expect(signedIn).toMatchObject({ ...unavailable, stray: null, account: null });
          expect(refreshed).toEqual({ type: "judged", verdict: { verdict: "passing", providerCode }, provesEnd: false, claims: null });
          return [String(refused), signedIn, refreshed];
        }),
      );
      expect(server.hits.filter((hit) => hit.startsWith("POST"))).toEqual([]);
      server.say(paths.discovery, null);
      expect(await complete(google)).toMatchObject({ type: "granted" });
      expect(await complete(microsoft)).toMatchObject({ type: "granted" });
      return seen;
    });
  });
});

describe.concurrent("a key set that is", () => {
  const another = async (): Promise<Answer> => {
    const { publicKey } = await generateKeyPair("RS256");
    return json({ keys: [{ ...(await exportJWK(publicKey)), kid: "two", alg: "RS256", use: "sig" }] });
  };
  it.each<readonly [string, Answer | Promise<Answer>, string]>([
    // What is JSON is the provider's own word, and its ID token is not believed by it.
    ...hostileAnswers.map(([what, said]) => [what, said, what === "a list" ? "PROVIDER_REFUSED" : "PROVIDER_UNAVAILABLE"] as const),
    ["an object without keys", json({}), "PROVIDER_REFUSED"],
    ["empty", json({ keys: [] }), "PROVIDER_REFUSED"],
    ["without the key that signed", another(), "PROVIDER_REFUSED"],
  ])(
    "%s: nobody is signed in, what was granted is handed over to be ended, and a refresh goes on without it",
    async (_what, said, failure) => {
      await against(async (server) => {
        server.say(paths.keys, await said);
        const { google, microsoft } = providersAt(server.url);
        const seen = await Promise.all(
          [google, microsoft].map(async (provider) => {
            const signedIn = await complete(provider);
            expect(signedIn).toMatchObject({ type: "failed", failure, applicationRefused: false, account: null });
            if (signedIn.type !== "failed") return null;
            expect(signedIn.stray).toMatchObject({ refreshToken: tokens.refresh_token });
            expect(signedIn.providerCode).toMatch(/^[A-Za-z_]{3,64}$/);
            return { ...signedIn, stray: null };
          }),
        );
        server.say(paths.token, json({ ...tokens, id_token: undefined }));
        expect(await google.refresh("canary-old", "GOOGLE")).toMatchObject({ type: "refreshed" });
        return seen;
      });
    },
  );
});

describe.concurrent("a revocation that is answered with", () => {
  it.each(hostileAnswers)(
    "%s: it has failed, with a code, so that nobody believes the end closed; and it is asked once",
    async (_what, said) => {
      await against(async (server) => {
        server.say(paths.revoke, said);
        const { google, microsoft } = providersAt(server.url);
        const outcome = await google.revoke("canary-old");
        expect(outcome).toEqual({ type: "failed", providerCode: expect.stringMatching(/^[A-Za-z0-9_]{3,64}$/) as string });
        expect(server.hits).toEqual(["POST /revoke"]);
        expect(microsoft.revoke("canary-old")).toBeNull();
        return outcome;
      });
    },
  );

  it.each<readonly [string, Answer]>([
    ["an empty object", json({})],
    ["an empty body", reply(200, "text/plain", "")],
  ])("%s has worked", async (_what, said) => {
    await against(async (server) => {
      server.say(paths.revoke, said);
      const outcome = await providersAt(server.url).google.revoke("canary-old");
      expect(outcome).toEqual({ type: "accepted", alreadyGone: false, providerCode: null });
      return outcome;
    });
  });
});
