import { createHmac } from "node:crypto";
import { generateKeyPair } from "jose";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startRiscServer } from "../../test/risc-server.ts";
import { parseRiscEvents, parseRiscVerification } from "./risc-event.ts";
import { createRiscReader, type RiscReader } from "./risc-token.ts";

const server = await startRiscServer();
const time = { now: Date.UTC(2026, 10, 23) };
const subject = { subject_type: "iss-sub", iss: "https://accounts.risc.test", sub: "12345" };
const events = server.event("oauth/event-type/tokens-revoked", subject);
const claims = { iss: server.issuer, aud: "client-1", iat: 1, jti: "jti-1", events };
const taken = {
  ok: true,
  token: {
    jti: "jti-1",
    issuer: server.issuer,
    clientIds: ["client-1"],
    events: [{ type: "tokens-revoked", subject: { kind: "account", issuer: subject.iss, sub: "12345" } }],
    verification: null,
  },
};
let reader: RiscReader;

const create = (clientIds: readonly string[]): RiscReader =>
  createRiscReader({
    configurationUrl: server.configurationUrl,
    findOurs: async (audience) => audience.filter((one) => clientIds.includes(one)),
    now: () => time.now,
  });
beforeEach(() => {
  server.failWith(null);
  reader = create(["client-1", "client-2"]);
});
afterAll(() => server.close());

describe("a security event token", () => {
  it("of Google's for us is taken, also after its exp, and for any of our client ids", async () => {
    expect(await reader.read(await server.sign(claims))).toEqual(taken);
    expect(await reader.read(await server.sign({ ...claims, exp: 1 }))).toEqual(taken);
    expect(await reader.read(await server.sign({ ...claims, aud: ["somebody-else", "client-2"] }))).toEqual({
      ok: true,
      token: { ...taken.token, clientIds: ["client-2"] },
    });
  });

  it.each([
    ["of another issuer", { iss: "https://accounts.risc.test" }],
    ["for another application", { aud: "client-3" }],
    ["for nobody", { aud: undefined }],
    ["without an id", { jti: undefined }],
    ["with an endless id", { jti: "x".repeat(256) }],
    ["that is an ID token and no report", { events: undefined }],
    ["whose events are a list", { events: [] }],
  ])("%s is refused", async (_what, more) => {
    expect(await reader.read(await server.sign({ ...claims, ...more }))).toEqual({ ok: false, why: "INVALID" });
  });

  it("signed by somebody else, with another algorithm, or not at all is refused", async () => {
    const { privateKey } = await generateKeyPair("RS256");
    const refused = { ok: false, why: "INVALID" };
    expect(await reader.read(await server.sign(claims, { key: privateKey }))).toEqual(refused);
    expect(await reader.read(await server.sign(claims, { key: privateKey, kid: "risc-2" }))).toEqual(refused);
    const elliptic = await generateKeyPair("ES256");
    expect(await reader.read(await server.sign(claims, { key: elliptic.privateKey, alg: "ES256" }))).toEqual(refused);
    const [, payload, signature] = (await server.sign(claims)).split(".");
    const header = (alg: string) => Buffer.from(JSON.stringify({ alg, kid: "risc-1" })).toString("base64url");
    expect(await reader.read(`${header("none")}.${payload}.`)).toEqual(refused);
    expect(await reader.read(`${header("none")}.${payload}.${signature}`)).toEqual(refused);
    const hmac = createHmac("sha256", "risc-1")
      .update(`${header("HS256")}.${payload}`)
      .digest("base64url");
    expect(await reader.read(`${header("HS256")}.${payload}.${hmac}`)).toEqual(refused);
  });

  it("with one changed byte is refused, and so is what is no token", async () => {
    const [header, , signature] = (await server.sign(claims)).split(".");
    const other = Buffer.from(JSON.stringify({ ...claims, jti: "jti-2" })).toString("base64url");
    for (const text of [`${header}.${other}.${signature}`, "", "x", "a.b.c", "{}", "..", "a".repeat(10_000)]) {
      expect(await reader.read(text), text.slice(0, 20)).toEqual({ ok: false, why: "INVALID" });
    }
  });

  it("can't be judged while the configuration or the keys can't be had; 10 s later it is asked again", async () => {
    const text = await server.sign(claims);
    server.failWith(503);
    expect(await reader.read(text)).toEqual({ ok: false, why: "UNAVAILABLE" });
    server.failWith(null);
    expect(await reader.read(text)).toEqual({ ok: false, why: "UNAVAILABLE" });
    time.now += 10_001;
    expect(await reader.read(text)).toEqual(taken);
    // The configuration is known; now the keys are missing to another reader.
    const late = create(["client-1"]);
    await late.read("a.b.c");
    server.failWith(500);
    expect(await late.read(text)).toEqual({ ok: false, why: "UNAVAILABLE" });
  });

  it("is for nobody where no application is set up, and nothing is asked", async () => {
    server.failWith(500);
    expect(await create([]).read(await server.sign(claims))).toEqual({ ok: false, why: "INVALID" });
  });
});

