import { expect, test } from "vitest";
import { useApiWorld } from "./api-world.ts";
import {
  act,
  begin,
  connect,
  connectImap,
  createShared,
  getAttempt,
  getInbox,
  imapLogin,
  removeFully,
  untilInbox,
  walk,
  verbs,
} from "./inbox-steps.ts";

const world = useApiWorld();

test("Google: connect, turn off, turn on, remove; the provider's end closes by itself, with proof", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@google.demo.test");
  expect(await getInbox(ola, id)).toMatchObject({
    state: "CONNECTED",
    version: 2,
    providerAccess: "GRANTED",
    currentGrant: { signedInAs: "new@google.demo.test" },
  });
  expect((await act(ola, "turnOff", id)).inbox).toMatchObject({ state: "OFF", version: 3, providerAccess: "GRANTED" });
  expect((await act(ola, "turnOn", id)).inbox).toMatchObject({ state: "CONNECTED", version: 4 });
  await act(ola, "turnOff", id);
  const removed = await act(ola, "remove", id);
  expect(removed.inbox).toMatchObject({ state: "REMOVED", providerAccess: "REVOKING", currentGrant: null });
  expect(removed.receipt).toMatchObject({ final: false, providerEnd: "REVOKING" });
  const closed = await untilInbox(ola, id, (inbox) => inbox.providerAccess === "REVOKED", "the provider's end closes");
  expect(closed.receipts).toHaveLength(1);
  expect(closed.receipts[0]).toMatchObject({
    id: removed.receipt?.id,
    final: true,
    providerEnd: "REVOKED",
    credentialsDestroyedAt: expect.any(String),
  });
  expect(closed.receipts[0]?.evidence.map(({ kind }) => kind)).toEqual(["REVOCATION_ACCEPTED", "REFRESH_REFUSED", "CREDENTIALS_DESTROYED"]);
  expect((await world().facts("revoke")).map(({ account, detail }) => [account, detail.result])).toEqual([
    ["new@google.demo.test", "revoked"],
  ]);
});

test("Microsoft: a person ends it there, says so, and the next look proves it", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "new@microsoft.demo.test");
  await act(ola, "turnOff", id);
  expect((await act(ola, "remove", id)).inbox).toMatchObject({ providerAccess: "AWAITING_PERSON" });
  expect(await act(ola, "verify", id)).toMatchObject({ outcome: "STILL_ACCEPTED", inbox: { providerAccess: "AWAITING_PERSON" } });
  await world().sandbox.trouble("accounts/new@microsoft.demo.test", { appAccess: "removed" });
  const attested = await act(ola, "confirm", id);
  expect(attested.inbox).toMatchObject({ providerAccess: "ATTESTED", receipts: [{ final: false }] });
  expect(attested.inbox.receipts[0]?.evidence.at(-1)).toMatchObject({ kind: "ATTESTED_BY_PERSON", actorName: "ola" });
  const verified = await act(ola, "verify", id);
  expect(verified).toMatchObject({
    outcome: "REFUSED",
    inbox: { providerAccess: "REVOKED", receipts: [{ final: true, providerEnd: "REVOKED" }] },
  });
  expect(verified.inbox.receipts[0]?.evidence.map(({ kind, providerCode }) => [kind, providerCode])).toEqual([
    ["STILL_ACCEPTED", null],
    ["ATTESTED_BY_PERSON", null],
    ["REFRESH_REFUSED", "AADSTS65001"],
    ["CREDENTIALS_DESTROYED", null],
  ]);
});

test("IMAP: closed only once the server refuses the password; tried 3 times an hour at most", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connectImap(world(), ola, "new@imap.demo.test");
  await removeFully(ola, id);
  expect(await act(ola, "verify", id)).toMatchObject({ outcome: "STILL_ACCEPTED" });
  await world().sandbox.trouble("accounts/new@imap.demo.test", { imapReply: "unavailable" });
  expect(await act(ola, "verify", id)).toMatchObject({ outcome: "UNKNOWN", inbox: { providerAccess: "AWAITING_PERSON" } });
  await world().sandbox.trouble("accounts/new@imap.demo.test", { imapReply: "no-code" });
  expect(await act(ola, "verify", id)).toMatchObject({ outcome: "REFUSED", inbox: { providerAccess: "REVOKED" } });
  await world().sandbox.trouble("accounts/new@imap.demo.test", { imapReply: null });
  const again = await connectImap(world(), ola, "new@imap.demo.test");
  await removeFully(ola, again.id);
  for (let tries = 0; tries < 3; tries += 1) await act(ola, "verify", again.id);
  expect(await ola.refused(verbs.verify, { input: { inboxId: again.id } })).toMatchObject({
    code: "RATE_LIMITED",
    extensions: { retryAfterSeconds: expect.any(Number) },
  });
});

