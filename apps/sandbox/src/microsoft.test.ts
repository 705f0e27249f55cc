import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { consumerTenant, workTenant } from "./accounts/demo-accounts.ts";
import { multiFactorClaims } from "./oauth/microsoft-replies.ts";
import type { Ready } from "./ready-file.ts";
import { Browser } from "./testing/browser.ts";
import { useSandbox } from "./testing/use-sandbox.ts";
import { callApi, connect, facts, need, refresh, signIn, start } from "./testing/world.ts";
import type { Asked } from "./testing/world.ts";

let ready: Ready;
useSandbox((started) => {
  ready = started;
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

  it("turns back whoever may not consent, lets them in unasked once an administrator has, and still not by prompt=consent", async () => {
    const email = "ola@microsoft.demo.test";
    const refused = async (asked: Asked = {}) => {
      const { url } = await start(ready, "microsoft", asked);
      return need((await signIn(new Browser(), url, email)).left?.searchParams);
    };
    await callApi(ready, `accounts/${email}`, { adminConsent: "required" });
    expect((await refused()).get("error_description")).toMatch(/^AADSTS90094/);
    await callApi(ready, `accounts/${email}`, { adminConsent: "given" });
    expect((await refused({ prompt: "consent" })).get("error_description")).toMatch(/^AADSTS90094/);
    const { refresh_token: token } = await connect(ready, "microsoft", email);
    expect((await refresh(ready, "microsoft", need(token))).status).toBe(200);
    await callApi(ready, `accounts/${email}`, { adminConsent: null, appAccess: "removed" });
    expect((await refresh(ready, "microsoft", need(token))).body).toMatchObject({ error_codes: [65001] });
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
      claims: multiFactorClaims,
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
