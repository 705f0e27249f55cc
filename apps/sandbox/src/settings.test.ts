import { refreshTokenGrant } from "openid-client";
import { describe, expect, it } from "vitest";
import { toRedirectRule } from "./oauth/redirect-rule.ts";
import type { Ready } from "./ready-file.ts";
import { startSandbox } from "./sandbox.ts";
import { useSandbox } from "./testing/use-sandbox.ts";
import { callApi, connect, makePlace, need, refresh, revoke, start } from "./testing/world.ts";

let ready: Ready;
useSandbox((started) => {
  ready = started;
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
    const both = await Promise.all(folders.map(({ env }) => startSandbox({ ...env, databaseUrl: shared.env.databaseUrl })));
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
        (error: { code?: string; error?: string; status?: number; cause?: { status?: number } }) => error.error ?? error.code,
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