describe("the events of a token", () => {
  const parse = (type: string, about: Record<string, unknown>) => parseRiscEvents(server.event(type, about));

  it.each([
    ["oauth/event-type/tokens-revoked", "tokens-revoked"],
    ["oauth/event-type/token-revoked", "token-revoked"],
    ["risc/event-type/sessions-revoked", "sessions-revoked"],
    ["risc/event-type/account-disabled", "account-disabled"],
    ["risc/event-type/account-enabled", "account-enabled"],
    ["risc/event-type/account-credential-change-required", "account-credential-change-required"],
  ])("%s is known", (name, type) => {
    expect(parse(name, subject)).toEqual([{ type, subject: { kind: "account", issuer: subject.iss, sub: "12345" } }]);
  });

  it("name an account or a token in each way that Google has", () => {
    const name = "oauth/event-type/token-revoked";
    const account = [{ type: "token-revoked", subject: { kind: "account", issuer: subject.iss, sub: "12345" } }];
    expect(parse(name, { ...subject, subject_type: "id_token_claims", email: "a@b.c" })).toEqual(account);
    expect(parse(name, { format: "iss_sub", iss: subject.iss, sub: "12345" })).toEqual(account);
    const token = { subject_type: "oauth_token", token_type: "refresh_token", token: "abc" };
    expect(parse(name, { ...token, token_identifier_alg: "prefix" })).toMatchObject([
      { subject: { kind: "token", naming: "prefix", value: "abc" } },
    ]);
    expect(parse(name, { ...token, token_identifier_alg: "hash_base64_sha512_sha512" })).toMatchObject([{ subject: { naming: "digest" } }]);
  });

  it("that say nothing to us are left out", () => {
    for (const about of [
      {},
      { subject_type: "email", email: "a@b.c" },
      { ...subject, sub: "" },
      { ...subject, sub: 5 },
      { ...subject, sub: "x".repeat(513) },
      { subject_type: "oauth_token", token_type: "access_token", token_identifier_alg: "prefix", token: "abc" },
      { subject_type: "oauth_token", token_type: "refresh_token", token_identifier_alg: "md5", token: "abc" },
    ]) {
      expect(parse("oauth/event-type/tokens-revoked", about)).toEqual([]);
    }
    expect(parseRiscEvents(server.verification("x"))).toEqual([]);
    expect(parseRiscEvents({ "https://example.com/else": { subject } })).toEqual([]);
    expect(parseRiscEvents(null)).toBeNull();
  });

  it("tell a test of the receiver, with the state that was sent along", () => {
    expect(parseRiscVerification(server.verification("hello"))).toBe("hello");
    expect(parseRiscVerification(server.verification(undefined))).toBe("");
    expect(parseRiscVerification(server.verification("x".repeat(600)))).toBe("");
    expect(parseRiscVerification(events)).toBeNull();
    expect(parseRiscVerification(null)).toBeNull();
  });
});
