import { decodeJwt } from "jose";
import { refreshTokenGrant } from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consumerTenant, workTenant } from "./accounts/demo-accounts.ts";
import { toRedirectRule } from "./oauth/redirect-rule.ts";
import type { Ready } from "./ready-file.ts";
import { startSandbox } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";
import { Browser } from "./testing/browser.ts";
import { callApi, connect, facts, makePlace, need, refresh, revoke, signIn, start } from "./testing/world.ts";
import type { Place } from "./testing/world.ts";

let place: Place;
let sandbox: Sandbox;
let ready: Ready;

beforeAll(async () => {
  place = await makePlace();
  sandbox = await startSandbox(place.env);
  ready = sandbox.ready;
});

afterAll(async () => {
  await sandbox?.close();
  await place?.remove();
});

describe("Google-like sign-in", () => {
  it("gives tokens, and an ID token with a stable sub and a verified address", async () => {
    const first = await connect(ready, "google", "ola@google.demo.test");
    const second = await connect(ready, "google", "ola@google.demo.test");
    expect(first.claims()).toMatchObject({ email: "ola@google.demo.test", email_verified: true });
    expect(first.claims()?.sub).toBe(second.claims()?.sub);
    expect(first.claims()?.sub).toMatch(/^\d{21}$/);
    expect(first.scope?.split(" ")).toContain("https://mail.google.com/");
    expect(first.expires_in).toBe(3600);
  });

  it("keeps one refresh token: a refresh gives an access token and no new refresh token", async () => {
    const { refresh_token: token } = await connect(ready, "google", "support@google.demo.test");
    for (let turn = 0; turn < 2; turn += 1) {
      const { status, body } = await refresh(ready, "google", need(token));
      expect(status).toBe(200);
      expect(body).toHaveProperty("access_token");
      expect(body).not.toHaveProperty("refresh_token");
    }
  });

  it("gives a refresh token at the first consent and with prompt=consent only", async () => {
    const browser = new Browser();
    const email = "third@google.demo.test";
    const first = await start(ready, "google", { prompt: "" });
    const consent = await signIn(browser, first.url, email);
    const back = await browser.open(consent.url, { form: { action: "allow", mail: "on" } });
    expect(await first.finish(back.left ?? new URL("x:"))).toHaveProperty("refresh_token");

    const again = await start(ready, "google", { prompt: "select_account" });
    const page = await browser.open(again.url);
    expect(page.text).toContain(`Continue as ${email}`);
    const straight = await browser.open(page.url, { form: { action: "continue" } });
    expect(await again.finish(straight.left ?? new URL("x:"))).not.toHaveProperty("refresh_token");

    expect(await connect(ready, "google", email, browser)).toHaveProperty("refresh_token");
  });

  it("narrows the scope when the person leaves out the mail permission", async () => {
    const browser = new Browser();
    const started = await start(ready, "google");
    const consent = await signIn(browser, started.url, "second@google.demo.test");
    const back = await browser.open(consent.url, { form: { action: "allow" } });
    const tokens = await started.finish(back.left ?? new URL("x:"));
    expect(tokens.scope?.split(" ").sort()).toEqual(["email", "openid", "profile"]);
  });

  it("refuses a refresh in Google's words once the token was revoked, and says so again at a second revocation", async () => {
    const tokens = await connect(ready, "google", "new@google.demo.test");
    const other = await connect(ready, "google", "new@google.demo.test");
    const bystander = await connect(ready, "google", "third@google.demo.test");
    expect(await revoke(ready, need(tokens.refresh_token))).toEqual({ status: 200, body: {} });
    expect(await revoke(ready, need(tokens.refresh_token))).toEqual({
      status: 400,
      body: { error: "invalid_token", error_description: "Token expired or revoked" },
    });
    for (const token of [tokens.refresh_token, other.refresh_token]) {
      const { status, body, headers } = await refresh(ready, "google", need(token));
      expect({ status, body }).toEqual({
        status: 400,
        body: { error: "invalid_grant", error_description: "Token has been expired or revoked." },
      });
      expect(headers.get("www-authenticate")).toBeNull();
    }
    expect((await refresh(ready, "google", need(bystander.refresh_token))).status).toBe(200);
    const log = await facts(ready, { kind: "revoke", account: "new@google.demo.test" });
    expect(log.map((fact) => fact.detail["result"])).toEqual(["revoked", "invalid_token"]);
    expect(log[0]?.detail["ended"]).toHaveLength(2);
    expect(JSON.stringify(await facts(ready, {}))).not.toContain(need(tokens.refresh_token));
  });

  it("ends the grant by an access token too, and knows no foreign token", async () => {
    const tokens = await connect(ready, "google", "new@google.demo.test");
    expect((await revoke(ready, tokens.access_token)).status).toBe(200);
    expect((await refresh(ready, "google", need(tokens.refresh_token))).status).toBe(400);
    expect((await revoke(ready, "nonsense")).status).toBe(400);
    expect((await refresh(ready, "google", "nonsense")).body).toEqual({
      error: "invalid_grant",
      error_description: "Bad Request",
    });
  });

  it("ends every token when the password changes", async () => {
    const tokens = await connect(ready, "google", "support@google.demo.test");
    await callApi(ready, "accounts/support@google.demo.test", { password: "another" });
    expect((await refresh(ready, "google", need(tokens.refresh_token))).body["error"]).toBe("invalid_grant");
    await callApi(ready, "accounts/support@google.demo.test", { password: "relink-demo" });
  });

  it("tells a wrong secret as invalid_client", async () => {
    const { refresh_token: token } = await connect(ready, "google", "ola@google.demo.test");
    expect(await refresh(ready, "google", need(token), "wrong")).toMatchObject({
      status: 401,
      body: { error: "invalid_client", error_description: "Unauthorized" },
    });
  });

  it("shows a discovery document with revocation and without what Google has not", async () => {
    const document = await (await fetch(`${ready.google.issuer}/.well-known/openid-configuration`)).json();
    expect(document).toMatchObject({ issuer: ready.google.issuer, revocation_endpoint: ready.google.revocationUrl });
    expect(document).toMatchObject({
      authorization_endpoint: `${ready.google.issuer}/auth`,
      code_challenge_methods_supported: ["S256"],
    });
    expect(document).not.toHaveProperty("introspection_endpoint");
  });
});

