import { generateKeyPair, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
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
  tokens,
} from "./hostile-oauth.fixture.ts";

let server: HostileServer;
beforeAll(async () => {
  server = await startHostile();
});
beforeEach(() => {
  server.hits.length = 0;
});
afterAll(() => server.close());

describe("a token endpoint that answers with", () => {
  it.each<readonly [string, Answer]>([...hostileAnswers, ["an empty body", reply(200, "application/json", "")]])(
    "%s: a passing failure, bounded, which proves no end and stores no token",
    async (_what, said) => {
      server.say(paths.token, said);
      const [begun, before] = [performance.now(), process.memoryUsage().rss];
      const { google, microsoft } = providersAt(server.url);
      for (const [signedIn, refreshed] of await Promise.all(
        [google, microsoft].map((provider) => Promise.all([complete(provider), provider.refresh("canary-old", "MICROSOFT_WORK")])),
      )) {
        expect(signedIn).toMatchObject({
          type: "failed",
          failure: "PROVIDER_UNAVAILABLE",
          applicationRefused: false,
          stray: null,
          account: null,
        });
        expect(refreshed).toMatchObject({ type: "judged", verdict: { verdict: "passing" }, provesEnd: false });
        expect(JSON.stringify([signedIn, refreshed])).not.toMatch(/canary|hotel/);
      }
      expect(performance.now() - begun).toBeLessThan(30_000);
      expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
      expect(server.hits.filter((hit) => hit.includes("elsewhere"))).toEqual([]);
    },
  );
});

describe("an ID token", () => {
  const hours = (count: number) => Math.floor(Date.now() / 1_000) + count * 3_600;
  const sign = (more: Readonly<Record<string, unknown>>) => server.signIdToken(more);
  const grantWith = (id_token: string | undefined) => {
    server.say(paths.token, json({ ...tokens, id_token }));
    return complete(providersAt(server.url).google);
  };

  it("that holds is believed", async () => {
    expect(await grantWith(await sign({}))).toMatchObject({ type: "granted", account: { id: "12345", claimedAddress: "ola@relink.test" } });
  });

  it.each<[string, () => Promise<string | undefined>]>([
    ["for another application", () => sign({ aud: "somebody-else" })],
    ["of another issuer", () => sign({ iss: "https://accounts.else.test" })],
    ["of another sign-in", () => sign({ nonce: "m".repeat(asked.nonce.length) })],
    ["without a nonce", () => sign({ nonce: undefined })],
    ["that has lapsed", () => sign({ iat: hours(-2), exp: hours(-1) })],
    ["signed by a stranger", async () => server.signIdToken({}, (await generateKeyPair("RS256")).privateKey)],
    ["not signed at all", async () => new UnsecuredJWT(server.toClaims({})).encode()],
    ["about nobody", () => sign({ sub: undefined })],
    ["that is none", async () => "a.b.c"],
    ["that is missing", async () => undefined],
  ])("%s is not: nobody is taken for its subject, and the tokens beside it are handed over to be ended", async (_what, make) => {
    expect(await grantWith(await make())).toMatchObject({
      type: "failed",
      failure: expect.stringMatching(/^PROVIDER_(REFUSED|UNAVAILABLE)$/) as string,
      account: null,
      stray: { refreshToken: "canary-refresh" },
    });
  });
});
