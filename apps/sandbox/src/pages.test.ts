import { describe, expect, it } from "vitest";
import type { Ready } from "./ready-file.ts";
import { Browser } from "./testing/browser.ts";
import { useSandbox } from "./testing/use-sandbox.ts";
import { connect, facts, need, refresh, signIn, start } from "./testing/world.ts";

let ready: Ready;
useSandbox((started) => {
  ready = started;
});

describe("account page", () => {
  for (const [host, email, refusal] of [
    ["google", "ola@google.demo.test", { error: "invalid_grant", error_description: "Token has been expired or revoked." }],
    ["microsoft", "ola@microsoft.demo.test", { error: "invalid_grant", error_codes: [65001], suberror: "consent_required" }],
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