describe("Microsoft-like sign-in", () => {
  it("names tenant and object, and the consumer tenant for a free account", async () => {
    const work = await connect(ready, "microsoft", "ola@microsoft.demo.test");
    const free = await connect(ready, "microsoft", "free@outlook.demo.test");
    expect(work.claims()).toMatchObject({ tid: workTenant, preferred_username: "ola@microsoft.demo.test" });
    expect(work.claims()?.sub).not.toBe(work.claims()?.["oid"]);
    expect(free.claims()).toMatchObject({ tid: consumerTenant });
    expect(decodeJwt(need(work.id_token))["iss"]).toBe(ready.microsoft.issuer);
  });

  it("gives a new refresh token at each refresh, keeps the used one valid, and counts its reuse", async () => {
    const { refresh_token: first } = await connect(ready, "microsoft", "new@microsoft.demo.test");
    const replies = [];
    for (let turn = 0; turn < 3; turn += 1) replies.push(await refresh(ready, "microsoft", need(first)));
    const tokens = replies.map(({ body }) => body["refresh_token"]);
    expect(new Set([first, ...tokens]).size).toBe(4);
    expect((await refresh(ready, "microsoft", String(tokens[0]))).status).toBe(200);
    const log = await facts(ready, { kind: "refresh-ok", account: "new@microsoft.demo.test" });
    expect(log.map((fact) => fact.detail["reuse"])).toEqual([0, 1, 2, 0]);
  });

  it("has neither revocation nor introspection", async () => {
    const document = await (await fetch(`${ready.microsoft.issuer}/.well-known/openid-configuration`)).json();
    expect(document).not.toHaveProperty("revocation_endpoint");
    expect(document).not.toHaveProperty("introspection_endpoint");
    const reply = await fetch(`${ready.microsoft.issuer}/revoke`, {
      method: "POST",
      body: new URLSearchParams({ token: "x" }),
    });
    expect(reply.status).toBe(404);
  });

  it("words refusals by AADSTS code: second factor, policy, withdrawn, suspended, secret", async () => {
    const email = "new@microsoft.demo.test";
    const { refresh_token: token } = await connect(ready, "microsoft", email);
    const refusedWith = async (trouble: object) => {
      await callApi(ready, `accounts/${email}`, trouble);
      return (await refresh(ready, "microsoft", need(token))).body;
    };
    expect(await refusedWith({ refreshReply: "mfa" })).toMatchObject({
      error_codes: [50076],
      suberror: "basic_action",
    });
    expect(await refusedWith({ refreshReply: "policy" })).toMatchObject({ error_codes: [53003] });
    expect(await refusedWith({ refreshReply: null, suspended: true })).toMatchObject({ error_codes: [50057] });
    expect(await refusedWith({ suspended: false })).toHaveProperty("access_token");
    expect(await refusedWith({ appAccess: "withdrawn" })).toMatchObject({
      error: "invalid_grant",
      error_codes: [50173],
    });
    const { body } = await refresh(ready, "microsoft", need(token), "wrong");
    expect(body).toMatchObject({ error: "invalid_client", error_codes: [7000215] });
    expect(body["error_description"]).toMatch(/^AADSTS7000215: .*Trace ID/);
  });
});