test("destroying the credentials at once gives up the proof, and Google is asked once", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "third@google.demo.test");
  await removeFully(ola, id, { destroyCredentialsNow: true });
  const done = await untilInbox(
    ola,
    id,
    (inbox) => inbox.providerAccess === "AWAITING_PERSON" && inbox.receipts[0]?.credentialsDestroyedAt !== null,
    "they are destroyed",
  );
  expect(done).toMatchObject({ providerAccess: "AWAITING_PERSON" });
  expect(done.receipts[0]?.evidence.map(({ kind }) => kind)).toEqual(["REVOCATION_ACCEPTED", "CREDENTIALS_DESTROYED"]);
  expect(await world().facts("revoke", "third@google.demo.test")).toHaveLength(1);
  expect(
    await world().database.query(
      "select 1 from grant_secret s join inbox_grant g on g.id = s.grant_id where g.ended_at is not null and g.credentials = 'DESTROYED'",
    ),
  ).toEqual([]);
  const imap = await connectImap(world(), ola, "spare@imap.demo.test");
  const gone = await removeFully(ola, imap.id, { destroyCredentialsNow: true });
  expect(gone.receipts[0]?.evidence.map(({ kind }) => kind)).toEqual(["CREDENTIALS_DESTROYED"]);
  expect(await ola.refused(verbs.verify, { input: { inboxId: imap.id } })).toMatchObject({ code: "TRANSITION_NOT_ALLOWED" });
});

test("two workspaces on one Google account: the first to end leaves it open, the last closes both", async () => {
  const [ola, olga] = [await world().asMember("ola"), await world().asMember("olga")];
  const [mine, theirs] = [await connect(ola, "second@google.demo.test"), await connect(olga, "second@google.demo.test")];
  const left = await removeFully(ola, mine.id);
  expect(left).toMatchObject({ providerAccess: "STILL_USED", receipts: [{ final: false, providerEnd: "STILL_USED" }] });
  expect(left.receipts[0]?.evidence.map(({ kind }) => kind)).toEqual(["STILL_USED", "CREDENTIALS_DESTROYED"]);
  expect((await act(olga, "check", theirs.id)).check).toMatchObject({ verdict: "OK" });
  expect(await world().facts("revoke", "second@google.demo.test")).toEqual([]);
  await removeFully(olga, theirs.id);
  await untilInbox(olga, theirs.id, (inbox) => inbox.providerAccess === "REVOKED", "the last one closes");
  const closed = await untilInbox(ola, mine.id, (inbox) => inbox.providerAccess === "REVOKED", "it closes the first one, too");
  expect(closed.receipts[0]).toMatchObject({ final: true, providerEnd: "REVOKED" });
  expect(await world().facts("revoke", "second@google.demo.test")).toHaveLength(1);
});

test("the last two inboxes of one account, removed in the same moment: one of them asks to revoke, once", async () => {
  const [ola, olga] = [await world().asMember("ola"), await world().asMember("olga")];
  const both = [
    [ola, await connect(ola, "support@google.demo.test")],
    [olga, await connect(olga, "support@google.demo.test")],
  ] as const;
  for (const [member, { id }] of both) await act(member, "turnOff", id);
  await Promise.all(both.map(([member, { id }]) => act(member, "remove", id, { expectedVersion: 3 })));
  for (const [member, { id }] of both) await untilInbox(member, id, (inbox) => inbox.providerAccess === "REVOKED", "each closes");
  expect(await world().facts("revoke", "support@google.demo.test")).toHaveLength(1);
  expect(
    await world().database.query(
      "select live from provider_account where live <> 0 and account_key in (select account_key from inbox_grant where signed_in_as = 'support@google.demo.test')",
    ),
  ).toEqual([]);
});

test("two workspaces on one IMAP account: what the last one's refusal shows closes the first one, too", async () => {
  const [ola, olga] = [await world().asMember("ola"), await world().asMember("olga")];
  const [mine, theirs] = [
    await connectImap(world(), ola, "billing@imap.demo.test"),
    await connectImap(world(), olga, "billing@imap.demo.test"),
  ];
  expect(await removeFully(ola, mine.id)).toMatchObject({ providerAccess: "STILL_USED" });
  await removeFully(olga, theirs.id);
  await world().sandbox.trouble("accounts/billing@imap.demo.test", { password: "another" });
  expect(await act(olga, "verify", theirs.id)).toMatchObject({ outcome: "REFUSED" });
  const closed = await untilInbox(ola, mine.id, (inbox) => inbox.providerAccess === "REVOKED", "the first one closes");
  expect(closed.receipts[0]?.evidence.map(({ kind }) => kind)).toEqual(["STILL_USED", "CREDENTIALS_DESTROYED", "LOGIN_REFUSED"]);
});

