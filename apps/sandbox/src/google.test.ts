import { describe, expect, it } from "vitest";
import type { Ready } from "./ready-file.ts";
import { Browser } from "./testing/browser.ts";
import { useSandbox } from "./testing/use-sandbox.ts";
import { callApi, connect, facts, need, refresh, revoke, signIn, start } from "./testing/world.ts";

let ready: Ready;
useSandbox((started) => {
  ready = started;
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
    expect(tokens.scope?.split(" ").toSorted()).toEqual(["email", "openid", "profile"]);
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

  it("words a demand to sign in again, a policy, and a suspension", async () => {
    const email = "second@google.demo.test";
    const { refresh_token: token } = await connect(ready, "google", email);
    const refusedWith = async (trouble: object) => {
      await callApi(ready, `accounts/${email}`, trouble);
      return (await refresh(ready, "google", need(token))).body;
    };
    expect(await refusedWith({ refreshReply: "mfa" })).toMatchObject({
      error: "invalid_grant",
      error_subtype: "invalid_rapt",
    });
    expect(await refusedWith({ refreshReply: "policy" })).toMatchObject({ error: "admin_policy_enforced" });
    expect(await refusedWith({ refreshReply: null, suspended: true })).toMatchObject({ error: "invalid_grant" });
    expect(await refusedWith({ suspended: false })).toHaveProperty("access_token");
  });

  it("says how long access lasts where it ends by itself, as in the test mode, and ends it then in Google's words", async () => {
    await callApi(ready, "oauth/google", { accessLastsSeconds: 7 * 86_400 });
    const week = await connect(ready, "google", "ola@google.demo.test");
    // A week less what the sign-in has taken.
    const left = Number(week["refresh_token_expires_in"]);
    expect([left > 604_700, left < 604_800]).toEqual([true, true]);
    await callApi(ready, "oauth/google", { accessLastsSeconds: 15 });
    const short = await connect(ready, "google", "third@google.demo.test");
    await callApi(ready, "oauth/google", { accessLastsSeconds: null });
    const again = async () => (await refresh(ready, "google", need(short.refresh_token))).body;
    expect(await again()).toHaveProperty("refresh_token_expires_in", expect.closeTo(15, -1));
    await expect.poll(again).toEqual({ error: "invalid_grant", error_description: "Token has been expired or revoked." });
    expect((await refresh(ready, "google", need(week.refresh_token))).body).toHaveProperty("refresh_token_expires_in");
    expect((await connect(ready, "google", "third@google.demo.test"))["refresh_token_expires_in"]).toBeUndefined();
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
