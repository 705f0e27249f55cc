import { expect, test } from "vitest";
import { toGlobalId } from "../src/platform/global-id.ts";
import { useApiWorld } from "./api-world.ts";
import { FormBrowser } from "./form-browser.ts";
import { allow, begin, connect, connectImap, getAttempt, getInbox, imapLogin, verbs, walk, walkToCallback } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

const world = useApiWorld();

/** Everything that a refused request must leave as it was. */
async function stored(): Promise<Record<string, number>> {
  const tables = [
    "inbox",
    "inbox_event",
    "inbox_grant",
    "grant_secret",
    "stray_grant",
    "connection_attempt",
    "provider_account",
    "inbox_check",
    "audit_entry",
    "idempotency_key",
  ];
  const counts = await Promise.all(
    tables.map(
      async (name) => [name, (await world().database.query<{ n: number }>(`select count(*)::int as n from ${name}`))[0]?.n ?? 0] as const,
    ),
  );
  return Object.fromEntries(counts);
}

async function strays(): Promise<number> {
  return (await stored())["stray_grant"] ?? -1;
}

test("IMAP details that don't hold store nothing, and say what is wrong", async () => {
  const ola = await world().asMember("ola");
  const before = await stored();
  const imap = (host: string) => ({ imap: { host, port: world().sandbox.ready.imapPort, security: "TLS" } });
  const ask = (more: Record<string, unknown>) => ola.refused(verbs.connectImap, { input: imapLogin(world(), "ola@imap.demo.test", more) });
  expect(await ask({ password: "wrong" })).toMatchObject({
    code: "PROVIDER_REFUSED",
    extensions: { reason: "BAD_CREDENTIALS", providerCode: "AUTHENTICATIONFAILED" },
  });
  expect(await ask(imap("nowhere.demo.test"))).toMatchObject({ code: "BAD_USER_INPUT", extensions: { field: "imap" } });
  expect(await ask(imap("127.0.0.1"))).toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await ask(imap("badcert.demo.test"))).toMatchObject({ code: "PROVIDER_REFUSED", extensions: { reason: "TLS_INVALID" } });
  expect(await ask({ password: "two\r\nlines" })).toMatchObject({ code: "BAD_USER_INPUT", extensions: { field: "password" } });
  expect(await ask({ password: "x".repeat(5_000) })).toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await ask({ username: "ola\u0000@imap.demo.test" })).toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await ask({ imap: { host: "mail.imap.demo.test", port: 70_000, security: "TLS" } })).toMatchObject({
    code: "BAD_USER_INPUT",
    extensions: { field: "imap.port" },
  });
  expect(await ask({ imap: { host: "bad host\u0007", port: 993, security: "TLS" } })).toMatchObject({
    code: "BAD_USER_INPUT",
    extensions: { field: "imap.host" },
  });
  expect(await ask({ kind: "TEAM", sharedInboxId: toGlobalId("shared_inbox", world().ids.ola.memberId) })).toMatchObject({
    code: "FORBIDDEN",
  });
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { imapReply: "unavailable" });
  expect(await ask({})).toMatchObject({ code: "PROVIDER_UNAVAILABLE", extensions: { retryAfterSeconds: expect.any(Number) } });
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { imapReply: null });
  expect(await stored()).toEqual(before);
});

test("consent that is refused, and a permission that is left out, abandon the attempt; what was granted is ended", async () => {
  const ola = await world().asMember("ola");
  const declined = await begin(ola, "third@google.demo.test");
  const page = await walk(declined.authorizationUrl, "third@google.demo.test", { action: "deny" });
  expect([page.pathname, page.searchParams.get("attempt")]).toEqual(["/connect/result", declined.attempt.id]);
  expect(await getAttempt(ola, declined.attempt.id)).toMatchObject({
    state: "FAILED",
    failure: "CONSENT_DECLINED",
    inbox: { state: "REMOVED", providerAccess: "NONE" },
  });
  expect(await world().facts("revoke", "third@google.demo.test")).toEqual([]);
  const partly = await begin(ola, "third@google.demo.test");
  await walk(partly.authorizationUrl, "third@google.demo.test", { action: "allow" });
  expect(await getAttempt(ola, partly.attempt.id)).toMatchObject({
    state: "FAILED",
    failure: "SCOPE_MISSING",
    inbox: { state: "REMOVED" },
  });
  await until(async () => (await world().facts("revoke", "third@google.demo.test")).length === 1, "the stray grant is revoked");
  await until(async () => (await strays()) === 0, "nothing of it is kept");
});