describe("account page", () => {
  for (const [host, email, refusal] of [
    [
      "google",
      "ola@google.demo.test",
      { error: "invalid_grant", error_description: "Token has been expired or revoked." },
    ],
    [
      "microsoft",
      "ola@microsoft.demo.test",
      { error: "invalid_grant", error_codes: [65001], suberror: "consent_required" },
    ],
    ["microsoft", "free@outlook.demo.test", { error: "invalid_grant", error_codes: [70000] }],
  ] as const) {
    it(`lists Relink for ${email} and ends its access`, async () => {
      const { refresh_token: token } = await connect(ready, host, email);
      const browser = new Browser();
      const url = ready[host].accountUrl;
      expect((await browser.open(url)).text).toContain("Sign in");
      const page = await browser.open(url, { form: { action: "sign-in", email, password: "relink-demo" } });
      expect(page.text).toContain("Relink");
      expect(page.text).toContain("Remove access");
      const after = await browser.open(url, { form: { action: "remove", client: ready[host].clientId } });
      expect(after.text).toContain("No applications have access");
      expect((await refresh(ready, host, need(token))).body).toMatchObject(refusal);
      const log = await facts(ready, { kind: "access-removed", account: email });
      expect(log.at(-1)?.detail["how"]).toBe("account-page");
    });
  }

  it("refuses a form that another site sends", async () => {
    const reply = await fetch(ready.google.accountUrl, {
      method: "POST",
      headers: { "sec-fetch-site": "cross-site" },
      body: new URLSearchParams({ action: "remove" }),
    });
    expect(reply.status).toBe(403);
  });
});

describe("sign-in pages", () => {
  it("send the person back with access_denied when they decline, at either page", async () => {
    for (const host of ["google", "microsoft"] as const) {
      const cancelled = await start(ready, host);
      const browser = new Browser();
      const page = await browser.open(cancelled.url);
      const back = await browser.open(page.url, { form: { action: "cancel" } });
      expect(back.left?.searchParams.get("error")).toBe("access_denied");

      const denied = await start(ready, host, { prompt: "consent" });
      const consent = await signIn(browser, denied.url, `new@${host}.demo.test`);
      const away = await browser.open(consent.url, { form: { action: "deny" } });
      expect(away.left?.searchParams.get("error")).toBe("access_denied");
    }
  });

  it("fill in the hint, and say what is wrong with an address or a password", async () => {
    const browser = new Browser();
    const { url } = await start(ready, "google", { login_hint: "ola@google.demo.test" });
    const page = await browser.open(url);
    expect(page.text).toContain('value="ola@google.demo.test"');
    expect(page.text).toContain("Sandbox – not the real Google");
    const wrong = await browser.open(page.url, {
      form: { action: "sign-in", email: "ola@google.demo.test", password: "no" },
    });
    expect(wrong).toMatchObject({ status: 401 });
    expect(wrong.text).toContain("Wrong e-mail or password.");
    const foreign = await browser.open(page.url, { form: { action: "sign-in", email: "<b>@x.test", password: "no" } });
    expect(foreign.text).toContain("There is no such account");
    expect(foreign.text).not.toContain("<b>");
  });

  it("let the person change the account before consent, each browser tab with its own", async () => {
    const browser = new Browser();
    const [one, two] = [await start(ready, "google"), await start(ready, "google")];
    const first = await signIn(browser, one.url, "ola@google.demo.test");
    const second = await signIn(browser, two.url, "second@google.demo.test");
    const back = await browser.open(first.url, { form: { action: "allow", mail: "on" } });
    expect((await one.finish(back.left ?? new URL("x:"))).claims()?.["email"]).toBe("ola@google.demo.test");
    const switched = await browser.open(second.url, { form: { action: "switch" } });
    expect(switched.text).toContain('name="password"');
    const third = await browser.open(second.url, {
      form: { action: "sign-in", email: "third@google.demo.test", password: "relink-demo" },
    });
    expect(third.text).toContain("third@google.demo.test");
  });

  it("take only the two callback paths on this machine", async () => {
    const browser = new Browser();
    for (const uri of [
      "http://evil.test/connect/callback/google",
      "http://localhost/other",
      "http://localhost/connect/callback/microsoft",
    ]) {
      const { url } = await start(ready, "google", { redirect_uri: uri });
      const page = await browser.open(url);
      expect(page).toMatchObject({ status: 400, left: null });
      expect(page.text).toContain("This sign-in can");
    }
  });
});

