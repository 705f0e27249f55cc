import { expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import { act, begin, connect, connectImap, getAttempt, getInbox, letExpire, removeFully, untilInbox, verbs, walk } from "./inbox-steps.ts";
import { until } from "./log-world.ts";

// A second look comes after 150 ms (IMAP: 300 ms), 7 days are 50 min.
const world = useApiWorld({ timeScale: 200 });

test("a refusal disconnects only with the second look, with reason, sentence and remedy; a reconnection brings it back", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@google.demo.test");
  await world().sandbox.trouble("accounts/new@google.demo.test", { appAccess: "removed" });
  const first = await act(ola, "check", id);
  expect(first.check).toMatchObject({ verdict: "REFUSED", providerCode: "invalid_grant" });
  const gone = await untilInbox(ola, id, (inbox) => inbox.state === "DISCONNECTED", "the second look disconnects it by itself");
  expect(gone).toMatchObject({
    version: 3,
    disconnection: { reason: "ACCESS_REVOKED", providerCode: "invalid_grant" },
    providerAccess: "GRANTED",
    receipts: [],
  });
  const { inbox } = await ola.get<{ inbox: { disconnection: Record<string, string>; checks: { nodes: { id: string }[] } } }>(
    'query ($id: ID!) { inbox(id: $id) { disconnection { explanation remedy pl: remedy(locale: "pl") } checks(first: 200) { nodes { id verdict } } } }',
    { id },
  );
  expect(inbox.checks.nodes.map((check) => check.id)).toContain(first.check?.id);
  expect(inbox.disconnection["remedy"]).not.toBe(inbox.disconnection["pl"]);
  const { done } = await ola.get<{ done: { authorizationUrl: string; inbox: { state: string } } }>(verbs.reconnect, {
    input: { inboxId: id },
  });
  expect(done.inbox.state).toBe("DISCONNECTED");
  await walk(done.authorizationUrl, "new@google.demo.test");
  expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", version: 4, disconnection: null, receipts: [] });
});

test("three passing failures are FAILING, a passing check recovers, and turning on decides at once", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "ola@imap.demo.test");
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { imapReply: "unavailable" });
  for (let checks = 0; checks < 3; checks += 1) expect((await act(ola, "check", id)).check?.verdict).toBe("PASSING_FAILURE");
  await untilInbox(ola, id, (inbox) => inbox.state === "FAILING", "it is failing");
  await act(ola, "turnOff", id);
  expect(await ola.refused(verbs.turnOn, { input: { inboxId: id } })).toMatchObject({
    code: "PROVIDER_UNAVAILABLE",
    extensions: { retryAfterSeconds: expect.any(Number) },
  });
  expect(await getInbox(ola, id)).toMatchObject({ state: "OFF", version: 4 });
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { imapReply: null });
  expect((await act(ola, "turnOn", id)).inbox).toMatchObject({ state: "CONNECTED", version: 5 });
  await act(ola, "turnOff", id);
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { password: "another" });
  expect((await act(ola, "turnOn", id)).inbox).toMatchObject({
    state: "DISCONNECTED",
    disconnection: { reason: "BAD_CREDENTIALS", providerCode: "AUTHENTICATIONFAILED" },
  });
  await world().sandbox.trouble("accounts/ola@imap.demo.test", { password: "relink-demo" });
  expect((await act(ola, "check", id)).inbox).toMatchObject({ state: "CONNECTED", disconnection: null });
  const types = await ola.get<{ inbox: { events: { nodes: { type: string }[] } } }>(
    "query ($id: ID!) { inbox(id: $id) { events(first: 200, newestFirst: false) { nodes { type } } } }",
    { id },
  );
  expect(types.inbox.events.nodes.map(({ type }) => type)).toEqual([
    "CONNECTION_STARTED",
    "CONNECTED",
    "FAILING",
    "TURNED_OFF",
    "TURNED_ON",
    "TURNED_OFF",
    "DISCONNECTED",
    "RECOVERED",
  ]);
});

