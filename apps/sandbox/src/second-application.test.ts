import { expect, it } from "vitest";
import type { Ready } from "./ready-file.ts";
import { Browser } from "./testing/browser.ts";
import { useSandbox } from "./testing/use-sandbox.ts";
import { callApi, connect, facts, need, refresh } from "./testing/world.ts";

let ready: Ready;
useSandbox((started) => {
  ready = started;
});

const acme = { clientId: "acme-mail", clientSecret: "acme-secret-1", name: "Acme Mail" };

for (const host of ["google", "microsoft"] as const) {
  it(`${host}: a second application has its own grants, and the account page lists both by name`, async () => {
    await callApi(ready, `oauth/${host}/applications`, acme);
    const own: Ready = { ...ready, [host]: { ...ready[host], clientId: acme.clientId, clientSecret: acme.clientSecret } };
    const email = `ola@${host}.demo.test`;
    const [relink, theirs] = [await connect(ready, host, email), await connect(own, host, email)];
    const browser = new Browser();
    const page = await browser.open(ready[host].accountUrl, { form: { action: "sign-in", email, password: "relink-demo" } });
    expect(page.text).toContain("<h2>Relink</h2>");
    expect(page.text).toContain("<h2>Acme Mail</h2>");
    // One application's token is nothing to the other.
    expect((await refresh(ready, host, need(theirs.refresh_token))).body).toMatchObject({ error: "invalid_grant" });
    const after = await browser.open(ready[host].accountUrl, { form: { action: "remove", client: acme.clientId } });
    expect(after.text).toContain("Acme Mail no longer has access.");
    expect(after.text).not.toContain("<h2>Acme Mail</h2>");
    expect(after.text).toContain("<h2>Relink</h2>");
    expect((await refresh(own, host, need(theirs.refresh_token))).body).toMatchObject({ error: "invalid_grant" });
    expect(await refresh(ready, host, need(relink.refresh_token))).toMatchObject({ status: 200 });
    expect((await facts(ready, { kind: "refresh-ok", account: email })).at(-1)?.detail["client"]).toBe(ready[host].clientId);
  });
}

it("a new secret takes the old one's place", async () => {
  await callApi(ready, "oauth/google/applications", acme);
  const own: Ready = { ...ready, google: { ...ready.google, clientId: acme.clientId, clientSecret: acme.clientSecret } };
  const { refresh_token: token } = await connect(own, "google", "second@google.demo.test");
  await callApi(ready, "oauth/google/applications", { ...acme, clientSecret: "acme-secret-2" });
  expect(await refresh(own, "google", need(token))).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  expect(await refresh(own, "google", need(token), "acme-secret-2")).toMatchObject({ status: 200 });
});