describe("settings of the OAuth servers", () => {
  it("a time scale shortens tokens, and one that has lapsed is refused in the provider's words", async () => {
    const other = await makePlace({ timeScale: 7_776_000 });
    const hurried = await startSandbox(other.env);
    try {
      const tokens = await connect(hurried.ready, "microsoft", "ola@microsoft.demo.test");
      expect(tokens.expires_in).toBe(1);
      await expect
        .poll(async () => (await refresh(hurried.ready, "microsoft", need(tokens.refresh_token))).body, {
          timeout: 10_000,
        })
        .toMatchObject({ error: "invalid_grant", error_codes: [700082] });
    } finally {
      await hurried.close();
      await other.remove();
    }
  });

  it("a list of redirect addresses is compared letter by letter", async () => {
    const allowed = toRedirectRule(["https://relink.test/connect/callback/google"]);
    expect(allowed("google", "https://relink.test/connect/callback/google")).toBe(true);
    expect(allowed("google", "https://relink.test/connect/callback/google/")).toBe(false);
    expect(allowed("google", "http://localhost:1/connect/callback/google")).toBe(false);
  });

  it("two sandboxes may open one new database at once, and see the same application", async () => {
    const shared = await makePlace();
    const folders = [await makePlace(), await makePlace()];
    const both = await Promise.all(
      folders.map(({ env }) => startSandbox({ ...env, databaseUrl: shared.env.databaseUrl })),
    );
    try {
      const [one, two] = both;
      expect(one?.ready.google.clientSecret).toBe(two?.ready.google.clientSecret);
    } finally {
      for (const part of both) await part.close();
      for (const part of [shared, ...folders]) await part.remove();
    }
  });

  it("answer under the public address, whatever host and scheme the request came by", async () => {
    const reply = await fetch(`${ready.httpUrl}/sandbox/google/auth?client_id=${ready.google.clientId}`, {
      headers: { "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" },
      redirect: "manual",
    });
    expect(await reply.text()).not.toContain("evil.test");
    const document = await fetch(`${ready.google.issuer}/.well-known/openid-configuration`, {
      headers: { "x-forwarded-host": "evil.test" },
    });
    expect(await document.text()).not.toContain("evil.test");
  });
});

describe("token endpoint in trouble", () => {
  it("answers as it was told, until it is told otherwise", async () => {
    const tokens = await connect(ready, "google", "ola@google.demo.test");
    const { config } = await start(ready, "google");
    const told = async (tokenReply: string | null) => {
      expect((await callApi(ready, "oauth/google", { tokenReply })).status).toBe(200);
      return refreshTokenGrant(config, need(tokens.refresh_token)).then(
        () => "ok",
        (error: { code?: string; error?: string; status?: number; cause?: { status?: number } }) =>
          error.error ?? error.code,
      );
    };
    expect(await told("503")).toBe("OAUTH_RESPONSE_IS_NOT_CONFORM");
    expect(await told("429")).toBe("rate_limit_exceeded");
    expect(await told("html")).toBe("OAUTH_RESPONSE_IS_NOT_CONFORM");
    expect(await told("invalid_client")).toBe("invalid_client");
    expect(await told(null)).toBe("ok");
    await callApi(ready, "oauth/google", { revokeReply: "503" });
    expect((await revoke(ready, need(tokens.refresh_token))).status).toBe(503);
    await callApi(ready, "oauth/google", { revokeReply: null });
    expect((await revoke(ready, need(tokens.refresh_token))).status).toBe(200);
  });

  it("says which field of a request to the API is wrong", async () => {
    expect(await callApi(ready, "oauth/google", { tokenReply: "odd" })).toMatchObject({ status: 400 });
    expect(await callApi(ready, "accounts/ola@google.demo.test", { colour: "red" })).toMatchObject({ status: 400 });
    expect(await callApi(ready, "accounts/nobody@google.demo.test", {})).toMatchObject({ status: 404 });
  });
});