test("a callback with a foreign, a used or somebody else's state does nothing", async () => {
  const ola = await world().asMember("ola");
  const begun = await begin(ola, "new@google.demo.test");
  const browser = new FormBrowser();
  const callback = await walkToCallback(begun.authorizationUrl, "new@google.demo.test", allow, browser);
  const problemOf = async (url: URL, from: FormBrowser) => new URL((await from.open(url.href)).url).searchParams.get("problem");
  expect(await problemOf(callback, new FormBrowser())).toBe("foreign");
  const forged = new URL(callback);
  forged.searchParams.set("state", `${callback.searchParams.get("state")?.slice(0, -4)}AAAA`);
  expect(await problemOf(forged, browser)).toBe("foreign");
  const mixedUp = new URL(callback.href.replace("/google?", "/microsoft?"));
  expect(await problemOf(mixedUp, browser)).toBe("foreign");
  expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({ state: "PENDING" });
  expect(await world().facts("token-issued", "new@google.demo.test")).toEqual([]);
  expect(await problemOf(callback, browser)).toBeNull();
  expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({ state: "SUCCEEDED" });
  const before = await stored();
  expect(["foreign", "spent"]).toContain(await problemOf(callback, browser));
  expect(await stored()).toEqual(before);
  for (const path of [
    "/connect/start/nonsense",
    "/connect/callback/google",
    "/connect/callback/google?state=%00&code=x",
    `/connect/start/${"A".repeat(64)}`,
  ]) {
    const response = await fetch(`${world().url}${path}`, { redirect: "manual" });
    expect([response.status, new URL(response.headers.get("location") ?? "").pathname]).toEqual([303, "/connect/result"]);
  }
});

test("signing in by mistake as an account that is connected: both addresses are named, and no inbox of it is touched", async () => {
  const [ola, adam, olga] = [await world().asMember("ola"), await world().asMember("adam"), await world().asMember("olga")];
  const [mine, theirs] = [await connect(ola, "second@google.demo.test"), await connect(olga, "second@google.demo.test")];
  const begun = await begin(adam, "support@google.demo.test");
  await walk(begun.authorizationUrl, "second@google.demo.test");
  expect(await getAttempt(adam, begun.attempt.id)).toMatchObject({
    state: "FAILED",
    failure: "ADDRESS_MISMATCH",
    expectedAddress: "support@google.demo.test",
    actualAddress: "second@google.demo.test",
    inbox: { state: "REMOVED" },
  });
  await until(async () => (await strays()) === 0, "the unused grant is no longer kept");
  expect(await world().facts("revoke", "second@google.demo.test")).toEqual([]);
  for (const [member, { id }] of [
    [ola, mine],
    [olga, theirs],
  ] as const) {
    const { done } = await member.get<{ done: { check: unknown } }>(verbs.check, { input: { inboxId: id } });
    expect(done.check).toMatchObject({ verdict: "OK" });
    expect(await getInbox(member, id)).toMatchObject({ state: "CONNECTED", version: 2 });
  }
  const free = await begin(adam, "support@google.demo.test");
  await walk(free.authorizationUrl, "ola@google.demo.test");
  expect(await getAttempt(adam, free.attempt.id)).toMatchObject({ failure: "ADDRESS_MISMATCH" });
  await until(async () => (await world().facts("revoke", "ola@google.demo.test")).length === 1, "an account that nobody uses is ended");
});