test("a failing inbox recovers by itself", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "new@imap.demo.test");
  await world().sandbox.trouble("accounts/new@imap.demo.test", { imapReply: "unavailable" });
  for (let checks = 0; checks < 3; checks += 1) await act(ola, "check", id);
  await untilInbox(ola, id, (inbox) => inbox.state === "FAILING", "it is failing");
  await world().sandbox.trouble("accounts/new@imap.demo.test", { imapReply: null });
  await untilInbox(ola, id, (inbox) => inbox.state === "CONNECTED", "a check passes by itself");
});

test("checking by hand is limited to 10 a minute and inbox", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "spare@imap.demo.test");
  for (let checks = 0; checks < 10; checks += 1) await act(ola, "check", id);
  expect(await ola.refused(verbs.check, { input: { inboxId: id } })).toMatchObject({
    code: "RATE_LIMITED",
    extensions: { retryAfterSeconds: expect.any(Number) },
  });
});

test("an attempt that nobody completes expires, is followed live, and its late callback does nothing", async () => {
  const ola = await world().asMember("ola");
  const begun = await begin(ola, "second@google.demo.test");
  const live = ola.follow<{ connectionAttempt: { state: string } }>(
    "subscription ($id: ID!) { connectionAttempt(id: $id) { state inbox { state } } }",
    { id: begun.attempt.id },
  );
  await live.has(1);
  await letExpire(world());
  await live.has(2);
  expect(live.seen.map(({ connectionAttempt }) => connectionAttempt)).toEqual([
    { state: "PENDING", inbox: { state: "CONNECTING" } },
    { state: "EXPIRED", inbox: { state: "REMOVED" } },
  ]);
  await until(() => live.ended, "the subscription ends with the attempt");
  expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({
    state: "EXPIRED",
    failure: null,
    inbox: { state: "REMOVED", version: 2 },
  });
  expect(await ola.refused(verbs.cancel, { id: begun.attempt.id })).toMatchObject({ code: "CONFLICT" });
  expect((await ola.refused(verbs.reconnect, { input: { inboxId: begun.inbox.id } })).code).toBe("TRANSITION_NOT_ALLOWED");
});

test("two reconnections at once: the second to come back is superseded, and an attempt that was never completed still expires", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "third@google.demo.test");
  const begun = await Promise.all(
    [1, 2, 3].map(
      async () =>
        (await ola.get<{ done: { authorizationUrl: string; attempt: { id: string } } }>(verbs.reconnect, { input: { inboxId: id } })).done,
    ),
  );
  for (const one of begun.slice(0, 2)) await walk(one.authorizationUrl, "third@google.demo.test");
  const ends = await Promise.all(begun.slice(0, 2).map(({ attempt }) => getAttempt(ola, attempt.id)));
  expect(ends.map(({ state, failure }) => [state, failure])).toEqual([
    ["SUCCEEDED", null],
    ["FAILED", "SUPERSEDED"],
  ]);
  await letExpire(world());
  await until(async () => (await getAttempt(ola, begun[2]?.attempt.id ?? "")).state === "EXPIRED", "the third one expires");
  expect(await getInbox(ola, id)).toMatchObject({ state: "CONNECTED", version: 3 });
  expect(await world().facts("revoke", "third@google.demo.test")).toEqual([]);
});

test("Google does not answer: asked again with back-off until it does", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "support@google.demo.test");
  await world().sandbox.trouble("oauth/google", { revokeReply: "503" });
  await removeFully(ola, id);
  await until(
    async () =>
      ((
        await world().database.query<{ tries: number }>(
          "select tries from inbox_grant where access = 'REVOKING' and signed_in_as = 'support@google.demo.test'",
        )
      )[0]?.tries ?? 0) >= 2,
    "it has tried twice",
  );
  expect(await world().facts("revoke", "support@google.demo.test")).toEqual([]);
  await world().sandbox.trouble("oauth/google", { revokeReply: null });
  await untilInbox(ola, id, (inbox) => inbox.providerAccess === "REVOKED", "it closes");
  expect(await world().facts("revoke", "support@google.demo.test")).toHaveLength(1);
});