test("reconnecting: the same account keeps its grant; another provider ends the old one, with a receipt", async () => {
  const ola = await world().asMember("ola");
  const inbox = await connect(ola, "new@google.demo.test");
  const again = await ola.get<{ done: { authorizationUrl: string; attempt: { id: string } } }>(verbs.reconnect, {
    input: { inboxId: inbox.id },
  });
  await walk(again.done.authorizationUrl, "new@google.demo.test");
  expect(await getAttempt(ola, again.done.attempt.id)).toMatchObject({
    state: "SUCCEEDED",
    inbox: { state: "CONNECTED", version: 3, receipts: [], currentGrant: { id: inbox.currentGrant?.id } },
  });
  // The mailbox's address does not change when it moves to a server of its own: the same host stands in for it here.
  await world().sandbox.trouble("accounts/new@google.demo.test", { appAccess: "removed" });
  const { kind: _kind, address: _address, ...login } = imapLogin(world(), "new@imap.demo.test", { username: "new@imap.demo.test" });
  const { done } = await ola.get<{ done: { inbox: { state: string; receipts: unknown[]; currentGrant: { id: string } } } }>(
    verbs.reconnectImap,
    { input: { ...login, inboxId: inbox.id } },
  );
  expect(done.inbox).toMatchObject({ state: "CONNECTED", receipts: [{ revision: 1 }] });
  expect(done.inbox.currentGrant.id).not.toBe(inbox.currentGrant?.id);
  const closed = await untilInbox(
    ola,
    inbox.id,
    ({ endedGrants }) => endedGrants[0]?.providerAccess === "REVOKED",
    "the old provider's end closes",
  );
  expect(closed).toMatchObject({ state: "CONNECTED", providerAccess: "GRANTED" });
  expect(closed.receipts[0]?.evidence.map(({ kind }) => kind)).toEqual(["ALREADY_REVOKED", "REFRESH_REFUSED", "CREDENTIALS_DESTROYED"]);
});

test("a removed inbox comes back as itself by a reconnection", async () => {
  const ola = await world().asMember("ola");
  const { id } = await connect(ola, "third@google.demo.test");
  await removeFully(ola, id);
  await untilInbox(ola, id, (inbox) => inbox.providerAccess === "REVOKED", "it closes");
  const { done } = await ola.get<{ done: { authorizationUrl: string } }>(verbs.reconnect, { input: { inboxId: id } });
  await walk(done.authorizationUrl, "third@google.demo.test");
  expect(await getInbox(ola, id)).toMatchObject({
    state: "CONNECTED",
    providerAccess: "GRANTED",
    endedGrants: [{ providerAccess: "REVOKED" }],
    receipts: [{ final: true }],
  });
});

test("a person who is still connecting removes it: nothing was granted, and the receipt says so", async () => {
  const ola = await world().asMember("ola");
  const begun = await begin(ola, "ola@google.demo.test");
  const removed = await act(ola, "remove", begun.inbox.id);
  expect(removed).toMatchObject({
    inbox: { state: "REMOVED", providerAccess: "NONE", receipts: [] },
    receipt: { final: true, providerEnd: "NONE" },
  });
  expect(await getAttempt(ola, begun.attempt.id)).toMatchObject({ state: "CANCELLED" });
  const late = await walk(begun.authorizationUrl, "ola@google.demo.test").catch((error: unknown) => String(error));
  expect(String(late)).toContain("No way to the provider");
  const { receipt } = await ola.get<{ receipt: { providerEnd: string } | null }>(
    "query ($id: ID!) { receipt(id: $id) { providerEnd final } }",
    { id: removed.receipt?.id },
  );
  expect(receipt).toMatchObject({ providerEnd: "NONE", final: true });
});

test("a channel of a shared inbox: connected by an admin, deleted while connected", async () => {
  const adam = await world().asMember("adam");
  const sharedInboxId = await createShared(adam, "Support");
  const { id } = await connect(adam, "ola@google.demo.test", { kind: "TEAM", sharedInboxId });
  const impact = await adam.get<{ removalImpact: { willBeTold: { email: string }[]; grantStaysInUse: boolean } }>(
    "query ($id: ID!) { removalImpact(inboxId: $id) { willBeTold { email } grantStaysInUse sharesGrantWith { id } consumers { name } guide { provider } } }",
    { id },
  );
  expect(impact.removalImpact).toMatchObject({ grantStaysInUse: false, sharesGrantWith: [], consumers: [], guide: { provider: "GOOGLE" } });
  expect(impact.removalImpact.willBeTold.map(({ email }) => email).toSorted()).toEqual(["adam@demo.test", "sofia@demo.test"]);
  expect((await act(adam, "deleteChannel", id)).inbox).toMatchObject({ state: "REMOVED", providerAccess: "REVOKING" });
  await untilInbox(adam, id, (inbox) => inbox.providerAccess === "REVOKED", "it closes");
});