test("the same at Microsoft, whose mail server only says that it is not connected", async () => {
  const ola = await world().asMember("ola");
  const begun = await begin(ola, "new@microsoft.demo.test");
  await walk(begun.authorizationUrl, "free@outlook.demo.test");
  expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({
    state: "FAILED",
    failure: "ADDRESS_MISMATCH",
    expectedAddress: "new@microsoft.demo.test",
    actualAddress: "free@outlook.demo.test",
  });
});

test("an address in use: at the start, and by two who race for it", async () => {
  const [ola, bruno] = [await world().asMember("ola"), await world().asMember("bruno")];
  const { id } = await connectImap(world(), ola, "billing@imap.demo.test");
  expect(await ola.refused(verbs.connectImap, { input: imapLogin(world(), "Billing@imap.demo.test") })).toMatchObject({
    code: "ADDRESS_IN_USE",
    extensions: { inboxId: id },
  });
  const hidden = await bruno.refused(verbs.connectImap, { input: imapLogin(world(), "billing@imap.demo.test") });
  expect(hidden.code).toBe("ADDRESS_IN_USE");
  expect(JSON.stringify(hidden)).not.toContain(id);
  const [first, second] = [await begin(ola, "support@google.demo.test"), await begin(bruno, "support@google.demo.test")];
  await Promise.all([walk(first.authorizationUrl, "support@google.demo.test"), walk(second.authorizationUrl, "support@google.demo.test")]);
  const ends = [await getAttempt(ola, first.attempt.id), await getAttempt(bruno, second.attempt.id)];
  expect(ends.map(({ state, failure }) => [state, failure]).toSorted()).toEqual([
    ["FAILED", "ADDRESS_IN_USE"],
    ["SUCCEEDED", null],
  ]);
  expect(await world().facts("revoke", "support@google.demo.test")).toEqual([]);
  const racing = await Promise.all(
    [ola, bruno].map((member) => member.ask(verbs.connectImap, { input: imapLogin(world(), "spare@imap.demo.test") })),
  );
  expect(racing.map(({ refusal }) => refusal?.code ?? "DONE").toSorted()).toEqual(["ADDRESS_IN_USE", "DONE"]);
});

test("starting again replaces one's own attempt, and nobody else's; cancelling ends it", async () => {
  const [ola, bruno] = [await world().asMember("ola"), await world().asMember("bruno")];
  const [first, other] = [await begin(ola, "ola@microsoft.demo.test"), await begin(bruno, "ola@microsoft.demo.test")];
  const second = await begin(ola, "OLA@microsoft.demo.test");
  expect(await getAttempt(ola, first.attempt.id)).toMatchObject({ state: "FAILED", failure: "SUPERSEDED", inbox: { state: "REMOVED" } });
  expect(await getAttempt(bruno, other.attempt.id)).toMatchObject({ state: "PENDING" });
  expect(await bruno.refused(verbs.cancel, { id: second.attempt.id })).toMatchObject({ code: "NOT_FOUND" });
  expect((await ola.get<{ done: { state: string } }>(verbs.cancel, { id: second.attempt.id })).done.state).toBe("CANCELLED");
  expect(await ola.refused(verbs.cancel, { id: second.attempt.id })).toMatchObject({ code: "CONFLICT" });
  expect((await getAttempt(ola, second.attempt.id)).inbox).toMatchObject({ state: "REMOVED" });
});

test("returnTo leads to a page of this installation alone", async () => {
  const ola = await world().asMember("ola");
  const ask = (returnTo: string) =>
    ola.refused(verbs.connect, { input: { kind: "PERSONAL", provider: "GOOGLE", address: "ola@google.demo.test", returnTo } });
  for (const stranger of [
    "https://evil.test/",
    `${world().url}.evil.test/`,
    `${world().url}@evil.test/`,
    "javascript:alert(1)",
    "//evil.test",
  ]) {
    expect((await ask(stranger)).code).toBe("BAD_USER_INPUT");
  }
  const begun = await begin(ola, "ola@google.demo.test", { returnTo: `${world().url}/settings/email?tab=1` });
  const page = await walk(begun.authorizationUrl, "ola@google.demo.test", { action: "deny" });
  expect(page.href).toBe(`${world().url}/settings/email?tab=1&attempt=${begun.attempt.id}`);
});
